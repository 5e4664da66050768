"""A journal of a line that has run for long, written in a minute: true decisions, tasks that take no time."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path

from robot_cells.attempts.assignment import Assignment, AssignmentKind
from robot_cells.attempts.report import Phase
from robot_cells.documents.plant import Plant
from robot_cells.ids import OrderId, ProductId
from robot_cells.journals.record import Record
from robot_cells.journals.sqlite_journal import SqliteJournal
from robot_cells.nodes.dispatcher import Dispatcher
from robot_cells.orchestration.events import (
    AttemptAccepted,
    AttemptEnded,
    AttemptStarted,
    CellAppeared,
    Event,
    OrderSubmitted,
)
from robot_cells.orchestration.orchestrator import Orchestrator
from robot_cells.orders.work_order import WorkOrder

PIECES = 200
"""Of each order."""


class _Cells:
    """Takes what is decided, and says that it is done."""

    def __init__(self) -> None:
        self.taken: list[Assignment] = []

    def send(self, assignment: Assignment) -> None:
        """Keep it until the next turn."""
        if assignment.kind is AssignmentKind.EXECUTE:
            self.taken.append(assignment)

    def tell(self, record: Record) -> None:
        """Nobody follows."""

    def reports(self, at_s: float) -> list[Event]:
        """What the cells have done since."""
        taken, self.taken = self.taken, []
        events: list[Event] = []
        for item in taken:
            events.append(AttemptAccepted(at_s, item.attempt_id))
            events.append(AttemptStarted(at_s, item.attempt_id))
            events.append(AttemptEnded(at_s, item.attempt_id, item.cell, Phase.SUCCEEDED, None, {"done": True}))
        return events


def write_long_journal(path: Path, plant: Plant, product: str, records: int) -> int:
    """At least `records` records and the snapshots among them, all orders ended; how many records there are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    cells = _Cells()
    with closing(SqliteJournal(path, time.time_ns())) as journal:
        # What is measured comes later; this may be lost with the power.
        journal._database.execute("PRAGMA synchronous = OFF")
        journal.keep_documents(plant.sources)
        dispatcher = Dispatcher(
            lambda: Orchestrator(plant.line, plant.products, journal.journal_id, epoch=journal.epoch),
            journal,
            cells,
            snapshots=journal,
            documents=plant.sources,
        )
        dispatcher.begin(0.0)
        dispatcher.turn(0.0, observed=[CellAppeared(0.0, cell.id, "nobody", "0") for cell in plant.line.cells])
        turn = order = 0
        while cells.taken or dispatcher.core.state.events < records:
            turn += 1
            at_s = turn * 0.01
            events = cells.reports(at_s)
            if not events:
                order += 1
                events = [OrderSubmitted(at_s, WorkOrder(OrderId(f"PAST-{order}"), ProductId(product), PIECES))]
            dispatcher.turn(at_s, observed=events)
        return dispatcher.core.state.events

"""From where a line that is at work goes on: what its journal says now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import closing
from itertools import islice
from pathlib import Path

from robot_cells.documents.plant import Plant
from robot_cells.errors import TwinError
from robot_cells.ids import CellId
from robot_cells.journals.event_records import events_of
from robot_cells.journals.replays import latest_fit
from robot_cells.journals.snapshot import Snapshot
from robot_cells.journals.sqlite_journal import SqliteJournalReader
from robot_cells.orchestration.events import AttemptDispatched, Event, OrderSubmitted
from robot_cells.orchestration.orchestrator import Orchestrator
from robot_cells.orchestration.plant import Plant as PlantIndex
from robot_cells.orchestration.state import CellState, State
from robot_cells.orchestration.state_document import decode_state
from robot_cells.reports.journal_plant import plant_of_journal
from robot_cells.twins.scenario import Start

LEARNED = 20_000
"""From so many records before the snapshot, and all after it, durations are learned."""


def read_start(path: Path, plant: Plant | None = None, *, whole: bool = False) -> tuple[Start, Plant | None]:
    """What the journal holds at this moment, and the plant that it was written under, where it keeps one.

    The line may be running: the journal is only read, from the latest snapshot on that was kept under `plant` (None:
    that of the journal), or from its beginning if `whole`, or without such a snapshot. Raises `JournalError` for a
    damaged one, and `TwinError` where nothing was recorded.
    """
    with closing(SqliteJournalReader(path)) as reader:
        kept = plant_of_journal(reader)
        plant = plant or kept
        snapshot = latest_fit(reader, plant.sources) if plant is not None and not whole else None
        after = snapshot.sequence if snapshot is not None else 0
        first = max(1, after - LEARNED + 1)
        rows = events_of(reader.read(first))
        before = tuple(islice(rows, after + 1 - first))
        events = tuple(rows)
        journal, epoch = reader.journal_id, reader.epoch
    if not before and not events:
        raise TwinError("The journal is empty.", where=str(path), remedy="Name one of a line that has begun to work.")
    now_s = max(event.at_s for event in (*before, *events))
    if snapshot is None or plant is None:
        return Start(journal, epoch, events, now_s), kept
    orders = decode_state(snapshot.state, PlantIndex(plant.line, plant.products)).orders.values()
    submitted = (OrderSubmitted(item.submitted_s, item.order) for item in orders)
    return Start(journal, epoch, events, now_s, snapshot, (*submitted, *before, *events)), kept


def bring_to(core: Orchestrator, start: Start) -> None:
    """Have a core that knows nothing yet stand as the line does; its line may have cells more than that of the journal.

    Raises `TwinError` where it has fewer.
    """
    if start.snapshot is not None:
        core.restore(_state_of(core, start.snapshot), start.snapshot.now_s)
    core.replay(start.events)


def _state_of(core: Orchestrator, snapshot: Snapshot) -> State:
    state = decode_state(snapshot.state, core.state.plant)
    gone = [cell for cell in state.cells if cell not in core.state.cells]
    if gone:
        raise TwinError(
            f"The line that is at work has the cell {gone[0]}.", where="--from", remedy="Leave the change out."
        )
    cells: dict[CellId, CellState] = {**core.state.cells, **state.cells}
    state.cells = {cell: cells[cell] for cell in core.state.cells}
    return state


def drives_so_far(events: Iterable[Event]) -> Mapping[CellId, int]:
    """How many drives each vehicle has begun: two a trip, the empty one and the loaded one."""
    drives: dict[CellId, int] = {}
    for event in events:
        if isinstance(event, AttemptDispatched) and event.trip is not None:
            drives[event.cell] = drives.get(event.cell, 0) + 2
    return drives


def used_cells(state: State) -> Iterable[CellId]:
    """The cells that have begun work, or were given some."""
    return [cell.id for cell in state.cells.values() if cell.set_up_by is not None or cell.attempt is not None]

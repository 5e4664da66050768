"""The turn of the orchestrator towards its cells, on a virtual clock: greeted, asked, sent to again, missed."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from robot_cells.attempts.assignment import Assignment, AssignmentKind
from robot_cells.clock import VirtualClock
from robot_cells.documents.plant import load_plant
from robot_cells.ids import CellId, OrderId, ProductId
from robot_cells.journals.record import Record
from robot_cells.journals.sqlite_journal import SqliteJournal
from robot_cells.nodes.cell_roll import CellRoll
from robot_cells.nodes.dispatcher import Dispatcher
from robot_cells.nodes.emergency_news import EmergencyNews
from robot_cells.nodes.line_time import LineTime
from robot_cells.nodes.line_turn import ASK_S, RESEND_S, LineTurn
from robot_cells.nodes.request import Answer, Request
from robot_cells.orchestration.cell_heard import CellHeard, HostHeard
from robot_cells.orchestration.events import Event, OrderSubmitted
from robot_cells.orchestration.orchestrator import Orchestrator
from robot_cells.orders.work_order import WorkOrder

SILENT_S = 0.9
IDLE = 4


class _Line:
    """A dispatcher on a journal of its own; what leaves it is kept."""

    def __init__(self, document: Path, folder: Path) -> None:
        plant = load_plant(document)
        journal = SqliteJournal(folder / "journal.sqlite", 1)
        self.clock = VirtualClock(1.0)
        self.sent: list[Assignment] = []
        self.asked: list[CellId] = []
        self.unreached: set[str] = set()
        wall = SimpleNamespace(monotonic=self.clock.now, time_ns=lambda: int(self.clock.now() * 1e9))

        def make() -> Orchestrator:
            return Orchestrator(plant.line, plant.products, journal.journal_id, epoch=journal.epoch)

        self.dispatcher = Dispatcher(make, journal, self, wall)
        self.dispatcher.begin(0.0)
        roll = CellRoll(silent_timeout_s=SILENT_S, grace_s=20.0, began_s=self.clock.now())
        emergency = EmergencyNews(lambda *_: None)
        line_time = LineTime(self.clock, 1.0)
        self.line_turn = LineTurn(self.dispatcher, line_time, wall, roll, emergency, self._ask, self._reaches)

    def _ask(self, cell: CellId) -> bool:
        self.asked.append(cell)
        return True

    def _reaches(self, host: str) -> bool:
        return host not in self.unreached

    def send(self, assignment: Assignment) -> None:
        self.sent.append(assignment)

    def tell(self, record: Record) -> None: ...

    def hear(self, incarnation: str = "1", cells: tuple[str, ...] = ("press", "oven")) -> None:
        word: Any = HostHeard("host", incarnation, tuple(CellHeard(CellId(cell), IDLE) for cell in cells))
        self.line_turn.hear_host(word, 0)

    def order(self) -> None:
        def decide(_: Orchestrator, at_s: float) -> tuple[Event, ...]:
            return (OrderSubmitted(at_s, WorkOrder(OrderId("WO-1"), ProductId("plate"), 1)),)

        def answer(_: Answer) -> None: ...

        self.line_turn.request(Request(decide, answer, 0))

    def sent_as(self, kind: AssignmentKind) -> list[str]:
        return [item.cell for item in self.sent if item.kind is kind]


@pytest.fixture
def line(tiny_line: Path, tmp_path: Path) -> _Line:
    return _Line(tiny_line, tmp_path)


def test_every_cell_is_told_the_epoch_once_when_it_is_heard(line: _Line) -> None:
    line.hear()
    assert line.line_turn.turn()
    line.hear()
    line.line_turn.turn()
    greeted = [item for item in line.sent if item.kind is AssignmentKind.ACKNOWLEDGE]
    assert [(item.cell, item.attempt_id, item.epoch) for item in greeted] == [("press", "", 1), ("oven", "", 1)]


def test_work_that_is_not_answered_is_sent_again(line: _Line) -> None:
    line.hear()
    line.order()
    line.line_turn.turn()
    assert line.sent_as(AssignmentKind.EXECUTE) == ["press"]
    for _ in range(2):
        line.clock.advance(RESEND_S)
        line.hear()
        line.line_turn.turn()
    assert line.sent_as(AssignmentKind.EXECUTE) == ["press", "press"]


def test_a_process_that_is_not_heard_is_lost_when_its_time_has_come_and_is_waited_for_until_then(line: _Line) -> None:
    line.hear()
    line.line_turn.turn()
    line.clock.advance(SILENT_S / 2.0)
    line.line_turn.turn()
    assert line.dispatcher.core.state.cells[CellId("press")].present
    assert 0.0 < line.line_turn.wait_s(is_clock_heard=False) <= RESEND_S
    line.clock.advance(SILENT_S / 2.0 + 0.01)
    line.line_turn.turn()
    assert not line.dispatcher.core.state.cells[CellId("press")].present


def test_the_successor_of_a_process_that_was_at_work_is_asked_before_it_counts(line: _Line) -> None:
    line.hear()
    line.order()
    line.line_turn.turn()
    line.hear("2", ("press",))
    line.line_turn.turn()
    assert line.asked == ["press"]
    assert not line.dispatcher.core.state.cells[CellId("press")].present, "its predecessor has died"
    assert line.line_turn.wait_s(is_clock_heard=True) <= ASK_S
    line.line_turn.hear_answer(CellId("press"), (), 0)
    line.line_turn.turn()
    assert line.dispatcher.core.state.cells[CellId("press")].incarnation == "2"


def test_a_process_that_does_not_hear_yet_is_given_nothing_and_counts_as_soon_as_it_does(line: _Line) -> None:
    line.unreached = {"host"}
    line.hear()
    line.order()
    line.line_turn.turn()
    assert not line.sent
    assert line.line_turn.wait_s(is_clock_heard=True) <= ASK_S, "it does not wait for the next word"
    line.unreached.clear()
    line.clock.advance(ASK_S)
    line.line_turn.turn()
    assert line.sent_as(AssignmentKind.EXECUTE) == ["press"]
    assert line.line_turn.wait_s(is_clock_heard=True) > ASK_S


def test_a_process_that_has_fallen_silent_before_it_heard_is_not_taken_for_present(line: _Line) -> None:
    line.unreached = {"host"}
    line.hear()
    for _ in range(2):
        line.clock.advance(SILENT_S / 2.0 + 0.01)
        line.line_turn.turn()
    line.unreached.clear()
    line.line_turn.turn()
    assert not any(cell.present for cell in line.dispatcher.core.state.cells.values())

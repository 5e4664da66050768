"""The turn of the orchestrator, on a virtual clock: what is recorded at once, and what waits for company."""

from __future__ import annotations

from pathlib import Path

import pytest

from robot_cells.attempts.assignment import Assignment
from robot_cells.attempts.report import Phase, Report
from robot_cells.clock import VirtualClock
from robot_cells.documents.plant import load_plant
from robot_cells.ids import AttemptId, CellId, OrderId, ProductId
from robot_cells.journals.record import Record
from robot_cells.journals.sqlite_journal import SqliteJournal
from robot_cells.nodes.cell_roll import CellRoll
from robot_cells.nodes.dispatcher import Dispatcher
from robot_cells.nodes.emergency_news import EmergencyNews
from robot_cells.nodes.line_time import LineTime
from robot_cells.nodes.line_turn import COMPANY_S, LineTurn
from robot_cells.nodes.request import Request
from robot_cells.orchestration.cell_heard import CellHeard, HostHeard
from robot_cells.orchestration.events import OrderSubmitted
from robot_cells.orchestration.orchestrator import Orchestrator
from robot_cells.orders.work_order import WorkOrder

PRESS = CellId("press")
HOST = HostHeard("host", "1", (CellHeard(PRESS, 4), CellHeard(CellId("oven"), 4)))


class _Wall:
    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock

    def monotonic(self) -> float:
        return self._clock.now()

    def time_ns(self) -> int:
        return int(self._clock.now() * 1e9)


class _Line:
    """A line on which one piece is on its way to the press."""

    def __init__(self, document: Path, folder: Path) -> None:
        self.clock = VirtualClock(100.0)
        self.sent: list[Assignment] = []
        self.kinds: list[str] = []
        wall = _Wall(self.clock)
        plant = load_plant(document)
        journal = SqliteJournal(folder / "journal.sqlite", 1)
        self.dispatcher = Dispatcher(
            lambda: Orchestrator(plant.line, plant.products, journal.journal_id, epoch=journal.epoch),
            journal,
            self,
            wall,
        )
        self.dispatcher.begin(0.0)
        roll = CellRoll(silent_timeout_s=1000.0, grace_s=1000.0, began_s=self.clock.now())
        emergency = EmergencyNews(lambda is_active, reason: None)
        self.turns = LineTurn(self.dispatcher, LineTime(self.clock, 100.0), wall, roll, emergency, lambda cell: True)
        order = WorkOrder(OrderId("WO-1"), ProductId("plate"), 1)
        request = Request(lambda core, at_s: (OrderSubmitted(at_s, order),), lambda answer: None, 1)
        self.dispatcher.turn(0.0, hosts=[(HOST, 1)], requests=[request])
        self.turns.turn()
        self.kinds.clear()

    def send(self, assignment: Assignment) -> None:
        self.sent.append(assignment)

    def tell(self, record: Record) -> None:
        self.kinds.append(record.kind)

    def hear(self, phase: Phase) -> None:
        attempt = AttemptId(self.sent[0].attempt_id)
        self.turns.hear_report(Report(PRESS, 1, attempt, phase, self.clock.now()), int(self.clock.now() * 1e9))


@pytest.fixture
def line(tiny_line: Path, tmp_path: Path) -> _Line:
    return _Line(tiny_line, tmp_path)


def test_that_an_attempt_was_accepted_waits_for_company(line: _Line) -> None:
    line.hear(Phase.ACCEPTED)
    assert not line.turns.turn()
    assert line.kinds == []
    assert line.turns.wait_s(is_clock_heard=True) == pytest.approx(COMPANY_S)
    line.clock.advance(COMPANY_S)
    assert line.turns.turn()
    assert line.kinds == ["attempt_accepted"]


def test_it_does_not_wait_longer_because_more_comes(line: _Line) -> None:
    line.hear(Phase.ACCEPTED)
    line.clock.advance(0.8 * COMPANY_S)
    line.hear(Phase.RUNNING)
    assert line.turns.wait_s(is_clock_heard=True) == pytest.approx(0.2 * COMPANY_S)
    line.clock.advance(0.3 * COMPANY_S)
    assert line.turns.turn()
    assert line.kinds == ["attempt_accepted", "attempt_started"]


def test_an_end_is_recorded_at_once_and_all_that_came_before_it(line: _Line) -> None:
    line.hear(Phase.ACCEPTED)
    assert not line.turns.turn()
    line.hear(Phase.SUCCEEDED)
    assert line.turns.wait_s(is_clock_heard=True) == 0.0
    assert line.turns.turn()
    assert line.kinds[:2] == ["attempt_accepted", "attempt_ended"]
    assert line.turns.wait_s(is_clock_heard=True) > COMPANY_S

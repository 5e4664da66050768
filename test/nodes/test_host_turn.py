"""The turn of a host, on a virtual clock: it beats, repeats what is not acknowledged, and tells of changes at once."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from robot_cells.attempts.assignment import Assignment, AssignmentKind
from robot_cells.attempts.cell_state import CellState
from robot_cells.attempts.emergency_stop import EmergencyStop
from robot_cells.attempts.memory_ledger import MemoryLedger
from robot_cells.attempts.report import Phase, Report
from robot_cells.attempts.worker import CellWorker
from robot_cells.clock import VirtualClock
from robot_cells.errors import ProcessError
from robot_cells.ids import AttemptId, CellId, JournalId, ProductId, SerialNumber, TaskId
from robot_cells.lines.capability import Capability
from robot_cells.lines.cell import Cell
from robot_cells.lines.cell_kind import CellKind
from robot_cells.nodes.host_turn import BEAT_S, QUIET_S, REPEAT_S, SHORTEST_BEAT_S, HostTurn
from robot_cells.nodes.hosted_cell import HostedCell
from robot_cells.processes.runner import Runner


class _Devices:
    def __init__(self) -> None:
        self.absent = ""
        self.due_in_s: float | None = None

    def missing(self) -> str:
        return self.absent

    def stop(self) -> None: ...

    def poll(self) -> float | None:
        return self.due_in_s

    def close(self) -> None: ...


def _no_runner(_: Assignment) -> Runner:
    raise ProcessError("There is no process.")


class _Host:
    """Two cells whose processes cannot be built, so that every assignment ends with a refusal at once."""

    def __init__(self) -> None:
        self.clock = VirtualClock()
        self.sent: list[Report] = []
        self.told: list[list[tuple[str, CellState]]] = []
        self.devices = [_Devices(), _Devices()]
        self.cells = [self._cell(place) for place in range(2)]
        for cell in self.cells:
            cell.take_up()
        self.turns = HostTurn(self.cells, self.clock, self.clock.now, self._tell)

    def _cell(self, place: int) -> HostedCell:
        cell = Cell(CellId(f"cell_{place}"), CellKind.ASSEMBLY, (Capability("press", 1.0, "press"),))
        ledger = MemoryLedger()
        worker = CellWorker(cell, _no_runner, ledger, self.clock)
        return HostedCell(cell, worker, self.devices[place], ledger, self.sent.append)

    def _tell(self, cells: Sequence[HostedCell]) -> None:
        self.told.append([(cell.id, cell.worker.state) for cell in cells])

    def turn(self) -> float:
        return self.turns.turn(is_clock_heard=False)

    def settle(self) -> None:
        """Turn until nothing has changed that is not told."""
        while self.turn() < SHORTEST_BEAT_S:
            self.clock.advance(SHORTEST_BEAT_S)
        self.told.clear()

    def assign(self, kind: AssignmentKind, place: int = 0) -> None:
        self.cells[place].receive(
            Assignment(
                kind=kind,
                journal_id=JournalId("j"),
                epoch=1,
                cell=self.cells[place].id,
                attempt_id=AttemptId("j:WO/1/op.1#1"),
                task_id=TaskId("WO/1/op.1"),
                serial=SerialNumber("WO-1"),
                product=ProductId("tray"),
                capability="press",
            )
        )


@pytest.fixture
def host() -> _Host:
    return _Host()


def test_the_first_word_of_all_cells_comes_at_once_and_then_with_every_beat(host: _Host) -> None:
    host.turn()
    assert [[name for name, _ in told] for told in host.told] == [["cell_0", "cell_1"]]
    host.settle()
    host.clock.advance(BEAT_S)
    host.turn()
    assert [[name for name, _ in told] for told in host.told] == [["cell_0", "cell_1"]]


def test_who_begins_to_listen_is_told_of_all_cells_before_the_next_beat(host: _Host) -> None:
    host.settle()
    host.clock.advance(SHORTEST_BEAT_S)
    host.turns.beat_soon()
    host.turns.beat_soon()
    host.turn()
    assert [[name for name, _ in told] for told in host.told] == [["cell_0", "cell_1"]]
    host.turns.beat_soon()
    assert host.turn() == pytest.approx(SHORTEST_BEAT_S), "but not more often than the shortest beat"
    assert len(host.told) == 1


def test_who_begins_to_hear_reports_is_told_what_is_not_acknowledged_and_not_more_often_than_that(host: _Host) -> None:
    host.assign(AssignmentKind.EXECUTE)
    host.settle()
    host.sent.clear()
    host.clock.advance(SHORTEST_BEAT_S)
    host.turns.repeat_soon()
    host.turn()
    assert [item.phase for item in host.sent] == [Phase.REFUSED]
    host.turns.repeat_soon()
    host.turn()
    assert len(host.sent) == 1
    host.clock.advance(SHORTEST_BEAT_S)
    host.turn()
    assert len(host.sent) == 2


def test_a_cell_that_has_changed_is_told_of_alone_and_not_more_often_than_the_shortest_beat(host: _Host) -> None:
    host.settle()
    host.clock.advance(SHORTEST_BEAT_S)
    host.cells[1].worker.stop(reason="by hand")
    host.cells[1].mark()
    assert host.turn() == pytest.approx(QUIET_S)
    assert host.told == []
    host.clock.advance(SHORTEST_BEAT_S)
    host.turn()
    assert host.told == [[("cell_1", CellState.STOPPED)]]
    host.cells[0].worker.stop(reason="by hand")
    host.cells[0].mark()
    assert host.turn() == pytest.approx(SHORTEST_BEAT_S)
    assert len(host.told) == 1
    host.clock.advance(2 * SHORTEST_BEAT_S)
    host.turn()
    assert host.told[1:] == [[("cell_0", CellState.STOPPED)]]


def test_an_end_is_repeated_until_it_is_acknowledged(host: _Host) -> None:
    host.assign(AssignmentKind.EXECUTE)
    host.turn()
    ends = [item.phase for item in host.sent]
    assert ends[-1] is Phase.REFUSED
    host.clock.advance(REPEAT_S)
    host.turn()
    assert [item.phase for item in host.sent[len(ends) :]] == [Phase.REFUSED]
    host.assign(AssignmentKind.ACKNOWLEDGE)
    host.clock.advance(REPEAT_S)
    host.turn()
    assert len(host.sent) == len(ends) + 1


def test_an_emergency_stop_is_told_with_the_very_next_turn(host: _Host) -> None:
    host.settle()
    host.turns.hear_emergency_stop(EmergencyStop("gate", "opened"))
    host.turn()
    assert host.told == [[("cell_0", CellState.ABORTED), ("cell_1", CellState.ABORTED)]]


def test_a_cell_whose_devices_are_gone_takes_no_work_from_the_next_beat_on(host: _Host) -> None:
    host.settle()
    host.devices[0].absent = "the arm"
    host.clock.advance(BEAT_S)
    host.turn()
    assert host.told == [[("cell_0", CellState.STOPPED), ("cell_1", CellState.IDLE)]]


def test_the_next_turn_comes_when_a_driver_wants_it(host: _Host) -> None:
    host.settle()
    host.devices[1].due_in_s = 0.01
    assert host.turn() == 0.01

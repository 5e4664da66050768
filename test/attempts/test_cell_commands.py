"""What commands make of a cell."""

from __future__ import annotations

from typing import Any

import pytest

from robot_cells.attempts.assignment import AssignmentKind, CellCommand
from robot_cells.attempts.cell_state import CellState
from robot_cells.attempts.report import Phase, Report
from robot_cells.orders.cancel_policy import CancelPolicy

HOLD, UNHOLD, SUSPEND, UNSUSPEND, STOP, ABORT, CLEAR, RESET = CellCommand


def command(cellar: Any, *commands: CellCommand, policy: CancelPolicy = CancelPolicy.FINISH_STEP) -> list[Report]:
    reports: list[Report] = []
    for item in commands:
        reports += cellar.tell(AssignmentKind.COMMAND, "", cell_command=item, cancel_policy=policy)
    return reports


AT_WORK = [
    ([HOLD], CellState.HELD),
    ([SUSPEND], CellState.SUSPENDED),
    ([HOLD, UNHOLD], CellState.HELD),  # comes while the step still runs, and again when it has ended
    ([STOP], CellState.STOPPED),
    ([ABORT], CellState.ABORTED),
    ([STOP, ABORT], CellState.ABORTED),
    ([ABORT, STOP], CellState.ABORTED),
    ([ABORT, CLEAR], CellState.STOPPED),
    ([UNHOLD, UNSUSPEND, CLEAR, RESET], CellState.EXECUTE),
]


@pytest.mark.parametrize(("commands", "state"), AT_WORK, ids=str)
def test_a_cell_at_work_obeys_at_the_end_of_its_step(
    cellar: Any, commands: list[CellCommand], state: CellState
) -> None:
    cellar.execute()
    command(cellar, *commands)
    cellar.advance(5.0)
    assert cellar.worker.state is state


@pytest.mark.parametrize("item", list(CellCommand), ids=lambda item: item.name)
@pytest.mark.parametrize("before", [[], [HOLD], [SUSPEND], [STOP], [ABORT], [ABORT, CLEAR]], ids=str)
def test_a_command_that_comes_twice_is_obeyed_once(cellar: Any, before: list[CellCommand], item: CellCommand) -> None:
    cellar.execute()
    command(cellar, *before)
    cellar.advance(5.0)
    command(cellar, item)
    cellar.advance(5.0)
    once = (cellar.worker.state, cellar.worker.message)
    command(cellar, item)
    cellar.advance(0.0)
    assert (cellar.worker.state, cellar.worker.message) == once


@pytest.mark.parametrize(("pause", "go_on"), [(HOLD, UNHOLD), (SUSPEND, UNSUSPEND)], ids=["hold", "suspend"])
def test_a_paused_attempt_goes_on_where_it_stood(cellar: Any, pause: CellCommand, go_on: CellCommand) -> None:
    cellar.execute()
    command(cellar, pause)
    assert cellar.advance(60.0) == []
    command(cellar, go_on)
    assert [item.phase for item in cellar.advance(5.0)] == [Phase.SUCCEEDED]
    assert len(cellar.station.executed) == 2


def test_a_hold_that_comes_before_the_first_step_keeps_it_from_beginning(cellar: Any) -> None:
    cellar.worker.receive(cellar.assignment())
    command(cellar, HOLD)
    assert (cellar.worker.state, cellar.station.executed) == (CellState.HELD, [])
    command(cellar, UNHOLD)
    assert len(cellar.station.executed) == 1


def test_a_cell_that_was_stopped_by_command_takes_work_after_reset_alone(cellar: Any) -> None:
    command(cellar, STOP)
    assert (cellar.worker.state, cellar.worker.condition.needs_reset) == (CellState.STOPPED, True)
    command(cellar, CLEAR, UNHOLD, UNSUSPEND)
    (refused,) = cellar.execute()
    assert refused.failure is not None and refused.failure.code == "cell.stopped"
    command(cellar, RESET)
    assert [item.phase for item in cellar.execute("j:a#2")] == [Phase.ACCEPTED, Phase.RUNNING]


def test_a_cell_that_waits_for_its_devices_is_not_reset_by_command(cellar: Any) -> None:
    cellar.worker.stop(reason="Its devices are not there.")
    command(cellar, RESET)
    assert cellar.worker.state is CellState.STOPPED


def test_the_attempt_of_a_cell_that_is_stopped_at_once_is_cancelled_at_once(cellar: Any) -> None:
    cellar.execute()
    (end,) = command(cellar, STOP, policy=CancelPolicy.STOP_NOW)
    assert (end.phase, len(cellar.station.cancelled)) == (Phase.CANCELLED, 1)


def test_a_command_of_an_older_orchestrator_is_not_obeyed(cellar: Any) -> None:
    cellar.execute(epoch=2)
    command(cellar, ABORT)
    assert cellar.worker.state is CellState.EXECUTE

"""The reference line under an emergency stop, without ROS, on virtual time: true workers, processes and equipment."""

from __future__ import annotations

from typing import Any

import pytest

from robot_cells.attempts.cell_state import CellState
from robot_cells.attempts.emergency_stop import EmergencyStop
from robot_cells.attempts.report import Phase
from robot_cells.errors import TwinError
from robot_cells.orchestration import events
from robot_cells.orchestration.cell_heard import CellHeard, HostHeard
from robot_cells.orchestration.emergencies import reset_of
from robot_cells.orchestration.state import LineMode
from robot_cells.twins.virtual_line import HOST, INCARNATION

STOP_S = 300.0
SOURCE = "gate"


def settle(line: Any) -> None:
    """Deliver what is under way, and let the orchestrator hear how the cells stand, until nothing changes."""
    for _ in range(10):
        while line._turn():
            pass
        cells = tuple(CellHeard(name, worker.state, worker.message) for name, worker in line.workers.items())
        now_s = line.clock.now()
        line.handle(line.orchestrator.observe_cells(HostHeard(HOST, INCARNATION, cells), now_s))
        line._mail += line.orchestrator.unanswered(now_s + 1.0)


def states_of(line: Any) -> set[CellState]:
    return {worker.state for worker in line.workers.values()}


@pytest.fixture(scope="module")
def stopped(virtual_line: Any, demo_orders: Any) -> Any:
    """A line that is stopped in the midst of its work."""
    line = virtual_line((), seed=1)
    with pytest.raises(TwinError, match="not ended"):
        line.run(demo_orders.orders[:2], until_s=STOP_S)
    assert CellState.EXECUTE in states_of(line)
    for worker in line.workers.values():
        worker.hear_emergency_stop(EmergencyStop(SOURCE, "opened"))
    line.handle([events.EmergencyStopped(line.clock.now(), SOURCE, "opened")])
    settle(line)
    return line


def test_every_cell_is_aborted_and_no_device_moves(stopped: Any) -> None:
    assert states_of(stopped) == {CellState.ABORTED}
    devices = [device for site in stopped.equipment.sites.values() for device in site.devices.values()]
    assert [device.running_id for device in devices] == [None] * len(devices)
    assert all(arm.motion_end_s <= stopped.clock.now() for arm in stopped.equipment.arms())
    assert stopped.equipment.next_event_s == float("inf")


def test_all_work_is_ended_under_the_stops_own_code_and_none_is_begun(stopped: Any) -> None:
    assert stopped.orchestrator.state.attempts == {}
    ended = [item for item in stopped.recorded if isinstance(item, events.AttemptEnded) and item.at_s >= STOP_S]
    assert ended and {(item.outcome, item.failure.code) for item in ended} == {(Phase.FAILED, "cell.emergency_stop")}
    assert not [item for item in stopped.recorded if isinstance(item, events.AttemptDispatched) and item.at_s > STOP_S]


def test_after_release_and_reset_every_cell_takes_work_again_and_the_line_is_held(stopped: Any) -> None:
    now_s = stopped.clock.now()
    for worker in stopped.workers.values():
        worker.hear_emergency_stop(EmergencyStop(SOURCE, is_active=False))
    stopped.handle([events.EmergencyReleased(now_s, SOURCE)])
    settle(stopped)
    assert states_of(stopped) == {CellState.ABORTED}, "letting go moves nothing"
    stopped.handle(reset_of(stopped.orchestrator.state, "", now_s))
    settle(stopped)
    assert (states_of(stopped), stopped.orchestrator.state.mode) == ({CellState.IDLE}, LineMode.HELD)
    for prompt in list(stopped.orchestrator.state.prompts):
        stopped.handle([events.PromptAnswered(now_s, prompt, "scrap", "test")])
    assert all(cell.usable for cell in stopped.orchestrator.state.cells.values())

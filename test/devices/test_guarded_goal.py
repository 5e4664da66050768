"""A guarded move on an arm that only follows trajectories."""

from __future__ import annotations

import numpy as np
import pytest

from robot_cells.devices.device_client import CommandState, CommandStatus
from robot_cells.devices.guarded_goal import GuardedGoal
from robot_cells.devices.six_axis_arm import Joints, Pose

STOPPED, ARRIVED = CommandStatus(CommandState.CANCELLED), CommandStatus(CommandState.SUCCEEDED, 1.0)
LOST = CommandStatus(CommandState.FAILED, error_code="device.no_answer")


def down(positions_rad: Joints) -> Pose:
    """A tool that goes down by a metre a radian of the first joint."""
    pose = np.eye(4)
    pose[2, 3] = -positions_rad[0]
    return pose


def moved(*forces_n: float, wanted_n: float = 20.0, limit_n: float = 60.0) -> GuardedGoal:
    """A move that has felt these forces, a millimetre apart; the first is the weight of hand and part."""
    guard = GuardedGoal(wanted_n, limit_n, down)
    for number, force_n in enumerate(forces_n):
        guard.stand((0.001 * number, 0.0, 0.0, 0.0, 0.0, 0.0))
        guard.feel((0.0, 0.0, force_n))
    return guard


def test_it_stops_once_when_the_force_is_there_and_says_how_far_it_came() -> None:
    guard = GuardedGoal(20.0, 60.0, down)
    told = []
    for number, force_n in enumerate((-9.0, -9.0, 5.0, 11.0, 14.0)):
        guard.stand((0.001 * number, 0.0, 0.0, 0.0, 0.0, 0.0))
        told.append(guard.feel((0.0, 0.0, force_n)))
    assert told == [False, False, False, True, False], "20 N more than at the beginning"
    status = guard.judge(STOPPED, is_cancel_wanted=False)
    assert status.state is CommandState.SUCCEEDED
    assert status.result["force_n"] == 23.0 and status.result["travel_m"] == pytest.approx(0.004)
    assert status.result["curve"] == {
        "travel_m": [0.0, 0.001, 0.002, 0.003, 0.004],
        "force_n": [0.0, 0.0, 14.0, 20.0, 23.0],
    }


@pytest.mark.parametrize(
    ("guard", "ended", "code"),
    [
        (moved(0.0, 5.0), ARRIVED, "arm.no_contact"),
        (moved(0.0, 75.0), STOPPED, "arm.force_limit"),
        (moved(0.0, 61.0, wanted_n=80.0), STOPPED, "arm.force_limit"),
        (moved(0.0, 60.0, wanted_n=80.0), STOPPED, "arm.force_limit"),
        (moved(0.0, 5.0), LOST, "device.no_answer"),
    ],
)
def test_what_keeps_it_from_its_contact_has_a_code(guard: GuardedGoal, ended: CommandStatus, code: str) -> None:
    status = guard.judge(ended, is_cancel_wanted=False)
    assert (status.state, status.error_code, status.result) == (CommandState.FAILED, code, {})


def test_a_cancel_from_outside_is_a_cancel_and_an_end_at_the_force_is_a_contact() -> None:
    assert moved(0.0, 25.0).judge(STOPPED, is_cancel_wanted=True).state is CommandState.CANCELLED
    assert moved(0.0, 25.0).judge(ARRIVED, is_cancel_wanted=False).state is CommandState.SUCCEEDED

import pytest

from robot_cells.devices.device_client import CommandState
from robot_cells.devices.ros.arm_motion import GOAL_TOLERANCE_RAD, SETTLE_S, ArmMotion, JointSample

GOAL = (0.5, -1.0, 1.0, 0.0, 0.2, 3.0)
AWAY = (0.0, -1.0, 1.0, 0.0, 0.2, 3.0)
STILL = (0.0,) * 6


@pytest.mark.parametrize(
    ("at_s", "positions_rad", "state"),
    [
        (9.0, GOAL, CommandState.RUNNING),  # heard late: from before the motion
        (11.0, AWAY, CommandState.RUNNING),
        (11.0, GOAL, CommandState.RUNNING),  # passes by its goal on the way
        (12.0, GOAL, CommandState.SUCCEEDED),
        (12.0, tuple(x + GOAL_TOLERANCE_RAD / 2 for x in GOAL), CommandState.SUCCEEDED),
        (12.0, AWAY, CommandState.RUNNING),  # settles
        (12.0 + SETTLE_S, AWAY, CommandState.FAILED),
        (50.0, GOAL, CommandState.SUCCEEDED),
    ],
)
def test_a_motion_is_judged_by_the_time_in_the_joint_state(at_s: float, positions_rad, state: CommandState) -> None:
    status = ArmMotion(10.0, 2.0, GOAL).judge(JointSample(at_s, positions_rad))
    assert status.state is state
    assert status.error_code == ("arm.deviation" if state is CommandState.FAILED else "")


MOVING = (0.3, 0.0, 0.0, 0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("at_s", "positions_rad", "speeds", "state"),
    [
        (12.0, GOAL, MOVING, CommandState.RUNNING),  # passes by, and comes back
        (12.0, GOAL, STILL, CommandState.SUCCEEDED),
        (12.0 + SETTLE_S, AWAY, MOVING, CommandState.RUNNING),  # began late, or is slowed down
        (12.0 + SETTLE_S, AWAY, STILL, CommandState.FAILED),
        (12.0 + SETTLE_S, GOAL, MOVING, CommandState.SUCCEEDED),  # its sensors never say that it stands
    ],
)
def test_an_arm_that_still_moves_has_not_ended(at_s: float, positions_rad, speeds, state: CommandState) -> None:
    assert ArmMotion(10.0, 2.0, GOAL).judge(JointSample(at_s, positions_rad, speeds)).state is state


def test_progress_is_the_share_of_the_time() -> None:
    motion = ArmMotion(10.0, 2.0, GOAL)
    assert [motion.judge(JointSample(at_s, AWAY)).progress for at_s in (9.0, 10.5, 11.5, 12.1)] == [0, 0.25, 0.75, 1]


def test_a_cancelled_motion_has_ended_when_the_arm_stands() -> None:
    motion = ArmMotion(10.0, 2.0, GOAL, cancelled=True)
    moving = JointSample(11.0, AWAY, (0.3, 0.0, 0.0, 0.0, 0.0, 0.0))
    assert motion.judge(moving).state is CommandState.RUNNING
    assert motion.judge(JointSample(11.2, AWAY, STILL)).state is CommandState.CANCELLED
    assert motion.judge(JointSample(11.2, AWAY)).state is CommandState.CANCELLED


def test_a_success_tells_where_the_arm_stands() -> None:
    status = ArmMotion(0.0, 1.0, GOAL).judge(JointSample(1.0, GOAL))
    assert status.result == {"positions_rad": list(GOAL)}

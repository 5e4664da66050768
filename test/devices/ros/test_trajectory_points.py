"""Points of trajectories as messages."""

from __future__ import annotations

from typing import Any

import pytest
from trajectory_msgs.msg import JointTrajectory

from robot_cells.devices.arm_joints import ARM_JOINT_NAMES
from robot_cells.devices.ros.arm import trajectory_point
from robot_cells.nodes.simulation_messages import trajectory_points

POSITIONS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]
FULL = {
    "positions_rad": POSITIONS,
    "velocities_rad_s": [1.0] * 6,
    "accelerations_rad_s2": [2.0, 0.0, 0.0, 0.0, 0.0, -2.0],
    "time_s": 0.5,
}


@pytest.mark.parametrize("keys", [1, 2, 3])
def test_a_point_carries_over_the_topic_what_it_was_given_and_no_more(keys: int) -> None:
    kept = [*list(FULL)[:keys], "time_s"]
    point: dict[str, Any] = {key: FULL[key] for key in kept}
    message = JointTrajectory(joint_names=list(ARM_JOINT_NAMES), points=[trajectory_point(point)])
    points, stamp_s = trajectory_points(message)
    assert points == [point]
    assert stamp_s is None


def test_joints_in_another_order_are_put_into_the_arms() -> None:
    message = JointTrajectory(joint_names=list(ARM_JOINT_NAMES[::-1]), points=[trajectory_point(FULL)])
    (point,), _ = trajectory_points(message)
    assert point["positions_rad"] == POSITIONS[::-1]
    assert point["accelerations_rad_s2"] == [-2.0, 0.0, 0.0, 0.0, 0.0, 2.0]


def test_a_point_with_velocities_of_some_joints_is_refused() -> None:
    message = JointTrajectory(joint_names=list(ARM_JOINT_NAMES), points=[trajectory_point(FULL)])
    message.points[0].velocities = [0.0] * 5
    with pytest.raises(ValueError, match="5 velocities for 6 joints"):
        trajectory_points(message)

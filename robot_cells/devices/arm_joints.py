"""The names of an arm's joints, as trajectories and joint states carry them."""

from __future__ import annotations

from collections.abc import Mapping

ARM_JOINT_NAMES: tuple[str, ...] = (
    "shoulder_pan_joint",
    "shoulder_lift_joint",
    "elbow_joint",
    "wrist_1_joint",
    "wrist_2_joint",
    "wrist_3_joint",
)
"""From base to flange; the names of the URDF of the Universal Robots family (ros-industrial/universal_robot)."""

POINT_FIELDS: Mapping[str, str] = {
    "positions_rad": "positions",
    "velocities_rad_s": "velocities",
    "accelerations_rad_s2": "accelerations",
}
"""What a point of a trajectory carries (docs/devices.md), and its name in `trajectory_msgs/JointTrajectoryPoint`."""

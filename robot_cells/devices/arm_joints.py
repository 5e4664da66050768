"""The names of an arm's joints, as trajectories and joint states carry them."""

from __future__ import annotations

ARM_JOINT_NAMES: tuple[str, ...] = (
    "shoulder_pan_joint",
    "shoulder_lift_joint",
    "elbow_joint",
    "wrist_1_joint",
    "wrist_2_joint",
    "wrist_3_joint",
)
"""From base to flange; the names of the URDF of the Universal Robots family (ros-industrial/universal_robot)."""

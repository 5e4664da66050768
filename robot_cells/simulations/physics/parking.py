"""Where parts wait that are nowhere yet: far below the floor, where nothing touches them and no camera looks."""

from __future__ import annotations

from robot_cells.bodies.pose3d import Pose3D

_DEPTH_M, _APART_M, _ROW = 20.0, 1.0, 16


def parking_place(index: int) -> Pose3D:
    """One for every number, in the frame `line`."""
    return Pose3D((index % _ROW) * _APART_M, (index // _ROW) * _APART_M, -_DEPTH_M)


def is_parking_place(pose: Pose3D) -> bool:
    """Whether a pose is one of them."""
    return pose.z_m == -_DEPTH_M

"""The servo that holds a driven joint, where no simulator has a better one."""

from __future__ import annotations

from robot_cells.bodies.joint import Joint, JointKind
from robot_cells.errors import SceneError

GIVE_RAD, GIVE_M = 0.02, 0.001
"""A motor at its greatest effort gives way so far."""


def stiffness(joint: Joint) -> float:
    """In N.m/rad or N/m; raises `SceneError` for a joint without limits, whose greatest effort nobody knows."""
    if joint.limits is None:
        raise SceneError("It is driven, but has no limits.", where=joint.name, remedy="Give it limits.")
    return joint.limits.effort / (GIVE_M if joint.kind is JointKind.PRISMATIC else GIVE_RAD)

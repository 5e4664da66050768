"""Where the bodies and frames of a mechanism are at given joint positions."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from robot_cells.bodies.joint import Joint, JointKind
from robot_cells.bodies.mechanism import Mechanism
from robot_cells.bodies.pose3d import Matrix

AT_ZERO: Mapping[str, float] = {}


def body_poses(mechanism: Mechanism, positions: Mapping[str, float] = AT_ZERO) -> dict[str, Matrix]:
    """Every body (4x4, in the mechanism's own frame) at joint positions by name in rad or m; those not named are zero.

    A joint that mimics another one follows it, whatever is said of it. Free joints stand at zero.
    """
    found: dict[str, Matrix] = {}
    for body in mechanism.bodies:
        pose = body.pose.matrix() @ _motion(body.joint, _position(body.joint, positions))
        found[body.name] = found[body.parent] @ pose if body.parent else pose
    return found


def frame_poses(mechanism: Mechanism, positions: Mapping[str, float] = AT_ZERO) -> dict[str, Matrix]:
    """Every named frame (4x4, in the mechanism's own frame) at joint positions by name in rad or m."""
    bodies = body_poses(mechanism, positions)
    return {name: bodies[frame.body] @ frame.pose.matrix() for name, frame in mechanism.frames.items()}


def _position(joint: Joint, positions: Mapping[str, float]) -> float:
    if joint.mimics:
        return joint.ratio * positions.get(joint.mimics, 0.0)
    return positions.get(joint.name, 0.0)


def _motion(joint: Joint, position: float) -> Matrix:
    """What the joint adds at its origin: a turn (Rodrigues' formula) or a shift along its axis."""
    matrix = np.eye(4)
    if joint.kind in (JointKind.FIXED, JointKind.FREE) or position == 0.0:
        return matrix
    axis = np.asarray(joint.axis, dtype=np.float64)
    if joint.kind is JointKind.PRISMATIC:
        matrix[:3, 3] = position * axis
        return matrix
    x, y, z = axis
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    matrix[:3, :3] += math.sin(position) * cross + (1.0 - math.cos(position)) * (cross @ cross)
    return matrix

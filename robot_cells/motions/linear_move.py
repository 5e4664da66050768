"""Moves in which the tool goes along a straight line: to a part, away from it, into a socket."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from robot_cells.bodies.pose3d import Matrix
from robot_cells.motions.collision_world import CollisionWorld
from robot_cells.motions.goal import unreachable
from robot_cells.motions.inverse import InverseKinematics
from robot_cells.motions.kinematics import Vector
from robot_cells.motions.plan import NoPlan, Plan, Reason, Way

STEP_M = 0.005
"""So far apart corners are: between two the tool leaves the line by less than 10 micrometres with arms of this size."""
STEP_RAD = 0.02
JUMP = 0.3
"""A joint that goes further (rad or m) in one step flips to another branch, or spins at a singular pose."""


def linear_move(
    world: CollisionWorld, inverse: InverseKinematics, start: Sequence[float] | Vector, end_pose: Matrix
) -> Plan | NoPlan:
    """From joint positions to a pose of the tool (4x4, `base`) in a straight line, turned evenly about one axis.

    The branch is that of the start. What may be touched, and with what margin, is the world's to say
    (`CollisionWorld.allowing`).
    """
    q = np.array([float(value) for value in start])
    if not world.is_free(q):
        contact = world.nearest(q)
        return NoPlan(Reason.COLLISION, f"At the start these touch: {contact}.", contact)
    pose_at, steps = interpolated(world.chain.forward(q), end_pose)
    corners = [q]
    for index in range(1, steps + 1):
        pose = pose_at(index / steps)
        following = inverse.nearest(pose, corners[-1])
        done = f"{100.0 * index / steps:.0f} % of the way"
        if following is None:
            return unreachable(pose, inverse, corners[-1])
        farthest = float(np.abs(following - corners[-1]).max())
        if farthest > JUMP:
            return NoPlan(Reason.JUMP, f"After {done} a joint would have to jump by {farthest:.2f} rad.")
        blocked = world.blocked_at(corners[-1], following)
        if blocked is not None:
            contact = world.nearest(blocked)
            return NoPlan(Reason.COLLISION, f"After {done} these touch: {contact}.", contact)
        corners.append(following)
    return Plan(tuple(tuple(float(value) for value in corner) for corner in corners), Way.LINEAR)


def interpolated(start: Matrix, end: Matrix) -> tuple[Callable[[float], Matrix], int]:
    """Poses between two by their share of the way (0 to 1), and in how many steps to go through them."""
    import pinocchio

    turn = pinocchio.log3(start[:3, :3].T @ end[:3, :3])
    way = end[:3, 3] - start[:3, 3]

    def pose_at(share: float) -> Matrix:
        pose: Matrix = np.eye(4)
        pose[:3, :3] = start[:3, :3] @ pinocchio.exp3(turn * share)
        pose[:3, 3] = start[:3, 3] + way * share
        return pose

    steps = max(float(np.linalg.norm(way)) / STEP_M, float(np.linalg.norm(turn)) / STEP_RAD)
    return pose_at, max(1, math.ceil(steps - 1e-9))

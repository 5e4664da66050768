"""Where a move shall end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from robot_cells.bodies.pose3d import Matrix
from robot_cells.motions.branch import ANY, Branch
from robot_cells.motions.collision_world import CollisionWorld
from robot_cells.motions.inverse import InverseKinematics
from robot_cells.motions.kinematics import Vector
from robot_cells.motions.plan import NoPlan, Positions, Reason


@dataclass(frozen=True, slots=True)
class JointGoal:
    """At these joint positions."""

    positions: Positions


@dataclass(frozen=True, slots=True, eq=False)
class PoseGoal:
    """With the tool at that pose (4x4, `base`), in one of these branches."""

    pose: Matrix = field(repr=False)
    branch: Branch = ANY


Goal: TypeAlias = JointGoal | PoseGoal


def candidates(
    goal: Goal, world: CollisionWorld, inverse: InverseKinematics, near: Vector
) -> tuple[Vector, ...] | NoPlan:
    """All joint positions of a goal that are within the limits and touch nothing, the nearest to `near` first."""
    if isinstance(goal, JointGoal):
        outside = world.chain.outside(goal.positions)
        if outside:
            return NoPlan(Reason.LIMIT, f"At the goal {', '.join(outside)} would be out of range.")
        found: tuple[Vector, ...] = (np.array(goal.positions),)
    else:
        found = inverse.all(goal.pose, near, goal.branch)
        if not found:
            return unreachable(goal.pose, inverse, near)
    free = tuple(q for q in found if world.is_free(q))
    if free:
        return free
    contact = world.nearest(found[0])
    return NoPlan(Reason.COLLISION, f"At the goal these touch: {contact}.", contact)


def unreachable(pose: Matrix, inverse: InverseKinematics, near: Vector) -> NoPlan:
    """Why no joint positions within the limits bring the tool to `pose`."""
    x, y, z = (float(value) for value in pose[:3, 3])
    place = f"x {x:.3f}, y {y:.3f}, z {z:.3f} m (base)"
    if inverse.is_beyond_limits(pose, near):
        return NoPlan(Reason.LIMIT, f"{place} is reached only beyond the range of a joint.")
    return NoPlan(Reason.NO_SOLUTION, f"No joint positions bring the tool to {place}.")

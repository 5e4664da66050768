"""A whole move from one working place to the next: away along the tool, round obstacles, and along the tool to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from robot_cells.bodies.pose3d import Matrix
from robot_cells.motions.collision_world import CollisionWorld
from robot_cells.motions.goal import Goal, JointGoal, PoseGoal, candidates
from robot_cells.motions.linear_move import linear_move
from robot_cells.motions.plan import NoPlan, Plan, Positions, Reason
from robot_cells.motions.planner import Planner, never

_FIRST = 2
"""Ways are first looked for to the nearest branches alone whose approach is free."""


def plan_with_approach(
    planner: Planner,
    near: CollisionWorld,
    start: Sequence[float],
    goal: PoseGoal,
    *,
    retreat_m: float,
    approach_m: float,
    stop: Callable[[], bool] = never,
) -> tuple[Plan, ...] | NoPlan:
    """The moves that follow each other: a linear one back by `retreat_m`, a planned one, a linear one of `approach_m`.

    The linear ones go along the tool's z, and are checked in the world `near`, in which hand and parts may touch
    (`planner.world.allowing(...)`). Of the branches of the goal only those count whose approach is free all along.
    Without a retreat or approach (0) that move is left out.
    """
    plans: list[Plan] = []
    at: Positions = tuple(float(value) for value in start)
    if retreat_m > 0.0:
        away = linear_move(near, planner.inverse, at, _back(near.chain.forward(at), retreat_m))
        if isinstance(away, NoPlan):
            return away
        plans.append(away)
        at = away.end
    before: Goal = PoseGoal(_back(goal.pose, approach_m), goal.branch)
    found = candidates(before, planner.world, planner.inverse, np.array(at))
    if isinstance(found, NoPlan):
        return found
    approaches: dict[Positions, Plan] = {}
    refused = NoPlan(Reason.NO_SOLUTION, "No branch leads to the goal.")
    for number, q in enumerate(found):
        last = linear_move(near, planner.inverse, q, goal.pose)
        if isinstance(last, NoPlan):
            refused = last if number == 0 else refused
        else:
            approaches[last.start] = last
        if approaches and (len(approaches) == _FIRST or number == len(found) - 1):
            across = planner.plan(at, [JointGoal(positions) for positions in approaches], stop)
            if isinstance(across, Plan):
                break
            refused = across
    else:
        return refused
    plans.append(across)
    if approach_m > 0.0:
        plans.append(approaches[across.end])
    return tuple(plans)


def _back(pose: Matrix, far_m: float) -> Matrix:
    """The same pose drawn back along its z axis."""
    drawn: Matrix = pose.copy()
    drawn[:3, 3] -= far_m * pose[:3, 2]
    return drawn

"""A way round obstacles, by RRT-Connect (J. J. Kuffner and S. M. LaValle, ICRA 2000) as OMPL has it.

Joint positions are scaled by how far each joint moves the arm at most, so that distances in the search are metres of
the arm and not radians of its wrist.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import numpy as np

from robot_cells.motions.articulation import Native
from robot_cells.motions.collision_world import CollisionWorld
from robot_cells.motions.kinematics import Vector

_SEEDED = threading.Lock()
"""OMPL draws all chance from one generator of the process: seeding and searching must not be interleaved."""
_RANGE_M = 0.8
"""Longest branch of the trees, in scaled distance."""


def detour(
    world: CollisionWorld,
    start: Vector,
    goals: Sequence[Vector],
    *,
    room: float,
    checks: int,
    seed: int,
    coarseness: float,
    stop: Callable[[], bool],
) -> list[Vector] | None:
    """Corners of a way from `start` to one of `goals`, all of which are free; None where none was found in time.

    Looks within `room` (rad or m) around start and goals, checks at most about `checks` joint positions, and ends
    when `stop` says so. `coarseness` 1 checks as densely as `CollisionWorld.blocked_at` does, 3 a third of that.
    """
    from ompl import base, geometric, util

    scale = world.reach_m
    ends = np.array([start, *goals])
    lower = np.maximum(ends.min(axis=0) - room, world.chain.lower) * scale
    upper = np.minimum(ends.max(axis=0) + room, world.chain.upper) * scale
    count = 0

    def is_valid(state: Native) -> bool:
        nonlocal count
        count += 1
        return world.is_free(np.array([state[k] for k in range(len(scale))]) / scale)

    def is_over() -> bool:
        return count >= checks or stop()

    with _SEEDED:
        util.noOutputHandler()
        util.RNG.setSeed(seed)
        space = _space(lower, upper)
        information = base.SpaceInformation(space)
        information.setStateValidityChecker(is_valid)
        # A step of that length in scaled distance moves no point further than twice the margin (sum <= sqrt(n) norm).
        step = 2.0 * max(world.margin_m - world.play_m, 0.0005) / np.sqrt(len(scale)) * coarseness
        information.setStateValidityCheckingResolution(float(step / space.getMaximumExtent()))
        information.setup()
        problem = base.ProblemDefinition(information)
        problem.addStartState(_state(space, start * scale))
        states = base.GoalStates(information)
        for goal in goals:
            states.addState(_state(space, goal * scale))
        problem.setGoal(states)
        planner = geometric.RRTConnect(information)
        planner.setRange(_RANGE_M)
        planner.setProblemDefinition(problem)
        planner.setup()
        planner.solve(base.PlannerTerminationCondition(is_over))
        if not problem.hasExactSolution():
            return None
        found = problem.getSolutionPath().getStates()
        corners = [np.array([state[k] for k in range(len(scale))]) / scale for state in found]
    # Scaling has rounded the ends: they are where they were asked for.
    reached = min(goals, key=lambda goal: float(np.abs(goal - corners[-1]).max()))
    return [start, *corners[1:-1], reached]


def _space(lower: Vector, upper: Vector) -> Native:
    from ompl import base

    space = base.RealVectorStateSpace(len(lower))
    bounds = base.RealVectorBounds(len(lower))
    for k in range(len(lower)):
        bounds.setLow(k, float(lower[k]))
        bounds.setHigh(k, float(upper[k]))
    space.setBounds(bounds)
    return space


def _state(space: Native, values: Vector) -> Native:
    state = space.allocState()
    for k, value in enumerate(values):
        state[k] = float(value)
    return state

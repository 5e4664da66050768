"""Moves between feeders and tray: planned, timed, and looked at every 5 ms as they would be executed."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from benchmarks.motion.trial_cell import TrialCell
from benchmarks.percentiles import Percentiles, summarise
from robot_cells.devices.six_axis_arm import tool_down
from robot_cells.motions.approach import plan_with_approach
from robot_cells.motions.collision_world import CollisionWorld
from robot_cells.motions.goal import PoseGoal
from robot_cells.motions.motion_limits import MotionLimits
from robot_cells.motions.plan import NoPlan, Plan, Way
from robot_cells.motions.planner import Planner
from robot_cells.motions.timing import timed
from robot_cells.motions.trajectory import Trajectory
from robot_cells.motions.trajectory_check import trajectory_problems

LOOKED_AT_S = 0.005
APPROACH_M = 0.10
_ABOVE_M = 0.06
"""Working places are so far above placing planes: on top of parts and modules."""
_RIM_M = 0.06


@dataclass(slots=True)
class MoveFigures:
    """Times are of the processor; `touching` counts moves in which something touched at one of `looks` moments."""

    moves: int = 0
    planned: int = 0
    ways: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    planning_s: list[float] = field(default_factory=list)
    timing_s: list[float] = field(default_factory=list)
    duration_s: list[float] = field(default_factory=list)
    looks: int = 0
    touching: int = 0
    problems: int = 0

    @property
    def planning(self) -> Percentiles:
        """Of all moves, those included for which there is no plan."""
        return summarise(self.planning_s)


def move_figures(
    cell: TrialCell,
    moves: int,
    seed: int,
    told: Callable[[int], None],
    follow: Callable[[Trajectory], None] = lambda _: None,
) -> MoveFigures:
    """So many moves: from where the arm is to a feeder with an empty hand, then to the tray with a part in it.

    Where there is no plan the arm stays, and the next place is drawn. `follow` is given every trajectory in its turn.
    """
    chance = random.Random(seed)
    planners = (Planner(cell.empty), Planner(cell.full))
    nears = (cell.empty_near, cell.full_near)
    bare = [world.allowing(margin_m=0.0) for world in (cell.empty, cell.full, *nears)]
    limits = MotionLimits.of(cell.empty.chain)
    figures = MoveFigures()
    at, is_working = cell.home, False
    is_full = False
    for number in range(moves):
        goal = _on_tray(cell, chance) if is_full else _at_feeder(cell, chance)
        planner, near = planners[is_full], nears[is_full]
        began = time.process_time()
        found = plan_with_approach(
            planner, near, at, goal, retreat_m=APPROACH_M if is_working else 0.0, approach_m=APPROACH_M
        )
        figures.planning_s.append(time.process_time() - began)
        figures.moves += 1
        if isinstance(found, NoPlan):
            figures.reasons[found.reason.value] += 1
        else:
            figures.planned += 1
            _execute(figures, found, planner.world, limits, (bare[is_full], bare[2 + is_full]), follow)
            at, is_working, is_full = found[-1].end, True, not is_full
        told(number + 1)
    return figures


def _execute(
    figures: MoveFigures,
    plans: tuple[Plan, ...],
    world: CollisionWorld,
    limits: MotionLimits,
    bare: tuple[CollisionWorld, CollisionWorld],
    follow: Callable[[Trajectory], None],
) -> None:
    """Lines are looked at in the world of the last way, others in the whole one; both without a margin."""
    is_touching, has_problem, duration_s, timing_s = False, False, 0.0, 0.0
    for plan in plans:
        began = time.process_time()
        trajectory = timed(plan, limits, world)
        timing_s += time.process_time() - began
        duration_s += trajectory.duration_s
        has_problem |= bool(trajectory_problems(trajectory, world.chain, limits, at=plan.start))
        figures.ways[plan.way.value] += 1
        follow(trajectory)
        is_touching |= not _is_free(figures, trajectory, bare[plan.way is Way.LINEAR])
    figures.timing_s.append(timing_s)
    figures.duration_s.append(duration_s)
    figures.touching += is_touching
    figures.problems += has_problem


def _is_free(figures: MoveFigures, trajectory: Trajectory, world: CollisionWorld) -> bool:
    moments = np.arange(0.0, trajectory.duration_s, LOOKED_AT_S)
    figures.looks += len(moments)
    return all(world.is_free(trajectory.at(float(moment))) for moment in moments)


def _at_feeder(cell: TrialCell, chance: random.Random) -> PoseGoal:
    x_m, y_m, z_m = cell.feeders[chance.choice(sorted(cell.feeders))]
    return PoseGoal(tool_down(x_m, y_m, z_m + _ABOVE_M, chance.uniform(-np.pi, np.pi)))


def _on_tray(cell: TrialCell, chance: random.Random) -> PoseGoal:
    low, high, z_m = cell.tray
    x_m, y_m = (chance.uniform(a + _RIM_M, b - _RIM_M) for a, b in zip(low, high, strict=True))
    return PoseGoal(tool_down(x_m, y_m, z_m + _ABOVE_M, chance.uniform(-np.pi, np.pi)))

"""Moves of an arm from where it is to one of several goals, round what is in the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from robot_cells.bodies.pose3d import Matrix
from robot_cells.motions.collision_world import CollisionWorld
from robot_cells.motions.detour import detour
from robot_cells.motions.goal import Goal, candidates
from robot_cells.motions.inverse import InverseKinematics
from robot_cells.motions.kinematics import Vector
from robot_cells.motions.plan import NoPlan, Plan, Reason, Way
from robot_cells.motions.planning_options import PlanningOptions
from robot_cells.motions.shortcut import duration_s, shortened

_GOALS = 4
"""A detour is looked for to no more than so many joint positions, the nearest."""
_COARSE = 3.0
"""Detours are first searched with a third of the checks: most are free all the same, and all are checked afterwards."""
_ENDS = 2


def never() -> bool:
    """Goes on until the options' number of checks is used up."""
    return False


class Planner:
    """Of the arm of one world."""

    def __init__(self, world: CollisionWorld, options: PlanningOptions | None = None) -> None:
        self.world = world
        self.options = options or PlanningOptions()
        self.inverse = InverseKinematics(world.chain, seed=self.options.seed)

    def plan(self, start: Sequence[float], goals: Sequence[Goal], stop: Callable[[], bool] = never) -> Plan | NoPlan:
        """The first that is found of: a straight move, one by lifted corners, a detour; to the nearest goal first.

        `goals` are alternatives. `stop` is asked now and then, and ends the search when it says True: a deadline is
        the caller's to count.
        """
        at = np.array([float(value) for value in start])
        outside = self.world.chain.outside(at)
        if outside:
            return NoPlan(Reason.LIMIT, f"At the start {', '.join(outside)} is out of range.")
        contact = self.world.contact(at)
        if contact is not None:
            return NoPlan(Reason.COLLISION, f"At the start these touch: {contact}.", contact)
        targets: list[Vector] = []
        refused: list[NoPlan] = []
        for goal in goals:
            found = candidates(goal, self.world, self.inverse, at)
            if isinstance(found, NoPlan):
                refused.append(found)
            else:
                targets += found
        if not targets:
            return refused[0] if refused else NoPlan(Reason.NO_SOLUTION, "No goal was given.")
        targets.sort(key=lambda q: (self._duration_s([at, q]), *q.tolist()))
        return self._to(at, targets, stop)

    def _to(self, start: Vector, targets: list[Vector], stop: Callable[[], bool]) -> Plan | NoPlan:
        direct = self._direct(start, targets)
        options = self.options
        if direct is not None:
            enough_s = options.worth * self._duration_s([start, targets[0]]) + options.lifting_s
            if self._duration_s(direct) <= enough_s:
                return _direct_plan(direct)
        found = self._detour(start, targets[:_GOALS], stop)
        if found is not None and (direct is None or self._duration_s(found) < self._duration_s(direct)):
            return _plan(found, Way.DETOUR)
        if direct is not None:
            return _direct_plan(direct)
        blocked = self.world.blocked_at(start, targets[0])
        contact = None if blocked is None else self.world.nearest(blocked)
        why = "it was stopped" if stop() else f"{options.checks} checks were made"
        return NoPlan(Reason.TIME_OUT, f"No way was found before {why}; straight on these touch: {contact}.", contact)

    def _direct(self, start: Vector, targets: list[Vector]) -> list[Vector] | None:
        """Straight, else by lifted corners, to the first goal for which one of them is free."""
        for target in targets:
            if self.world.is_way_free(start, target):
                return [start, target]
            lifted = self._lifted(start, target)
            if lifted is not None:
                return lifted
        return None

    def _lifted(self, start: Vector, target: Vector) -> list[Vector] | None:
        """Straight up from both ends to the same height, and across between; of several heights the lowest."""
        begin, end = self.world.chain.forward(start), self.world.chain.forward(target)
        for lift_m in self.options.lifts_m:
            height_m = max(begin[2, 3], end[2, 3]) + lift_m
            above_start = self.inverse.nearest(_raised(begin, height_m), start)
            above_target = self.inverse.nearest(_raised(end, height_m), target)
            if above_start is None or above_target is None:
                return None
            corners = [start, above_start, above_target, target]
            # The way across is the longest, and where it is blocked the others need no look.
            if all(self.world.is_way_free(corners[k], corners[k + 1]) for k in (1, 0, 2)):
                return corners
        return None

    def _detour(self, start: Vector, targets: list[Vector], stop: Callable[[], bool]) -> list[Vector] | None:
        """By sampling: first near by and with coarse checks, then everywhere and as densely as ways are checked."""
        options, world = self.options, self.world
        everywhere = float((world.chain.upper - world.chain.lower).max())
        tries = ((options.room_rad, _COARSE), (options.room_rad, 1.0), (everywhere, 1.0))
        for number, (room, coarseness) in enumerate(tries):
            if stop():
                return None
            found = detour(
                world,
                start,
                targets,
                room=room,
                checks=options.checks // len(tries),
                seed=options.seed + number,
                coarseness=coarseness,
                stop=stop,
            )
            if found is not None and all(world.is_way_free(a, b) for a, b in pairwise(found)):
                return shortened(world, found, tries=options.shortcuts, seed=options.seed)
        return None

    def _duration_s(self, corners: Sequence[Vector]) -> float:
        return duration_s(self.world.chain.velocity, corners)


def _raised(pose: Matrix, height_m: float) -> Matrix:
    raised: Matrix = pose.copy()
    raised[2, 3] = height_m
    return raised


def _direct_plan(corners: Sequence[Vector]) -> Plan:
    return _plan(corners, Way.STRAIGHT if len(corners) == _ENDS else Way.LIFTED)


def _plan(corners: Sequence[Vector], way: Way) -> Plan:
    return Plan(tuple(tuple(float(value) for value in corner) for corner in corners), way)

"""Loads the engines before the time begins: compiled code is read from the disk, or made where there is none yet.

`python -m robot_cells.schedules.warm_up shop` and `... general` do it for all that an engine has, as the set-up does.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from random import Random

from robot_cells.schedules.goal import USUAL_GOALS, Goal
from robot_cells.schedules.problem import Problem
from robot_cells.schedules.random_problems import Feature, Size, random_problem
from robot_cells.schedules.result import Budget
from robot_cells.schedules.solve import solve

LITTLE = Budget(seconds=None, iterations=60)
"""Enough to come through every part of a search."""
DRAWS = 20


def warm_up(problem: Problem, goals: Sequence[Goal] = USUAL_GOALS, *, repairs: bool = True) -> None:
    """Solve and repair a small problem that has what this one has, so that `solve` finds everything loaded.

    Where nothing will be repaired (`repairs`), a plain shop does without the engine for the whole model.

    Takes less than two seconds where compiled code lies on the disk, some ten times that the first time ever.
    """
    small = _small(features_of(problem))
    found = solve(small, LITTLE, goals=goals)
    if repairs:
        solve(small, LITTLE, start=found.schedule, goals=goals, most_moved=0)


def warm_up_shop() -> None:
    """Load the engine for plain shops, job shops and flexible ones."""
    warm_up(_small([]), (Goal.MAKESPAN,))
    warm_up(_small([Feature.ALTERNATIVES]), (Goal.MAKESPAN,))


def warm_up_general() -> None:
    """Load the engine for the whole model."""
    warm_up(_small(list(Feature)))


ENGINES = {"shop": warm_up_shop, "general": warm_up_general}
"""By name."""


def _small(features: list[Feature]) -> Problem:
    """The first of some random problems that really has them all."""
    drawn = [random_problem(Random(seed), features, Size(jobs=4, tasks=3, cells=3), full=True) for seed in range(DRAWS)]
    return next((item for item in drawn if set(features) <= set(features_of(item))), drawn[0])


def features_of(problem: Problem) -> list[Feature]:
    """What a problem has of the model."""
    tasks = [task for job in problem.jobs for task in job.tasks]
    there = {
        Feature.ALTERNATIVES: any(len(task.durations_s) > 1 for task in tasks),
        Feature.GRAPHS: any(
            task.after != ((place - 1,) if place else ())
            for job in problem.jobs
            for place, task in enumerate(job.tasks)
        ),
        Feature.DATES: any(job.due_s is not None or job.release_s > 0 for job in problem.jobs),
        Feature.CHANGEOVERS: bool(problem.changeovers_s),
        Feature.VEHICLES: bool(problem.vehicles),
        Feature.BUFFERS: bool(problem.buffers),
        Feature.CALENDARS: bool(problem.calendars),
        Feature.RESOURCES: bool(problem.resources),
        Feature.JOINS: any(task.joins for task in tasks),
        Feature.FIXED: bool(problem.fixed),
        Feature.FROZEN: bool(problem.frozen),
    }
    return [feature for feature, is_there in there.items() if is_there]


if __name__ == "__main__":
    for name in sys.argv[1:]:
        ENGINES[name]()

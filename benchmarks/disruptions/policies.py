"""The ways of going on after a disruption that are compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from robot_cells.schedules.problem import Problem
from robot_cells.schedules.result import Budget
from robot_cells.schedules.schedule import Schedule
from robot_cells.schedules.solve import solve

MOST_MOVED = 0.1
"""The share of the tasks that may get another cell at one disruption."""

Policy = Callable[[Problem, Schedule, Budget], Schedule]
"""The problem that is left, the schedule that held until now, and the budget of a search; the schedule from now on."""


@dataclass(frozen=True, slots=True)
class NamedPolicy:
    """A policy and what it is called in the tables."""

    name: str
    policy: Policy


def right_shift(problem: Problem, before: Schedule, budget: Budget) -> Schedule:
    """Every task keeps cell and order and begins as soon as it can; what is new goes where a rule puts it."""
    return solve(problem, Budget(seconds=None, iterations=0), start=before, most_moved=0).schedule


def best_rule(problem: Problem, before: Schedule, budget: Budget) -> Schedule:
    """Planned from nothing by the dispatch rule that is best this time."""
    return solve(problem, Budget(seconds=None, iterations=0)).schedule


def ours(problem: Problem, before: Schedule, budget: Budget) -> Schedule:
    """Repaired, then improved within the budget; at most `MOST_MOVED` of the tasks get another cell."""
    tasks = sum(len(job.tasks) for job in problem.jobs)
    return solve(problem, budget, start=before, most_moved=int(MOST_MOVED * tasks)).schedule


def unrestricted(problem: Problem, before: Schedule, budget: Budget) -> Schedule:
    """The same search, and any task may get another cell."""
    return solve(problem, budget, start=before).schedule


POLICIES = (
    NamedPolicy("right-shift", right_shift),
    NamedPolicy("best rule", best_rule),
    NamedPolicy("ours", ours),
    NamedPolicy("unrestricted", unrestricted),
)
"""In the order of the tables."""

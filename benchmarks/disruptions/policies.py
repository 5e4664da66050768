"""The ways of going on after a disruption that are compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from time import perf_counter

from robot_cells.schedules.cp_sat.solver import CpSatSolver
from robot_cells.schedules.goal import USUAL_GOALS, Goal
from robot_cells.schedules.problem import Problem
from robot_cells.schedules.result import Budget
from robot_cells.schedules.schedule import Schedule
from robot_cells.schedules.solve import solve

MOST_MOVED = 0.1
"""The share of the tasks that may get another cell at one disruption."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The schedule from now on; `own` is False where the policy found none of its own and gives the right-shift."""

    schedule: Schedule
    own: bool = True


Policy = Callable[[Problem, Schedule, Budget], Answer]
"""The problem that is left, the schedule that held until now, and the budget of a search."""


@dataclass(frozen=True, slots=True)
class NamedPolicy:
    """A policy and what it is called in the tables."""

    name: str
    policy: Policy


def right_shift(problem: Problem, before: Schedule, budget: Budget) -> Answer:
    """Every task keeps cell and order and begins as soon as it can; what is new goes where a rule puts it."""
    return Answer(solve(problem, Budget(seconds=None, iterations=0), start=before, most_moved=0).schedule)


def best_rule(problem: Problem, before: Schedule, budget: Budget) -> Answer:
    """Planned from nothing by the dispatch rule that is best this time."""
    return Answer(solve(problem, Budget(seconds=None, iterations=0)).schedule)


def ours(problem: Problem, before: Schedule, budget: Budget) -> Answer:
    """Repaired, then improved within the budget; at most `MOST_MOVED` of the tasks get another cell."""
    tasks = sum(len(job.tasks) for job in problem.jobs)
    return Answer(solve(problem, budget, start=before, most_moved=int(MOST_MOVED * tasks)).schedule)


def unrestricted(problem: Problem, before: Schedule, budget: Budget) -> Answer:
    """The same search, and any task may get another cell."""
    return Answer(solve(problem, budget, start=before).schedule)


class ByCpSat:
    """CP-SAT from the right-shift schedule on, in a process of its own; where it finds nothing better, that schedule.

    Building its model is part of the budget. Its times are in tenths of a second, so its cells, orders and vehicles are
    what counts; the exact times are those of a repair.
    """

    def __init__(self, solver: CpSatSolver) -> None:
        self._solver = solver

    def __call__(self, problem: Problem, before: Schedule, budget: Budget) -> Answer:
        """As `Policy` says; needs a budget of seconds."""
        begun_s = perf_counter()
        shifted = right_shift(problem, before, budget).schedule
        left_s = (budget.seconds or 0.0) - (perf_counter() - begun_s)
        found = self._solver.solve(problem, replace(budget, seconds=left_s), start=shifted, goal=Goal.TARDINESS)
        if found is None:
            return Answer(shifted, own=False)
        exact = solve(problem, Budget(seconds=0.0), start=found.schedule, most_moved=0).schedule
        exact = replace(exact, objective=problem.objective(exact.tasks, before))
        is_better = exact.objective.key(USUAL_GOALS) < shifted.objective.key(USUAL_GOALS)
        return Answer(exact if is_better else shifted, own=is_better)


POLICIES = (
    NamedPolicy("right-shift", right_shift),
    NamedPolicy("best rule", best_rule),
    NamedPolicy("ours", ours),
    NamedPolicy("unrestricted", unrestricted),
)
"""Those that need nothing else."""


@contextmanager
def all_policies() -> Iterator[tuple[NamedPolicy, ...]]:
    """With CP-SAT, whose process is loaded within this context; in the order of the tables."""
    with CpSatSolver() as solver:
        yield (*POLICIES[:2], NamedPolicy("cp-sat", ByCpSat(solver)), *POLICIES[2:])

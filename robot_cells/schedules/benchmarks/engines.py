"""The engines that are compared: one signature for all, each loaded and warm before anything is measured."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from enum import StrEnum
from time import perf_counter

from robot_cells.schedules.goal import Goal
from robot_cells.schedules.list_scheduler import list_schedule
from robot_cells.schedules.problem import Problem
from robot_cells.schedules.result import Budget, Result, Status, TracePoint
from robot_cells.schedules.solve import solve

GOALS = (Goal.MAKESPAN,)
"""What public instances are about."""
WARM_UP = Budget(seconds=0.2)
"""Long enough for everything that is loaded or compiled with the first call."""

Stopped = Callable[[], bool]
Engine = Callable[[Problem, Budget, Stopped], Result | None]
"""The best schedule by makespan within the budget; None where it found none."""


class EngineName(StrEnum):
    """What can be compared."""

    OURS = "ours"
    """`solve`, with everything behind it."""
    RULES = "rules"
    """Dispatch rules alone: what is there at once."""
    CP_SAT = "cp-sat"
    """OR-Tools CP-SAT with a plain model, in a process of its own."""


def engine(name: EngineName) -> AbstractContextManager[Engine]:
    """The engine, within a context that holds what it needs."""
    if name is EngineName.OURS:
        return nullcontext(_ours)
    if name is EngineName.RULES:
        return nullcontext(_rules)
    return _cp_sat()


def _ours(problem: Problem, budget: Budget, stopped: Stopped) -> Result | None:
    return solve(problem, budget, goals=GOALS, stopped=stopped)


def _rules(problem: Problem, budget: Budget, stopped: Stopped) -> Result | None:
    begun_s = perf_counter()
    schedule = list_schedule(problem)
    objective = problem.objective(schedule.tasks)
    point = TracePoint(perf_counter() - begun_s, 0, objective, "rules")
    status = Status.OPTIMAL if objective.makespan_s <= schedule.lower_bound_s else Status.FEASIBLE
    return Result(schedule, objective, schedule.lower_bound_s, status, (point,))


@contextmanager
def _cp_sat() -> Iterator[Engine]:
    # Loaded only where it is asked for: OR-Tools takes most of a second.
    from robot_cells.schedules.cp_sat.solver import CpSatSolver

    with CpSatSolver() as solver:
        yield solver.solve

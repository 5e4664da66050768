"""The best schedule of any problem of the model that a budget allows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from time import perf_counter

from robot_cells.schedules.bounds import lower_bound_s
from robot_cells.schedules.checker import faults_of
from robot_cells.schedules.general.encoding import encode
from robot_cells.schedules.general.first import first_plan
from robot_cells.schedules.general.readback import schedule_of
from robot_cells.schedules.goal import USUAL_GOALS, Goal
from robot_cells.schedules.problem import Problem
from robot_cells.schedules.result import SECOND, Budget, TracePoint
from robot_cells.schedules.schedule import Schedule

ENGINE = "general"
"""What the trace calls it."""


def start_is_better(problem: Problem, start: Schedule, found: Schedule, goals: Sequence[Goal]) -> bool:
    """Whether `start` still keeps every constraint, and costs less than what was found."""
    if {item.task for item in start.tasks} != {item.task for item in found.tasks}:
        return False
    objective = problem.objective(start.tasks, start)
    if objective.key(goals) >= found.objective.key(goals):
        return False
    return not faults_of(problem, replace(start, objective=objective, lower_bound_s=0.0), start)


def search_general(
    problem: Problem,
    budget: Budget = SECOND,
    start: Schedule | None = None,
    goals: Sequence[Goal] = USUAL_GOALS,
    stopped: Callable[[], bool] = lambda: False,
) -> tuple[Schedule, tuple[TracePoint, ...]]:
    """The best schedule found, compared by `goals` in their order, with a lower bound of the makespan.

    Raises `ScheduleError` for a task that no cell can do, and where no order of the tasks keeps every constraint.
    """
    begun_s = perf_counter()

    def in_time() -> bool:
        return not stopped() and (budget.seconds is None or perf_counter() - begun_s < budget.seconds)

    encoding = encode(problem, start)
    plan, _ = first_plan(encoding, goals, start, in_time)
    schedule = schedule_of(encoding, plan, start, lower_bound_s(problem))
    if start is not None and start_is_better(problem, start, schedule, goals):
        objective = problem.objective(start.tasks, start)
        schedule = replace(start, objective=objective, lower_bound_s=schedule.lower_bound_s)
    return schedule, (TracePoint(perf_counter() - begun_s, 0, schedule.objective, ENGINE),)

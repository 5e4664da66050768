"""Plain shops whose makespan counts first: the engine that is made for them, and the other for what counts besides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from time import perf_counter

from robot_cells.schedules.goal import Goal
from robot_cells.schedules.problem import Problem
from robot_cells.schedules.result import Budget, Result, Status, TracePoint
from robot_cells.schedules.schedule import Schedule

SHARE = 0.75
"""Of the budget, for the makespan, where other goals come after it and no bound is reached before."""
COUNTED_AGAINST = frozenset({Goal.MOVES, Goal.SHIFTS})
"""Goals that compare a schedule with the one that it was made from."""
HANDING_ON_S = 2e-5
"""What it takes to read a task into the arrays of the other engine and to plan it once, seconds."""

Stopped = Callable[[], bool]


def search_plain(
    problem: Problem, budget: Budget, start: Schedule | None, goals: Sequence[Goal], stopped: Stopped
) -> Result:
    """The best schedule found; the makespan is the first of the goals in which schedules of the problem can differ.

    Where tasks have come since `start` or cells have gone, it is repaired first. The shortest schedule found is handed
    on for the goals that come behind, with the makespan still in front; that takes what is left of the budget.
    """
    from robot_cells.schedules.shop.search_shop import search_shop

    begun_s = perf_counter()
    later = later_goals(problem, goals, start)
    for_makespan = _part(budget, SHARE if later else 1.0)
    schedule, trace = search_shop(problem, for_makespan, _whole(problem, start), stopped, start)
    bound_s = schedule.lower_bound_s
    took_s = perf_counter() - begun_s
    rest = _rest(budget, for_makespan, took_s, len(schedule.tasks)) if later and not stopped() else None
    if rest is not None:
        schedule, more = _improved(problem, rest, schedule, start, (Goal.MAKESPAN, *later), stopped)
        trace += tuple(replace(point, seconds=point.seconds + took_s) for point in more)
    status = Status.OPTIMAL if schedule.objective.makespan_s <= bound_s else Status.FEASIBLE
    return Result(schedule, schedule.objective, bound_s if goals[0] is Goal.MAKESPAN else 0.0, status, trace)


def later_goals(problem: Problem, goals: Sequence[Goal], start: Schedule | None) -> tuple[Goal, ...]:
    """Those behind the makespan in which schedules of a plain problem can differ."""
    behind = goals[list(goals).index(Goal.MAKESPAN) + 1 :]
    is_due = any(job.due_s is not None for job in problem.jobs)
    return tuple(
        goal
        for goal in behind
        if (goal is Goal.TARDINESS and is_due) or (goal in COUNTED_AGAINST and start is not None)
    )


def _whole(problem: Problem, start: Schedule | None) -> Schedule | None:
    """`start` with every task on a cell that can do it: as it is, or repaired."""
    if start is None:
        return None
    on = {item.task: item.cell for item in start.tasks}
    if all(on.get(task.id) in task.durations_s for job in problem.jobs for task in job.tasks):
        return start
    from robot_cells.schedules.general.search_general import search_general

    return search_general(problem, Budget(seconds=0.0), start, (Goal.MAKESPAN,)).schedule


def _part(budget: Budget, share: float) -> Budget:
    seconds = None if budget.seconds is None else budget.seconds * share
    return replace(
        budget, seconds=seconds, iterations=None if budget.iterations is None else round(budget.iterations * share)
    )


def _rest(budget: Budget, spent: Budget, took_s: float, tasks: int) -> Budget | None:
    """What is left; None where that is not enough to begin with."""
    seconds = None if budget.seconds is None else budget.seconds - took_s
    if seconds is not None and seconds <= HANDING_ON_S * tasks:
        return None
    if budget.iterations is None or spent.iterations is None:
        return replace(budget, seconds=seconds)
    left = budget.iterations - spent.iterations
    return replace(budget, seconds=seconds, iterations=left) if left > 0 else None


def _improved(
    problem: Problem, budget: Budget, found: Schedule, start: Schedule | None, goals: Sequence[Goal], stopped: Stopped
) -> tuple[Schedule, tuple[TracePoint, ...]]:
    """`found`, or one that is as short and better by the other goals, with the points of the trace that are better."""
    from robot_cells.schedules.general.search_general import search_general

    is_compared = not COUNTED_AGAINST.isdisjoint(goals)
    before = start if is_compared and start is not None else found
    schedule, trace, _ = search_general(problem, budget, before, goals, stopped, first=found)
    # Moved and shifted tasks are counted against the schedule that was handed in, not against the one handed on.
    objective = problem.objective(schedule.tasks, start)
    if objective.key(goals) >= found.objective.key(goals):
        return found, ()
    best = replace(schedule, objective=objective, lower_bound_s=found.lower_bound_s)
    better = [point for point in trace if point.objective.key(goals) < found.objective.key(goals)]
    return best, (*better[:-1], *(replace(point, objective=objective) for point in better[-1:]))

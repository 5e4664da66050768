"""Small problems with vehicles: the general search first, then CP-SAT from there beside it, which improves and proves.

On these (40 instances of Bilge and Ulusoy, 13 to 23 operations) CP-SAT with a plain model proves most within seconds,
since what makes them hard is the order of the trips, of which there are few; the larger ones the search does better.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from threading import Thread
from time import perf_counter
from typing import TYPE_CHECKING

from robot_cells.errors import ScheduleError
from robot_cells.schedules.cp_sat.plain import missing_from_plain_model
from robot_cells.schedules.general.search_general import search_general
from robot_cells.schedules.goal import Goal
from robot_cells.schedules.problem import Problem
from robot_cells.schedules.result import Budget, Result, Status, TracePoint
from robot_cells.schedules.schedule import Schedule

if TYPE_CHECKING:
    from robot_cells.schedules.cp_sat.solver import CpSatSolver

LEAST_S = 3.0
"""With less time than that nothing would be left when CP-SAT is loaded."""
MOST_TASKS = 100
"""An arc between any two trips: the model grows with their square."""
SEARCH_SHARE, SEARCH_LEAST_S = 0.15, 0.8
"""How much of the time the general search has for itself."""


def is_provable(problem: Problem, budget: Budget, goals: Sequence[Goal]) -> bool:
    """Whether CP-SAT is worth while: a small problem with vehicles, the makespan, and time enough.

    Where iterations are counted the result must not depend on the machine: CP-SAT's would.
    """
    return (
        bool(problem.vehicles)
        and budget.iterations is None
        and budget.seconds is not None
        and budget.seconds >= LEAST_S
        and goals[0] is Goal.MAKESPAN
        and len(goals) == 1
        and sum(len(job.tasks) for job in problem.jobs) <= MOST_TASKS
        and not missing_from_plain_model(problem)
    )


def search_and_prove(problem: Problem, budget: Budget, stopped: Callable[[], bool]) -> Result:
    """The shortest schedule, with CP-SAT's lower bound; for what `is_provable`."""
    from robot_cells.schedules.cp_sat.solver import CpSatSolver

    assert budget.seconds is not None
    begun_s = perf_counter()
    with CpSatSolver() as solver:  # It is loaded while the search runs.
        share_s = max(SEARCH_LEAST_S, SEARCH_SHARE * budget.seconds)
        first, trace, interrupted = search_general(
            problem, replace(budget, seconds=share_s), None, (Goal.MAKESPAN,), stopped
        )
        result = _result(first, first.lower_bound_s, trace)
        spent_s = perf_counter() - begun_s
        if result.status is not Status.OPTIMAL and spent_s < budget.seconds and not interrupted:
            left = replace(budget, seconds=budget.seconds - spent_s, seed=budget.seed + 1)
            for found in _both(problem, left, solver, first, stopped):
                result = _better(result, found, spent_s)
    is_broken_off = stopped() and result.status is not Status.OPTIMAL
    return replace(result, status=Status.INTERRUPTED) if is_broken_off else result


def _both(
    problem: Problem, budget: Budget, solver: CpSatSolver, start: Schedule, stopped: Callable[[], bool]
) -> list[Result]:
    """CP-SAT from `start` with one worker, and beside it the search anew with the others, until one has proved it."""
    proved: list[Result | None] = []

    def prove() -> None:
        """Keeps what CP-SAT finds."""
        workers = 1 if budget.workers > 1 else budget.workers
        try:
            proved.append(solver.solve(problem, replace(budget, workers=workers), stopped, start))
        except ScheduleError:
            proved.append(None)  # Its process has died: the search goes on without it.

    if budget.workers == 1:
        prove()
        return [item for item in proved if item is not None]
    thread = Thread(target=prove, daemon=True)
    thread.start()
    others = replace(budget, workers=budget.workers - 1)
    more, trace, _ = search_general(
        problem, others, None, (Goal.MAKESPAN,), lambda: stopped() or any(_is_optimal(item) for item in proved)
    )
    thread.join()
    return [_result(more, more.lower_bound_s, trace), *(item for item in proved if item is not None)]


def _is_optimal(result: Result | None) -> bool:
    return result is not None and result.status is Status.OPTIMAL


def _result(schedule: Schedule, bound_s: float, trace: Sequence[TracePoint]) -> Result:
    schedule = replace(schedule, lower_bound_s=bound_s)
    status = Status.OPTIMAL if schedule.objective.makespan_s <= bound_s else Status.FEASIBLE
    return Result(schedule, schedule.objective, bound_s, status, tuple(trace))


def _better(one: Result, other: Result, after_s: float) -> Result:
    """The better of two schedules with the better bound; `other` was begun `after_s` later than `one`."""
    later = [replace(point, seconds=point.seconds + after_s) for point in other.trace]
    points: list[TracePoint] = []
    for point in sorted([*one.trace, *later], key=lambda item: item.seconds):
        if not points or point.objective.makespan_s < points[-1].objective.makespan_s:
            points.append(point)
    best = min(one, other, key=lambda item: item.objective.makespan_s)
    return _result(best.schedule, max(one.lower_bound, other.lower_bound), points)

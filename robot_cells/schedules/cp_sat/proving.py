"""Small problems with vehicles: the general search first, then CP-SAT from there, which improves and proves.

On these (40 instances of Bilge and Ulusoy, 13 to 23 operations) CP-SAT with a plain model needs seconds, since what
makes them hard is the order of the trips, of which there are few.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from time import perf_counter

from robot_cells.schedules.cp_sat.plain import missing_from_plain_model
from robot_cells.schedules.general.search_general import search_general
from robot_cells.schedules.goal import Goal
from robot_cells.schedules.problem import Problem
from robot_cells.schedules.result import Budget, Result, Status, TracePoint
from robot_cells.schedules.schedule import Schedule

LEAST_S = 3.0
"""With less time than that nothing would be left when CP-SAT is loaded."""
MOST_TASKS = 100
"""An arc between any two trips: the model grows with their square."""
SEARCH_SHARE, SEARCH_LEAST_S = 0.15, 0.8
"""How much of the time the general search gets."""


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
        spent_s = perf_counter() - begun_s
        proved = None
        if first.objective.makespan_s > first.lower_bound_s and spent_s < budget.seconds and not interrupted:
            proved = solver.solve(problem, replace(budget, seconds=budget.seconds - spent_s), stopped, first)
    result = _better(first, trace, proved, spent_s)
    return replace(result, status=Status.INTERRUPTED) if interrupted else result


def _better(first: Schedule, trace: tuple[TracePoint, ...], proved: Result | None, after_s: float) -> Result:
    """The better of the two schedules with the better bound; of CP-SAT's trace what is an improvement."""
    best, bound_s, points = first, first.lower_bound_s, list(trace)
    if proved is not None:
        bound_s = max(bound_s, proved.lower_bound)
        if proved.objective.makespan_s < first.objective.makespan_s:
            best = proved.schedule
        for point in proved.trace:
            if point.objective.makespan_s < points[-1].objective.makespan_s:
                points.append(replace(point, seconds=point.seconds + after_s))
    best = replace(best, lower_bound_s=bound_s)
    status = Status.OPTIMAL if best.objective.makespan_s <= bound_s else Status.FEASIBLE
    return Result(best, best.objective, bound_s, status, tuple(points))

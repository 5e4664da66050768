"""One door to all engines: a problem in, the best schedule that the budget allows out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext

from robot_cells.schedules.collector import COLLECTOR_AT_REST
from robot_cells.schedules.goal import USUAL_GOALS, Goal
from robot_cells.schedules.plain_search import search_plain
from robot_cells.schedules.problem import Problem
from robot_cells.schedules.problem_faults import check_problem
from robot_cells.schedules.result import SECOND, Budget, Result, Status
from robot_cells.schedules.schedule import Schedule
from robot_cells.schedules.shop.plain import aims_at_makespan, is_plain

SHORT_S = 1.0
"""With no more time, in seconds, somebody waits for the answer: the garbage collector comes afterwards."""


def solve(
    problem: Problem,
    budget: Budget = SECOND,
    start: Schedule | None = None,
    goals: Sequence[Goal] = USUAL_GOALS,
    stopped: Callable[[], bool] = lambda: False,
    most_moved: int | None = None,
) -> Result:
    """The best schedule that is found within the budget, compared by `goals` in their order.

    It is never worse than `start`, which is also what moved and shifted tasks are counted against. At most `most_moved`
    of them (None: any number) get another cell, besides those that can no longer be done on theirs. `start` may have
    been made before something changed: what is gone is passed over, what is new is put in, what cannot be kept is
    repaired. `stopped` is asked now and then; the best so far is given back when it says yes.

    Raises `ScheduleError` where the problem contradicts itself, and says what does.
    """
    is_short = budget.iterations == 0 or (budget.seconds is not None and budget.seconds <= SHORT_S)
    with COLLECTOR_AT_REST if is_short else nullcontext():
        return _solved(problem, budget, start, goals, stopped, most_moved)


def _solved(
    problem: Problem,
    budget: Budget,
    start: Schedule | None,
    goals: Sequence[Goal],
    stopped: Callable[[], bool],
    most_moved: int | None,
) -> Result:
    check_problem(problem)
    if most_moved is None and is_plain(problem) and aims_at_makespan(problem, goals, repairs=start is not None):
        return search_plain(problem, budget, start, goals, stopped)
    from robot_cells.schedules.cp_sat.proving import is_provable, search_and_prove
    from robot_cells.schedules.general.search_general import search_general

    if start is None and is_provable(problem, budget, goals):
        return search_and_prove(problem, budget, stopped)
    schedule, trace, interrupted = search_general(problem, budget, start, goals, stopped, most_moved)
    bound = schedule.lower_bound_s if goals[0] is Goal.MAKESPAN else 0.0
    status = Status.OPTIMAL if schedule.objective.key(goals)[0] <= bound else Status.FEASIBLE
    return Result(schedule, schedule.objective, bound, Status.INTERRUPTED if interrupted else status, trace)

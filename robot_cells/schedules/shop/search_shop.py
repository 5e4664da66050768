"""The shortest makespan of a plain shop that a budget allows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from time import perf_counter

from robot_cells.schedules.cp_sat.shop_prover import provers_beside
from robot_cells.schedules.problem import Problem
from robot_cells.schedules.result import SECOND, Budget, TracePoint
from robot_cells.schedules.schedule import Objective, Schedule
from robot_cells.schedules.shop.bound import least_makespan
from robot_cells.schedules.shop.exchange import arrays_of, schedule_of
from robot_cells.schedules.shop.shop import MICROSECONDS, Shop, shop_of, units_per_second
from robot_cells.schedules.shop.worker import Colleague, Found, Worker

WRITING = 4.0
"""To make a schedule of the result takes so many times as long as to make arrays of the problem: with a million tasks
6 s, after which 60 s were 66."""


def search_shop(
    problem: Problem,
    budget: Budget = SECOND,
    start: Schedule | None = None,
    stopped: Callable[[], bool] = lambda: False,
    reference: Schedule | None = None,
) -> tuple[Schedule, tuple[TracePoint, ...]]:
    """The best schedule found for a plain problem, with a lower bound; not longer than `start` where that is whole.

    Moved and shifted tasks are counted against `reference`, or `start` where there is none.
    Figures of the trace but for those of its last point are makespans alone. Iterations are those of each worker;
    without seconds no worker looks at another, and the result depends on problem, seed, iterations and workers alone.
    """
    begun_s = perf_counter()
    reference = reference or start
    shop = shop_of(problem)
    if len(shop.job) == 1:
        return schedule_of(problem, shop, shop.job[:0], shop.job[:0], reference), ()
    searching = _with_time_to_write(budget, perf_counter() - begun_s)
    bound = int(least_makespan(shop))
    workers = [Worker(shop, searching, number, bound, begun_s) for number in range(max(1, budget.workers))]
    given = None if start is None else arrays_of(problem, shop, start)
    if given is not None:
        workers[0].start_from(*given)
    colleagues: list[Colleague] = [*workers, *provers_beside(workers, shop, budget, begun_s)]
    _run(colleagues, stopped)
    found = min((item.found for item in colleagues if item.found is not None), key=lambda item: item.makespan)
    bound = min(found.makespan, max(item.bound for item in colleagues))
    schedule = schedule_of(problem, shop, found.order, found.choice, reference)
    units = units_per_second(problem)
    bound_s = _seconds(bound, units, shop)
    if found.makespan <= bound and units != MICROSECONDS:
        bound_s = schedule.objective.makespan_s  # Sums of seconds may differ from it in the last digit.
    schedule = replace(schedule, lower_bound_s=bound_s)
    return schedule, _trace(colleagues, found, schedule.objective, units)


def _with_time_to_write(budget: Budget, reading_s: float) -> Budget:
    """The budget of the search, so that the schedule is written within the time, too; at least half of it."""
    if budget.seconds is None:
        return budget
    return replace(budget, seconds=max(budget.seconds / 2.0, budget.seconds - WRITING * reading_s))


def _run(workers: Sequence[Colleague], stopped: Callable[[], bool]) -> None:
    """The first worker here, each other one in a thread; what one of them raises is raised here."""

    def run(number: int) -> None:
        """One worker, until the first has stopped."""
        others = [item for item in workers if item is not workers[number]]
        workers[number].run(stopped if number == 0 else lambda: workers[0].stopped, others)

    with ThreadPoolExecutor(len(workers)) as threads:
        futures = [threads.submit(run, number) for number in range(1, len(workers))]
        try:
            run(0)
        finally:
            if not workers[0].over:  # It was broken off, by Ctrl-C for example: nobody goes on alone.
                for item in workers:
                    item.over = True
    for future in futures:
        future.result()


def _seconds(bound: int, units: Fraction, shop: Shop) -> float:
    """A bound in seconds; half a unit a task less where durations had to be rounded."""
    rounded = units == MICROSECONDS
    return max(0.0, float((bound - (len(shop.job) if rounded else 0)) / units))


def _trace(workers: Sequence[Colleague], found: Found, last: Objective, units: Fraction) -> tuple[TracePoint, ...]:
    points = []
    least = None
    steps = sorted((step[2], step[0], step[1], item.engine) for item in workers for step in item.steps)
    for seconds, makespan, iterations, engine in steps:
        if least is None or makespan < least:
            least = makespan
            objective = last if makespan == found.makespan else Objective(0.0, float(makespan / units))
            points.append(TracePoint(seconds, iterations, objective, engine))
    return tuple(points)

"""One engine at one instance: what it had found by each time limit, from one run at the largest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import perf_counter

from robot_cells.errors import RobotCellsError, ScheduleError
from robot_cells.schedules.benchmarks.best_known import KnownInstance
from robot_cells.schedules.benchmarks.engines import GOALS, WARM_UP, Engine, EngineName, Stopped
from robot_cells.schedules.checker import check_schedule
from robot_cells.schedules.problem import Problem
from robot_cells.schedules.result import Budget, Result, TracePoint
from robot_cells.schedules.warm_up import warm_up as load_engines

TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Trial:
    """Makespans are in the instance's unit of time; None where the engine had no schedule by that limit.

    `lower_bound` is what the engine has proved. `seconds` is the wall time of the run. `faults` are constraints that
    the schedule breaks, figures that cannot be, and why an engine gave up: none is what is expected.
    """

    instance: str
    family: str
    best_known: float
    known_bound: float
    engine: EngineName
    makespans: tuple[float | None, ...]
    lower_bound: float
    seconds: float
    faults: tuple[str, ...] = ()
    trace: tuple[TracePoint, ...] = ()

    def gap(self, place: int) -> float | None:
        """By which share the makespan at that limit is above the best known; None where there is no schedule."""
        makespan = self.makespans[place]
        return None if makespan is None else (makespan - self.best_known) / self.best_known

    @property
    def is_proved(self) -> bool:
        """Whether the engine has proved that no schedule is shorter than its last one."""
        last = self.makespans[-1]
        return last is not None and self.lower_bound >= last - TOLERANCE


def try_engine(
    name: EngineName,
    run: Engine,
    known: KnownInstance,
    problem: Problem,
    limits_s: Sequence[float],
    budget: Budget,
    stopped: Stopped = lambda: False,
) -> Trial:
    """Run it once, for the largest limit; seed and workers are the budget's."""
    nothing = (None,) * len(limits_s)
    trial = Trial(known.name, known.whole_family, known.best, known.lower_bound, name, nothing, 0.0, 0.0)
    begun_s = perf_counter()
    try:
        result = run(problem, replace(budget, seconds=max(limits_s), iterations=None), stopped)
    except RobotCellsError as error:
        return replace(trial, seconds=perf_counter() - begun_s, faults=(str(error),))
    seconds = perf_counter() - begun_s
    if result is None:
        return replace(trial, seconds=seconds)
    return replace(
        trial,
        seconds=seconds,
        makespans=tuple(_makespan_at(result.trace, limit_s) for limit_s in limits_s),
        lower_bound=result.lower_bound,
        faults=_faults(known, problem, result),
        trace=result.trace,
    )


def warm_up(run: Engine, problem: Problem, budget: Budget) -> None:
    """Have everything loaded that is loaded or compiled with the first call for such a problem."""
    load_engines(problem, GOALS)
    run(problem, replace(WARM_UP, seed=budget.seed, workers=budget.workers), lambda: False)


def _makespan_at(trace: Sequence[TracePoint], limit_s: float) -> float | None:
    return min((point.objective.makespan_s for point in trace if point.seconds <= limit_s), default=None)


def _faults(known: KnownInstance, problem: Problem, result: Result) -> tuple[str, ...]:
    makespan = result.objective.makespan_s
    faults = []
    try:
        check_schedule(problem, result.schedule)
    except ScheduleError as error:
        faults.append(error.what)
    if abs(result.objective.makespan_s - result.schedule.objective.makespan_s) > TOLERANCE:
        faults.append(f"The result says {makespan:g}, its schedule {result.schedule.objective.makespan_s:g}.")
    if result.lower_bound > known.best + TOLERANCE:
        faults.append(f"The lower bound {result.lower_bound:g} is above the best known value {known.best:g}.")
    if makespan < known.lower_bound - TOLERANCE:
        faults.append(f"The makespan {makespan:g} is below the known lower bound {known.lower_bound:g}.")
    return tuple(faults)

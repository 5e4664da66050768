"""The best schedule of any problem of the model that a budget allows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from threading import Thread
from time import perf_counter
from typing import NamedTuple

from robot_cells.schedules.bounds import lower_bound_s
from robot_cells.schedules.checker import faults_of
from robot_cells.schedules.general.encoding import Encoding, encode
from robot_cells.schedules.general.first import Figures, first_plan, key_of
from robot_cells.schedules.general.fixed_pieces import check_fixed_pieces
from robot_cells.schedules.general.kernels.decoding import decode
from robot_cells.schedules.general.kernels.shapes import Plan
from robot_cells.schedules.general.memory import new_state
from robot_cells.schedules.general.quick_bound import quick_bound
from robot_cells.schedules.general.readback import objective_of, schedule_of
from robot_cells.schedules.general.repair import may_still_hold, repaired_plan
from robot_cells.schedules.general.searching import Searching
from robot_cells.schedules.goal import USUAL_GOALS, Goal
from robot_cells.schedules.problem import Problem
from robot_cells.schedules.result import SECOND, Budget, TracePoint
from robot_cells.schedules.schedule import Schedule

ENGINE = "general"
"""What the trace calls it."""
TURN_S = 0.01
"""How long a worker searches between two looks at the clock, in seconds; with many tasks it is longer."""


MANY_TASKS = 2_000
"""With more, the lower bound is the one that is had in no time (`quick_bound.py`)."""


class Found(NamedTuple):
    """A schedule, how the search came to it, and whether it was broken off."""

    schedule: Schedule
    trace: tuple[TracePoint, ...]
    interrupted: bool


def search_general(
    problem: Problem,
    budget: Budget = SECOND,
    start: Schedule | None = None,
    goals: Sequence[Goal] = USUAL_GOALS,
    stopped: Callable[[], bool] = lambda: False,
    most_moved: int | None = None,
    *,
    first: Schedule | None = None,
) -> Found:
    """The best schedule found, compared by `goals` in their order, with a lower bound of the makespan.

    Iterations are those of each worker; without seconds the result depends on problem, start, goals, seed, iterations
    and workers alone. `first` is another schedule to begin with, which nothing is counted against. Raises
    `ScheduleError` for a task that no cell can do, and where no order of the tasks keeps every constraint.
    """
    run = _Run(problem, budget, start, goals, stopped, most_moved, first)
    run.search()
    return run.found()


class _Run:
    """One search for one problem."""

    def __init__(
        self,
        problem: Problem,
        budget: Budget,
        start: Schedule | None,
        goals: Sequence[Goal],
        stopped: Callable[[], bool],
        most_moved: int | None,
        first: Schedule | None,
    ) -> None:
        self._begun_s = perf_counter()
        self._problem, self._budget, self._start, self._goals = problem, budget, start, goals
        self._stopped = stopped
        self._most_moved = None if start is None else most_moved
        self._interrupted = False
        self._over = False
        self._trace: list[TracePoint] = []
        self._encoding = encode(problem, start)
        self._plan, self._figures = first_plan(self._encoding, goals, start, self._goes_on, self._most_moved, first)
        self._note(0)
        thorough = len(self._encoding.tasks) <= MANY_TASKS and budget.seconds != 0.0
        quick_s = self._encoding.seconds(quick_bound(self._encoding.arrays))
        self._bound_s = max(quick_s, lower_bound_s(problem) if thorough else 0.0)

    def search(self) -> None:
        """Improve the first plan until the budget is used up, somebody stops it, or nothing better can be."""
        iterations = self._budget.iterations
        if iterations == 0 or not self._encoding.tasks or self._is_perfect(self._figures) or not self._goes_on():
            return
        others = self._others()
        seeds = [self._budget.seed + 1_000_003 * number for number in range(max(1, self._budget.workers))]
        workers = [Searching(self._encoding, self._plan, self._goals, seed, self._most_moved, others) for seed in seeds]
        threads = [Thread(target=self._improve, args=(worker,), daemon=True) for worker in workers[1:]]
        for thread in threads:
            thread.start()
        try:
            self._improve(workers[0], notes=True)
        except KeyboardInterrupt:
            self._interrupted = True
        self._over = self._over or self._interrupted or iterations is None
        for thread in threads:
            thread.join()
        for worker in workers:
            worker.read_out()
            self._take(worker)

    def _others(self) -> list[Plan]:
        """The start as it is repaired: a rule may be better at first, and less may come of it."""
        if self._start is None:
            return []
        arrays = self._encoding.arrays
        plan = repaired_plan(self._encoding, self._start, holds=False)
        return [plan] if decode(arrays, new_state(arrays), plan) else []

    def found(self) -> Found:
        """What has been found."""
        objective = objective_of(self._encoding, self._figures, self._start)
        schedule = schedule_of(self._encoding, self._plan, objective, self._bound_s)
        check_fixed_pieces(self._encoding, schedule)
        if self._start is not None and start_is_better(self._encoding, self._start, schedule, self._goals):
            objective = self._problem.objective(self._start.tasks, self._start)
            schedule = replace(self._start, objective=objective, lower_bound_s=schedule.lower_bound_s)
        trace = (*self._trace[:-1], replace(self._trace[-1], objective=schedule.objective))
        return Found(schedule, trace, self._interrupted)

    def _improve(self, worker: Searching, *, notes: bool = False) -> None:
        changes = 16
        while not self._over and (notes is False or self._goes_on()):
            left = changes if self._budget.iterations is None else self._budget.iterations - worker.iterations
            if left <= 0 or self._is_perfect(worker.figures):
                return
            before_s = perf_counter()
            worker.run(min(changes, left))
            changes = max(1, min(changes * 2, int(changes * TURN_S / max(perf_counter() - before_s, 1e-6))))
            if notes:
                self._take(worker)

    def _take(self, worker: Searching) -> None:
        """What the worker has found, where it is better."""
        if key_of(worker.figures, self._goals) < key_of(self._figures, self._goals):
            self._plan, self._figures = worker.plan, worker.figures
            self._note(worker.iterations)

    def _is_perfect(self, figures: Figures) -> bool:
        """Whether nothing can be better: the makespan is the lower bound, any other figure 0."""
        objective = objective_of(self._encoding, figures, self._start)
        return all(
            figure <= (self._bound_s if goal is Goal.MAKESPAN else 0.0)
            for goal, figure in zip(self._goals, objective.key(self._goals), strict=True)
        )

    def _goes_on(self) -> bool:
        if self._stopped():
            self._interrupted = True
        seconds = self._budget.seconds
        return not self._interrupted and (seconds is None or perf_counter() - self._begun_s < seconds)

    def _note(self, iterations: int) -> None:
        objective = objective_of(self._encoding, self._figures, self._start)
        self._trace.append(TracePoint(perf_counter() - self._begun_s, iterations, objective, ENGINE))


def start_is_better(encoding: Encoding, start: Schedule, found: Schedule, goals: Sequence[Goal]) -> bool:
    """Whether `start` still keeps every constraint, and costs less than what was found."""
    problem = encoding.problem
    if len(start.tasks) != len(found.tasks) or not may_still_hold(encoding):
        return False
    objective = problem.objective(start.tasks, start)
    if objective.key(goals) >= found.objective.key(goals):
        return False
    return not faults_of(problem, replace(start, objective=objective, lower_bound_s=0.0), start)

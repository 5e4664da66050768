"""CP-SAT at hand: a process of its own that is started once and solves one problem after another."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from types import TracebackType
from typing import Self

from robot_cells.errors import ScheduleError
from robot_cells.schedules.cp_sat.messages import READY, Ended, Improved, Wanted
from robot_cells.schedules.cp_sat.solver_process import SolverProcess
from robot_cells.schedules.goal import Goal
from robot_cells.schedules.problem import Problem
from robot_cells.schedules.result import Budget, Result, Status, TracePoint
from robot_cells.schedules.schedule import Schedule

ENGINE = "cp-sat"
LOOK_S = 0.05
"""How often somebody is asked whether to stop, in seconds."""
GRACE_S = 10.0
"""A search that has not ended so long after its time is ended from outside; large models take long to let go."""


class CpSatSolver:
    """Within this context CP-SAT is loaded and waits for problems, in a process of its own."""

    def __init__(self) -> None:
        self._process: SolverProcess | None = None
        self._is_ready = False

    def __enter__(self) -> Self:
        self._process = SolverProcess()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def solve(
        self,
        problem: Problem,
        budget: Budget,
        stopped: Callable[[], bool] = lambda: False,
        start: Schedule | None = None,
        goal: Goal = Goal.MAKESPAN,
    ) -> Result | None:
        """The best schedule found in `budget.seconds` (iterations are not counted); None where none was found.

        By makespan, or by weighted tardiness, for which there has to be a `start` and whose times are rounded up to
        tenths of a second. The search begins at `start`, where there is one. The time to build the model is part of it.
        Raises `ScheduleError` for a problem with constraints that the model does not have, or without a time limit.
        """
        if budget.seconds is None:
            raise ScheduleError("CP-SAT needs a time limit.", remedy="Give seconds.")
        begun_s = monotonic()
        until_s = begun_s + budget.seconds
        self._ask(Wanted(problem, until_s, budget.seed, budget.workers, start, goal))
        trace: list[TracePoint] = []
        best: Improved | None = None
        bound_s = 0.0
        while True:
            word = self._hear(until_s, stopped)
            if not isinstance(word, Improved):
                break
            best, bound_s = word, max(bound_s, word.bound_s)
            trace.append(TracePoint(word.at_s - begun_s, len(trace), problem.objective(word.tasks), ENGINE))
        if word is not None and word.refused:
            raise ScheduleError(word.refused)
        bound_s = bound_s if word is None else max(bound_s, word.bound_s)
        return None if best is None else _result(best, bound_s, trace, is_whole=word is not None)

    def _hear(self, until_s: float, stopped: Callable[[], bool]) -> Improved | Ended | None:
        """The next word of the search; None when it was ended from outside."""
        assert self._process is not None
        while not self._process.heard(LOOK_S):
            if stopped() or monotonic() > until_s + GRACE_S:
                self._end()
                return None
        word = self._process.receive()
        assert isinstance(word, Improved | Ended)
        return word

    def _ask(self, wanted: Wanted) -> None:
        """Loading takes most of a second; who comes later need not wait. A process that has died is made anew."""
        if self._process is None or not self._process.is_alive:
            self._end()
            self._process = SolverProcess()
        if not self._is_ready:
            self._is_ready = self._process.receive() == READY
        self._process.send(wanted)

    def _end(self) -> None:
        if self._process is not None:
            self._process.end()
        self._process, self._is_ready = None, False


def _result(best: Improved, bound_s: float, trace: list[TracePoint], *, is_whole: bool) -> Result:
    objective = trace[-1].objective
    bound_s = min(bound_s, objective.makespan_s)
    status = Status.OPTIMAL if bound_s >= objective.makespan_s else Status.FEASIBLE
    if not is_whole and status is not Status.OPTIMAL:
        status = Status.INTERRUPTED
    return Result(Schedule(best.tasks, objective, bound_s, best.trips), objective, bound_s, status, tuple(trace))

"""CP-SAT beside the search of a plain shop: a colleague of its workers that proves, and finds shorter schedules.

It has a core of its own: the last of the workers rests meanwhile. When a round of trials has told nothing new, or its
process has died, that worker goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Event
from time import monotonic, perf_counter

import numpy as np

from robot_cells.errors import ScheduleError
from robot_cells.schedules.cp_sat.messages import READY, ShopNews, ShopWanted, Shorter
from robot_cells.schedules.cp_sat.solver import ENGINE
from robot_cells.schedules.cp_sat.solver_process import SolverProcess
from robot_cells.schedules.result import Budget
from robot_cells.schedules.shop.shop import Shop
from robot_cells.schedules.shop.tabu import WORST
from robot_cells.schedules.shop.worker import Colleague, Found, Worker

LEAST_S = 3.0
"""With less time than that nothing would be left when CP-SAT is loaded."""
START_S = 1.0
"""The search has so long for itself, seconds; many shops are done by then."""
MOST_TASKS = 400
"""Of larger shops no limit near the best is refuted within minutes."""
ALONE_TASKS, ALONE_SHARE = 150, 0.3
"""With one worker, up to so many tasks are tried, and it rests for this share of the time."""
LARGEST = 2**40
"""Makespans in units beyond which CP-SAT is not asked: its sums have 64 bits."""
LOOK_S = 0.02


def provers_beside(workers: Sequence[Worker], shop: Shop, budget: Budget, begun_s: float) -> list[Colleague]:
    """One, where it is worth while: time enough, a small shop; none where iterations are counted.

    There the result must not depend on the machine: CP-SAT's would.
    """
    tasks = len(shop.job) - 1
    worth_while = (
        budget.iterations is None
        and budget.seconds is not None
        and budget.seconds >= LEAST_S
        and tasks <= (MOST_TASKS if len(workers) > 1 else ALONE_TASKS)
    )
    return [ShopProver(workers, shop, budget, begun_s)] if worth_while else []


class ShopProver:
    """Its process is started when the search has not ended by itself after `START_S`; the trace calls it cp-sat."""

    engine = ENGINE

    def __init__(self, workers: Sequence[Worker], shop: Shop, budget: Budget, begun_s: float) -> None:
        self._workers = workers
        self._shop = shop
        self._budget = budget
        self._begun_s = begun_s
        self._ended = Event()
        self._best = 0
        self.bound = workers[0].bound
        self.found: Found | None = None
        self.steps: list[tuple[int, int, float]] = []
        self.stopped = False

    @property
    def over(self) -> bool:
        """Whether it has ended or is to end."""
        return self._ended.is_set()

    @over.setter
    def over(self, value: bool) -> None:
        if value:
            self._ended.set()

    def run(self, stopped: Callable[[], bool], others: Sequence[Colleague]) -> None:
        """Until the time is over, an `other` says so, or nothing new comes."""
        while perf_counter() - self._begun_s < START_S or self._shortest() == WORST:
            if self._ended.wait(LOOK_S) or stopped():
                return
        if self._shortest() > LARGEST:
            return
        resting = self._workers[-1]
        resting.awake.clear()
        process = SolverProcess()
        try:
            self._speak_with(process, stopped)
        except ScheduleError:
            return  # Its process has died: the search goes on without it.
        finally:
            process.end()
            resting.awake.set()

    def _speak_with(self, process: SolverProcess, stopped: Callable[[], bool]) -> None:
        until_s = monotonic() + self._left_s()
        while not (self.over or stopped() or monotonic() >= until_s):
            if process.heard(LOOK_S):
                message = process.receive()
                if message == READY:
                    self._ask(process, until_s)
                elif isinstance(message, ShopNews):
                    self._note(message)
                else:
                    return
            elif self._best:
                self._tell(process)

    def _left_s(self) -> float:
        seconds = self._budget.seconds or 0.0
        share_s = seconds if len(self._workers) > 1 else START_S + ALONE_SHARE * seconds
        return min(seconds, share_s) - (perf_counter() - self._begun_s)

    def _ask(self, process: SolverProcess, until_s: float) -> None:
        self._best = self._shortest()
        process.send(ShopWanted(self._shop, self._best, self.bound, until_s, self._budget.seed))

    def _tell(self, process: SolverProcess) -> None:
        shortest = self._shortest()
        if shortest < self._best:
            self._best = shortest
            process.send(Shorter(shortest))

    def _note(self, news: ShopNews) -> None:
        self.bound = max(self.bound, news.bound)
        if news.order and news.makespan < self._shortest():
            seconds = perf_counter() - self._begun_s
            order, choice = (np.array([*row, 0], np.int64) for row in (news.order, news.choice))
            self.steps.append((news.makespan, len(self.steps) + 1, seconds))
            self.found = Found(news.makespan, len(self.steps), seconds, order, choice)
        if self._shortest() <= self.bound:
            for item in self._everybody():
                item.over = True

    def _shortest(self) -> int:
        """The makespan of the best that anybody has; `WORST` for none."""
        found = [item.found for item in self._everybody()]
        return min((item.makespan for item in found if item is not None), default=WORST)

    def _everybody(self) -> list[Colleague]:
        return [self, *self._workers]

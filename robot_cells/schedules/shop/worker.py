"""One thread of the search: slices of iterations, and between them a look at the time and at the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Event
from time import perf_counter
from typing import NamedTuple, Protocol

from robot_cells.schedules.result import Budget
from robot_cells.schedules.shop.search import BEST, ITERATION, OFFER, START, advance, give, new_search
from robot_cells.schedules.shop.shop import Ints, Shop

ENGINE = "shop"
"""What the trace calls it."""
SLICE_S = 0.02
"""Time and `stopped` are looked at about this often, seconds."""


class Found(NamedTuple):
    """A solution: its makespan in units, after how many iterations and seconds it was found, order and choices."""

    makespan: int
    iterations: int
    seconds: float
    order: Ints
    choice: Ints


class Colleague(Protocol):
    """Whoever searches with others, each in a thread: what one has found or proved the others make use of.

    `found` is its best, `steps` how it came down to that (makespan, iterations, seconds), `bound` what it has proved
    or been told that no makespan is below, in units. It ends when `over` is set.
    """

    engine: str
    bound: int
    found: Found | None
    steps: list[tuple[int, int, float]]
    stopped: bool

    @property
    def over(self) -> bool:
        """Whether it has ended or is to end."""

    @over.setter
    def over(self, value: bool) -> None: ...

    def run(self, stopped: Callable[[], bool], others: Sequence[Colleague]) -> None:
        """Search until it is over."""


class Worker:
    """A search of its own, with a seed of its own; it rests, and gives way to others, while it is not `awake`."""

    engine = ENGINE

    def __init__(self, shop: Shop, budget: Budget, number: int, bound: int, begun_s: float) -> None:
        self._search = new_search(shop, budget.seed * 1000 + number)
        self._budget = budget
        self._begun_s = begun_s
        self._adopted: dict[int, int] = {}
        self.bound = bound
        self.awake = Event()
        self.awake.set()
        self.found: Found | None = None
        self.steps: list[tuple[int, int, float]] = []
        self.over = False
        self.stopped = False

    def start_from(self, order: Ints, choice: Ints) -> None:
        """Begin with this solution."""
        give(self._search, order, choice, 0, START)

    def run(self, stopped: Callable[[], bool], others: Sequence[Colleague]) -> None:
        """Search until the budget is used up, the bound is reached, or `stopped` or a worker says so.

        Without seconds the `others` are not looked at.
        """
        timed = self._budget.seconds is not None
        size = 1
        while not self.over:
            if self.awake.wait(SLICE_S):
                before_s = perf_counter()
                advance(self._search, min(size, self._left()), self.bound)
                took_s = perf_counter() - before_s
                size = max(1, int(size * min(4.0, SLICE_S / max(took_s, 1e-6))))
                self._note(before_s + took_s - self._begun_s)
            now_s = perf_counter()
            optimal = self.found is not None and self.found.makespan <= self.bound
            late = self._budget.seconds is not None and now_s - self._begun_s >= self._budget.seconds
            self.over = self.over or optimal or late or self._left() <= 0 or self._is_stopped(stopped)
            if timed:
                self._look_at(others, optimal=optimal)

    def _is_stopped(self, stopped: Callable[[], bool]) -> bool:
        self.stopped = self.stopped or stopped()
        return self.stopped

    def _left(self) -> int:
        if self._budget.iterations is None:
            return 2**40
        return max(1, self._budget.iterations) - int(self._search.counts[ITERATION])

    def _note(self, seconds: float) -> None:
        best, iterations = int(self._search.counts[BEST]), int(self._search.counts[ITERATION])
        if self.found is None or best < self.found.makespan:
            self.found = Found(
                best, iterations, seconds, self._search.best_order.copy(), self._search.best_choice.copy()
            )
            self.steps.append((best, iterations, seconds))

    def _look_at(self, others: Sequence[Colleague], *, optimal: bool) -> None:
        for number, other in enumerate(others):
            found = other.found
            self.bound = max(self.bound, other.bound)
            if optimal:
                other.over = True
            elif found is not None and found.makespan < self._adopted.get(number, found.makespan + 1):
                self._adopted[number] = found.makespan
                give(self._search, found.order, found.choice, found.makespan, OFFER)

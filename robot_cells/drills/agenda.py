"""What is to happen when: the one queue of a drill's world."""

from __future__ import annotations

import heapq
from collections.abc import Callable

from robot_cells.clock import VirtualClock

Action = Callable[[], None]


class Agenda:
    """Actions by time in seconds of the world; those of one moment in the order in which they were put in."""

    def __init__(self) -> None:
        self.clock = VirtualClock()
        self._waiting: list[tuple[float, int, Action]] = []
        self._count = 0

    @property
    def now_s(self) -> float:
        """The time of the world in seconds."""
        return self.clock.now()

    def at(self, at_s: float, action: Action) -> None:
        """Do it then; at once where that has passed."""
        self._count += 1
        heapq.heappush(self._waiting, (max(at_s, self.now_s), self._count, action))

    def after(self, wait_s: float, action: Action) -> None:
        """Do it so many seconds from now."""
        self.at(self.now_s + wait_s, action)

    def step(self) -> bool:
        """Do what comes next; False when nothing is left to do."""
        if not self._waiting:
            return False
        at_s, _, action = heapq.heappop(self._waiting)
        self.clock.advance(max(0.0, at_s - self.now_s))  # sums of floats may have gone a hair too far
        action()
        return True

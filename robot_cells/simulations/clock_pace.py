"""Simulated time that somebody else makes."""

from __future__ import annotations

import math
from collections.abc import Callable

from robot_cells.simulations.pace import Pace


class ClockPace(Pace):
    """As `Pace`, at the speed of a clock: `clock` gives its time in seconds, zero while it is not known.

    Until then, and until it has come to `from_s`, time stands still. It never runs backwards.
    """

    def __init__(self, clock: Callable[[], float], period_s: float, wall_s: float, from_s: float) -> None:
        super().__init__(1.0, period_s, wall_s, from_s)
        self._clock = clock

    @property
    def is_running(self) -> bool:
        """Whether the clock has told a time yet."""
        return self._clock() > 0.0

    def at(self, wall_s: float, most_s: float = math.inf) -> float:
        """The time of the clock."""
        self._wall_s = max(self._wall_s, wall_s)
        self._now_s = min(max(self._now_s, self._clock()), self._now_s + most_s)
        return self._now_s

    def wall_until(self, sim_s: float) -> float:
        """Nobody knows how long that lasts: infinity, and zero when it is past."""
        return 0.0 if sim_s <= self._now_s else math.inf

"""How simulated time follows wall time."""

from __future__ import annotations

import math

EPOCH_S = 1.0
"""Simulated time at the start: in ROS a time of zero means that no time is known."""
MOST_PERIODS = 2.0


class Pace:
    """Simulated time runs `speed` times as fast as wall time, as far as the machine keeps up.

    Time that was not asked for during more than `MOST_PERIODS` periods of the clock is not made up for: the
    simulation then runs slower than it should for a moment, rather than letting a busy machine swallow seconds in which
    nobody could act. What is lost that way is counted. Wall times are seconds of any clock that never runs backwards.
    """

    def __init__(self, speed: float, period_s: float, wall_s: float, from_s: float = EPOCH_S) -> None:
        """`from_s` is the simulated time at `wall_s`; later than `EPOCH_S` where a plant goes on that stood still."""
        self.speed = speed
        self.period_s = period_s
        self.missed = 0
        """Ticks that came more than a period late."""
        self.lost_s = 0.0
        """Wall time that was not simulated."""
        self._began_s = self._wall_s = wall_s
        self._from_s = self._now_s = max(EPOCH_S, from_s)
        self._tick_s = wall_s

    @property
    def next_tick_s(self) -> float:
        """Wall time at which the clock is to be published next."""
        return self._tick_s

    def at(self, wall_s: float, most_s: float = math.inf) -> float:
        """Simulated time now; never runs backwards, and goes on by at most `most_s` simulated seconds."""
        elapsed_s = max(0.0, wall_s - self._wall_s)
        held_s = min(elapsed_s, MOST_PERIODS * self.period_s, most_s / self.speed)
        self.lost_s += elapsed_s - held_s
        self._wall_s = max(self._wall_s, wall_s)
        self._now_s += held_s * self.speed
        return self._now_s

    def wall_until(self, sim_s: float) -> float:
        """Seconds of wall time from the latest `at` until simulated time is `sim_s`; zero when that is past."""
        return max(0.0, (sim_s - self._now_s) / self.speed)

    def tick(self, wall_s: float) -> bool:
        """Whether the clock is to be published now; if so the next tick is a period later."""
        if wall_s < self._tick_s:
            return False
        late_s = wall_s - self._tick_s
        if late_s > self.period_s:
            self.missed += int(late_s / self.period_s)
            self._tick_s = wall_s
        self._tick_s += self.period_s
        return True

    def pause(self, wall_s: float) -> None:
        """Wall time up to now is not simulated, and not counted as lost: the simulation stood still on purpose."""
        self._began_s += max(0.0, wall_s - self._wall_s)
        self._wall_s = self._tick_s = max(self._wall_s, wall_s)

    @property
    def real_time_factor(self) -> float:
        """Simulated seconds per second of wall time since the start; `speed` where the machine kept up."""
        wall_s = self._wall_s - self._began_s
        return (self._now_s - self._from_s) / wall_s if wall_s > 0.0 else self.speed

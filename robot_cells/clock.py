"""Time as an interface: what waits asks a clock, so that tests and twins can move time themselves."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """Something that tells the time of the line in seconds; the origin is the clock's own."""

    def now(self) -> float:
        """The time now, in seconds; never runs backwards."""
        ...


class RealClock:
    """The machine's wall clock in Unix seconds, kept from running backwards."""

    def __init__(self) -> None:
        self._latest = time.time()

    def now(self) -> float:
        """Unix time in seconds."""
        self._latest = max(self._latest, time.time())
        return self._latest


class VirtualClock:
    """A clock that stands still until it is told to move."""

    def __init__(self, start: float = 0.0) -> None:
        self._now = start

    def now(self) -> float:
        """The virtual time in seconds."""
        return self._now

    def advance(self, duration_s: float) -> None:
        """Move on by `duration_s` seconds; raises `ValueError` when that would be backwards."""
        if duration_s < 0:
            raise ValueError(f"A clock cannot go back by {-duration_s} s: hand in a duration of zero or more.")
        self._now += duration_s

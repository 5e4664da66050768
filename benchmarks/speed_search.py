"""The highest speed at which the simulation keeps up: doubled or halved until it changes, then halved in between."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Trial = TypeVar("Trial")

STEPS = 3
"""Halvings: the answer is known to an eighth of the last doubling."""


def search_highest(
    try_speed: Callable[[float], Trial], keeps_up: Callable[[Trial], bool], *, first: float, lowest: float, limit: float
) -> tuple[float | None, tuple[Trial, ...]]:
    """The highest speed tried at which `keeps_up` held, or None when it held nowhere; and every trial.

    Begins at `first`; speeds below `lowest` and above `limit` are not tried. One trial a speed:
    on a machine that does other work too, the answer is low.
    """
    trials: list[Trial] = []

    def holds(speed: float) -> bool:
        """Tries a speed."""
        trials.append(try_speed(speed))
        return keeps_up(trials[-1])

    low: float | None = None
    high = first
    while high <= limit and holds(high):
        low, high = high, high * 2.0
    while low is None:
        slower = high / 2.0
        if slower < lowest:
            return None, tuple(trials)
        if holds(slower):
            low = slower
        else:
            high = slower
    if high > limit:
        return low, tuple(trials)
    for _ in range(STEPS):
        middle = (low + high) / 2.0
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low, tuple(trials)

"""The highest speed at which the simulation keeps up: doubled until it does not, then halved in between."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Trial = TypeVar("Trial")

STEPS = 3
"""Halvings: the answer is known to an eighth of the last doubling."""


def search_highest(
    try_speed: Callable[[float], Trial], keeps_up: Callable[[Trial], bool], *, first: float, limit: float
) -> tuple[float | None, tuple[Trial, ...]]:
    """The highest speed tried at which `keeps_up` held, or None when it did not even at `first`; and every trial.

    Speeds above `limit` are not tried. One trial a speed: on a machine that does other work too, the answer is low.
    """
    trials: list[Trial] = []

    def holds(speed: float) -> bool:
        trials.append(try_speed(speed))
        return keeps_up(trials[-1])

    low, high = None, first
    while high <= limit and holds(high):
        low, high = high, high * 2.0
    if low is None:
        return None, tuple(trials)
    if high > limit:
        return low, tuple(trials)
    for _ in range(STEPS):
        middle = (low + high) / 2.0
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low, tuple(trials)

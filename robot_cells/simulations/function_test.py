"""What a function test fixture measures on a tray."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

SPREAD_SHARE = 10.0
"""Good products vary with a standard deviation of a tenth of the width of their limits."""
SECONDS_PER_TEST = 2.5


@dataclass(frozen=True, slots=True)
class Measurand:
    """One thing that is measured, and the limits that it should lie in."""

    name: str
    unit: str
    low: float
    high: float


def measure(
    measurands: Sequence[Measurand],
    *,
    switched_on: bool,
    faulty: Callable[[str], bool],
    random: np.random.Generator,
) -> list[Mapping[str, object]]:
    """The measurements of a tray.

    One that cannot be switched on reads zero throughout; a faulty measurand lies a quarter of the width of its limits
    above them.
    """
    found: list[Mapping[str, object]] = []
    for item in measurands:
        width = item.high - item.low
        value = 0.0
        if switched_on:
            middle = float(np.clip(random.normal(0.0, 1.0 / SPREAD_SHARE), -0.4, 0.4))
            value = (item.low + item.high) / 2.0 + middle * width
            if faulty(item.name):
                value = item.high + width / 4.0
        found.append(
            {"name": item.name, "value": round(value, 6), "unit": item.unit, "low": item.low, "high": item.high}
        )
    return found

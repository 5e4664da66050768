"""From values to places in a drawing, and the round values that are written at its edges."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

DAY_S = 86_400.0
CLOCK_STEPS_S = (1.0, 5.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0, 7200.0, 21_600.0, DAY_S)
"""What hours and days are divided into."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps `low`..`high` to `start`..`end` of a drawing, linearly."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The place of a value."""
        span = self.high - self.low
        share = 0.5 if span <= 0 else (value - self.low) / span
        return self.start + share * (self.end - self.start)


def extent(values: Sequence[float], *, margin: float = 0.0) -> tuple[float, float]:
    """Smallest and largest, widened by a share of the span; never of no width. `values` must not be empty."""
    low, high = min(values), max(values)
    span = high - low or abs(high) * 0.1 or 1.0
    return low - margin * span, high + margin * span


def ticks(low: float, high: float, count: int) -> list[float]:
    """About `count` round values between two limits: multiples of 1, 2 or 5 times a power of ten."""
    rough = (high - low) / max(count, 1)
    if not rough > 0 or not math.isfinite(rough):
        return [low]
    power = 10.0 ** math.floor(math.log10(rough))
    step = next((power * factor for factor in (1.0, 2.0, 5.0) if power * factor >= rough * (1 - 1e-9)), 10.0 * power)
    return _stepped(low, high, step)


def time_ticks(low_s: float, high_s: float, count: int) -> list[float]:
    """The same for times in seconds: multiples of what clocks are divided into."""
    rough = (high_s - low_s) / max(count, 1)
    step = next((item for item in CLOCK_STEPS_S if item >= rough), None)
    if step is not None:
        return _stepped(low_s, high_s, step)
    return [day * DAY_S for day in ticks(low_s / DAY_S, high_s / DAY_S, count)]


def _stepped(low: float, high: float, step: float) -> list[float]:
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [number * step for number in range(first, last + 1)]

"""Curves as devices send them and as results keep them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float64]

KEPT_POINTS = 100
"""A curve in a result has at most so many points: enough to see its shape, little enough for a journal."""


def samples(answer: Mapping[str, object], x: str, y: str) -> tuple[Samples, Samples]:
    """Both columns of the `curve` of a device's answer; raises `ValueError` when they are no curve."""
    curve = answer["curve"]
    if not isinstance(curve, Mapping):
        raise ValueError("the curve is no object")
    columns = np.asarray(curve[x], dtype=np.float64), np.asarray(curve[y], dtype=np.float64)
    if columns[0].ndim != 1 or columns[0].shape != columns[1].shape or columns[0].size == 0:
        raise ValueError(f"the curve's {x} and {y} are not of one length")
    if not all(np.isfinite(column).all() for column in columns):
        raise ValueError("the curve holds values that are no finite numbers")
    return columns


def kept(**columns: Samples) -> dict[str, list[float]]:
    """A curve for a result: thinned out evenly, both ends kept, six significant digits."""
    count = next(iter(columns.values())).size
    chosen = np.unique(np.linspace(0, count - 1, min(count, KEPT_POINTS)).astype(int))
    return {name: [float(f"{value:.6g}") for value in column[chosen]] for name, column in columns.items()}


def slope(x: Samples, y: Samples) -> float | None:
    """Slope of the least-squares line; None where there are too few points or they stand at one place."""
    if x.size < 2 or float(np.ptp(x)) <= 0.0:
        return None
    centred = x - x.mean()
    return float((centred * (y - y.mean())).sum() / (centred**2).sum())


def measurement(
    name: str, value: float | None, unit: str, limits: Sequence[float | None] = (None, None)
) -> dict[str, object]:
    """One measurement for a result: `{name, value, unit, low, high, verdict}`; a limit of None is none.

    The verdict is `pass` within the limits, ends included, `fail` outside or without a value.
    """
    low, high = limits
    good = value is not None and (low is None or value >= low) and (high is None or value <= high)
    return {
        "name": name,
        "value": value,
        "unit": unit,
        "low": low,
        "high": high,
        "verdict": "pass" if good else "fail",
    }

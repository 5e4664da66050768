"""A set of measured times as the few figures that are reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Percentiles:
    """`count` measured times; the median and the 99th percentile, in milliseconds."""

    count: int
    p50_ms: float
    p99_ms: float


def percentile(ordered: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of the values lie, by linear interpolation between neighbours.

    `ordered` is sorted and not empty. As numpy's default method (Hyndman & Fan 1996, type 7).
    """
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def summarise(times_s: Sequence[float]) -> Percentiles:
    """The figures of times given in seconds; raises `ValueError` when there are none."""
    if not times_s:
        raise ValueError("Nothing was measured: no times were given.")
    ordered = sorted(times_s)
    return Percentiles(len(ordered), percentile(ordered, 0.5) * 1e3, percentile(ordered, 0.99) * 1e3)

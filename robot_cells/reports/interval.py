"""Stretches of line time, and what can be computed with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """From `start_s` to `end_s`, line time in seconds."""

    start_s: float
    end_s: float

    @property
    def duration_s(self) -> float:
        """Its length in seconds; zero where the end is not after the start."""
        return max(0.0, self.end_s - self.start_s)


def union(intervals: Iterable[Interval]) -> list[Interval]:
    """The same time without overlaps, in order; empty stretches are left out."""
    result: list[Interval] = []
    for item in sorted(interval for interval in intervals if interval.duration_s > 0):
        if result and item.start_s <= result[-1].end_s:
            result[-1] = Interval(result[-1].start_s, max(result[-1].end_s, item.end_s))
        else:
            result.append(item)
    return result


def without(intervals: Iterable[Interval], taken: Iterable[Interval]) -> list[Interval]:
    """What of the first is not in the second."""
    result: list[Interval] = []
    holes = union(taken)
    first = 0
    for item in union(intervals):
        while first < len(holes) and holes[first].end_s <= item.start_s:
            first += 1  # Both are in order: what lies before this stretch lies before all later ones.
        start_s = item.start_s
        place = first
        while place < len(holes) and holes[place].start_s < item.end_s:
            hole = holes[place]
            result.append(Interval(start_s, hole.start_s))
            start_s = hole.end_s
            place += 1
        result.append(Interval(start_s, item.end_s))
    return [interval for interval in result if interval.duration_s > 0]


def within(intervals: Iterable[Interval], bounds: Interval) -> list[Interval]:
    """What of the intervals lies inside `bounds`, without overlaps."""
    cut = (Interval(max(item.start_s, bounds.start_s), min(item.end_s, bounds.end_s)) for item in intervals)
    return union(cut)


def length_s(intervals: Iterable[Interval]) -> float:
    """How long they are together, overlaps counted once; seconds."""
    return sum((item.duration_s for item in union(intervals)), 0.0)

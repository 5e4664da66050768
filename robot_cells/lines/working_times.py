"""When a cell works: the times at which it does not, once or every day."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

DAY_S = 86_400.0


class ClosedTime(NamedTuple):
    """Closed from `from_s` up to, not including, `to_s`; seconds of line time, or of the day."""

    from_s: float
    to_s: float


@dataclass(frozen=True, slots=True)
class WorkingTimes:
    """Open except in the `closed` times (line time) and those that come back every `daily` (seconds of the day).

    Line time 0 is the beginning of a day. Times may touch and overlap; they never close the whole of every day.
    """

    closed: tuple[ClosedTime, ...] = ()
    daily: tuple[ClosedTime, ...] = ()

    def __bool__(self) -> bool:
        """Whether the cell is ever closed."""
        return bool(self.closed or self.daily)

    def next_closed(self, at_s: float) -> ClosedTime:
        """The closed time that holds at `at_s`, else the first one after it; at infinity where none comes.

        Closed times that touch are one; what of them is over at `at_s` may be left out.
        """
        found = self._first_after(at_s)
        while found.to_s < math.inf:
            further = self._first_after(found.to_s)
            if further.from_s > found.to_s:
                break
            found = ClosedTime(found.from_s, further.to_s)
        return found

    def closed_between(self, from_s: float, to_s: float) -> Iterator[ClosedTime]:
        """The closed times that begin before `to_s` and end after `from_s`, in order and apart."""
        found = self.next_closed(from_s)
        while found.from_s < to_s:
            yield found
            found = self.next_closed(found.to_s)

    def longest_open_s(self) -> float:
        """The longest time in seconds that is open every day; infinite where nothing closes daily."""
        if not self.daily:
            return math.inf
        longest_s, open_from_s = 0.0, 0.0
        times = sorted(self.daily)
        for item in [*times, *(ClosedTime(item.from_s + DAY_S, item.to_s + DAY_S) for item in times)]:
            longest_s = max(longest_s, item.from_s - open_from_s if open_from_s else 0.0)
            open_from_s = max(open_from_s, item.to_s)
        return longest_s

    def _first_after(self, at_s: float) -> ClosedTime:
        """Of all stated times that end after `at_s` the one that begins first."""
        day_s = math.floor(at_s / DAY_S) * DAY_S
        times = [item for item in self.closed if item.to_s > at_s]
        for item in self.daily:
            times += [
                ClosedTime(day_s + shift_s + item.from_s, day_s + shift_s + item.to_s)
                for shift_s in (0.0, DAY_S)
                if day_s + shift_s + item.to_s > at_s
            ]
        return min(times, default=ClosedTime(math.inf, math.inf))


ALWAYS = WorkingTimes()
"""Never closed."""

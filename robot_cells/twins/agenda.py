"""What is to come in the fast twin, in the order of time."""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass

from robot_cells.ids import AttemptId, CellId


@dataclass(frozen=True, slots=True)
class WorkBegins:
    """A cell takes up what it has accepted."""

    cell: CellId
    attempt: AttemptId


@dataclass(frozen=True, slots=True)
class WorkEnds:
    """A cell ends an attempt, unless that has been put off meanwhile."""

    cell: CellId
    attempt: AttemptId


@dataclass(frozen=True, slots=True)
class CellStands:
    """A cell breaks down for `duration_s` seconds."""

    cell: CellId
    duration_s: float


@dataclass(frozen=True, slots=True)
class CellWorks:
    """A cell is back."""

    cell: CellId


Item = WorkBegins | WorkEnds | CellStands | CellWorks


class Agenda:
    """A priority queue; what is due at the same time comes in the order in which it was noted."""

    def __init__(self) -> None:
        self._queue: list[tuple[float, int, Item]] = []
        self._noted = 0

    @property
    def next_s(self) -> float:
        """When the next item is due; infinite for never."""
        return self._queue[0][0] if self._queue else math.inf

    def note(self, at_s: float, item: Item) -> None:
        """Have an item come at that line time in seconds."""
        self._noted += 1
        heapq.heappush(self._queue, (at_s, self._noted, item))

    def due(self, now_s: float) -> list[Item]:
        """The items that are due now, taken out."""
        found = []
        while self._queue and self._queue[0][0] <= now_s:
            found.append(heapq.heappop(self._queue)[2])
        return found

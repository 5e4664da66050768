"""What nobody waits for is done when those who wait have had their turn.

An assignment wakes a cell; an event that is told at the same moment wakes whoever follows the journal, and an
acknowledgement the cell that has just ended: on a machine with few cores they are in each other's way, and the answer
of the cell that was given work comes later (docs/benchmarks.md).
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable


class Afterwards:
    """Work in the order in which it was put here, done `delay_s` seconds of wall time after the first of it came."""

    def __init__(self, delay_s: float) -> None:
        self._delay_s = delay_s
        self._work: deque[Callable[[], None]] = deque()
        self._due_s = math.inf

    @property
    def due_s(self) -> float:
        """When the work is to be done, in seconds of wall time; infinite when there is none."""
        return self._due_s

    def put(self, work: Callable[[], None], wall_s: float) -> None:
        """Have `work` done later than now, `wall_s`."""
        if not self._work:
            self._due_s = wall_s + self._delay_s
        self._work.append(work)

    def do(self) -> None:
        """Do all of it now."""
        while self._work:
            self._work.popleft()()
        self._due_s = math.inf

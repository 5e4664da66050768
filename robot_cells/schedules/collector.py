"""Python's garbage collector, kept out of a time that somebody waits for.

Nothing that an engine makes refers to itself in a circle, so nothing waits for the collector; but tens of thousands
of new tuples make it look through every object of the process, which takes longer than a whole repair.
"""

from __future__ import annotations

import gc
from threading import Lock
from types import TracebackType


class CollectorAtRest:
    """A context within which the collector does not run, in any number of threads at a time.

    It runs with the first object that is made afterwards, when the answer is there; not where it was off before.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._within = 0
        self._was_on = False

    def __enter__(self) -> None:
        with self._lock:
            if self._within == 0:
                self._was_on = gc.isenabled()
                gc.disable()
            self._within += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._within -= 1
            turns_on = self._within == 0 and self._was_on
        if turns_on:
            gc.enable()  # Last of all: what is made from here on has to wait for the collector.


COLLECTOR_AT_REST = CollectorAtRest()
"""The one of this process."""

"""Tries a child again."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fnmatch import fnmatchcase

from py_trees.common import Status

from robot_cells.processes.behaviours.composite_node import Advance, CompositeNode
from robot_cells.processes.behaviours.process_node import ProcessNode
from robot_cells.processes.run import Run

BACKOFF_FACTOR = 2.0
"""Each wait is so many times the one before."""


class Retry(CompositeNode):
    """Tries its child up to `attempts` times, for failures whose code matches; `tries` counts from 1.

    Before a further try it waits (working time), then does `recover`; when that fails, so does the retry, with the
    reason for which it was tried.
    """

    def __init__(
        self,
        name: str,
        run: Run,
        *,
        attempts: int,
        backoff_s: float,
        codes: Sequence[str],
    ) -> None:
        super().__init__(name, [])
        self.tries = 1
        self._run = run
        self._attempts = attempts
        self._backoff_s = backoff_s
        self._codes = tuple(codes)
        self._resume_at_s = -math.inf
        self._recovering = False

    def adopt(self, child: ProcessNode, recover: ProcessNode | None) -> None:
        """Take the children in; they are built after the retry, because their command ids count its tries."""
        self.add_children([child] if recover is None else [child, recover])
        self.predicted_s = child.predicted_s

    def initialise(self) -> None:
        """The first try."""
        self.tries = 1
        self._resume_at_s = -math.inf
        self._recovering = False

    def done_s(self) -> float:
        """The child's share."""
        return next(self.nodes()).done_s() if self.status is Status.RUNNING else super().done_s()

    def wake_at_s(self) -> float:
        """The end of the wait."""
        return self._run.line_time(self._resume_at_s) if self._is_waiting() else math.inf

    def advance(self) -> Advance:
        """Tick the child, again and again while there is a try left and no wait."""
        child, *recover = self.nodes()
        while not self._is_waiting():
            if self._recovering:
                yield from recover[0].tick()
                if recover[0].status is Status.RUNNING:
                    return Status.RUNNING
                self._recovering = False
                if recover[0].status is Status.FAILURE:
                    return Status.FAILURE
            yield from child.tick()
            if child.status is not Status.FAILURE:
                return child.status
            self._failure = child.failure
            if not self._is_worth_another_try():
                return Status.FAILURE
            self._resume_at_s = self._run.working_time() + self._backoff_s * BACKOFF_FACTOR ** (self.tries - 1)
            self.tries += 1
            self._recovering = bool(recover)
        return Status.FAILURE if self._run.is_stopping else Status.RUNNING

    def _is_waiting(self) -> bool:
        return self._run.working_time() < self._resume_at_s

    def _is_worth_another_try(self) -> bool:
        code = self._failure.code if self._failure is not None else ""
        matches = not self._codes or any(fnmatchcase(code, pattern) for pattern in self._codes)
        return matches and self.tries < self._attempts and not self._run.is_stopping

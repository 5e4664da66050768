"""Bounds the time of a child."""

from __future__ import annotations

import math

from py_trees.common import Status

from robot_cells.attempts.report import Failure
from robot_cells.processes.behaviours.composite_node import Advance, CompositeNode
from robot_cells.processes.behaviours.process_node import ProcessNode
from robot_cells.processes.run import Run


class TimeLimit(CompositeNode):
    """Stops its child and fails with `process.timeout` when it takes longer than `duration_s` of working time."""

    def __init__(self, name: str, child: ProcessNode, *, duration_s: float, run: Run) -> None:
        super().__init__(name, [child])
        self.predicted_s = child.predicted_s
        self._duration_s = duration_s
        self._run = run
        self._deadline_s = math.inf

    def initialise(self) -> None:
        """The time begins to count."""
        self._deadline_s = self._run.working_time() + self._duration_s

    def wake_at_s(self) -> float:
        """The deadline."""
        return self._run.line_time(self._deadline_s)

    def advance(self) -> Advance:
        """Tick the child; what it has reached at the very deadline counts."""
        (child,) = self.nodes()
        yield from child.tick()
        if child.status is not Status.RUNNING:
            self._failure = child.failure
            return child.status
        if self._run.working_time() < self._deadline_s:
            return Status.RUNNING
        steps = ", ".join(leaf.name for leaf in child.running_leaves())
        self._failure = Failure("process.timeout", f"{steps} took longer than {self._duration_s:g} s.")
        child.stop(Status.INVALID)
        return Status.FAILURE

"""Children one after another: sequence and fallback."""

from __future__ import annotations

from collections.abc import Sequence as Items

from py_trees.common import Status
from py_trees.composites import Sequence

from robot_cells.attempts.report import Failure
from robot_cells.processes.behaviours.composite_node import Advance, CompositeNode
from robot_cells.processes.behaviours.process_node import ProcessNode
from robot_cells.processes.run import Run


class SequenceOf(ProcessNode, Sequence):
    """Children in order; fails with the first that fails. Without children it succeeds."""

    def __init__(self, name: str, children: Items[ProcessNode]) -> None:
        Sequence.__init__(self, name, memory=True, children=list(children))
        self.predicted_s = sum(child.predicted_s for child in children)

    @property
    def failure(self) -> Failure | None:
        """The failure of the child that failed."""
        return next((node.failure for node in self.nodes() if node.status is Status.FAILURE), None)


class FallbackOf(CompositeNode):
    """Children in order until one succeeds; fails with the last, unless that was kept out by its condition.

    Later children find the failure of the one before in the variable `failure` (`code`, `message`).
    """

    def __init__(self, name: str, children: Items[ProcessNode], run: Run) -> None:
        super().__init__(name, list(children))
        self.predicted_s = children[0].predicted_s
        self._run = run

    def done_s(self) -> float:
        """The first child's share: the others are not meant to be needed."""
        return next(self.nodes()).done_s() if self.status is Status.RUNNING else super().done_s()

    def advance(self) -> Advance:
        """Tick the first child that has not failed, and those after it while they fail."""
        for node in self.nodes():
            if node.has_failed:
                continue
            yield from node.tick()
            if not node.has_failed:
                return node.status
            failure = node.failure
            if failure is not None and (self._failure is None or failure.code != "process.condition"):
                self._failure = failure
                self._run.variables["failure"] = {"code": failure.code, "message": failure.message}
        return Status.FAILURE

"""Children one after another: sequence and fallback."""

from __future__ import annotations

from collections.abc import Sequence as Items

from py_trees.common import Status
from py_trees.composites import Selector, Sequence

from robot_cells.attempts.report import Failure
from robot_cells.processes.behaviours.process_node import ProcessNode


class SequenceOf(ProcessNode, Sequence):
    """Children in order; fails with the first that fails. Without children it succeeds."""

    def __init__(self, name: str, children: Items[ProcessNode]) -> None:
        Sequence.__init__(self, name, memory=True, children=list(children))
        self.predicted_s = sum(child.predicted_s for child in children)

    @property
    def failure(self) -> Failure | None:
        """The failure of the child that failed."""
        return next((node.failure for node in self.nodes() if node.status is Status.FAILURE), None)


class FallbackOf(ProcessNode, Selector):
    """Children in order until one succeeds; fails with the last."""

    def __init__(self, name: str, children: Items[ProcessNode]) -> None:
        Selector.__init__(self, name, memory=True, children=list(children))
        self.predicted_s = children[0].predicted_s

    @property
    def failure(self) -> Failure | None:
        """The failure of the last child."""
        failures = [node.failure for node in self.nodes() if node.status is Status.FAILURE]
        return failures[-1] if failures else None

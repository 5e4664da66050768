"""Children at the same time."""

from __future__ import annotations

from collections.abc import Sequence

from py_trees.common import Status

from robot_cells.attempts.report import Failure
from robot_cells.processes.behaviours.composite_node import Advance, CompositeNode
from robot_cells.processes.behaviours.process_node import ProcessNode
from robot_cells.processes.run import Run


class ParallelOf(CompositeNode):
    """Succeeds when all children have. With `fail_fast` the first failure cancels the others; else all come to an end.

    While a cancel waits for the running steps, no sibling is cut short either.
    """

    def __init__(self, name: str, children: Sequence[ProcessNode], *, fail_fast: bool, run: Run) -> None:
        super().__init__(name, list(children))
        self.predicted_s = max(child.predicted_s for child in children)
        self._fail_fast = fail_fast
        self._run = run
        self._first: Failure | None = None

    def initialise(self) -> None:
        """Nothing has failed yet."""
        self._first = None

    def done_s(self) -> float:
        """The share of the slowest child."""
        if self.status is not Status.RUNNING:
            return super().done_s()
        return min(self.predicted_s - node.predicted_s + node.done_s() for node in self.nodes())

    def advance(self) -> Advance:
        """Tick every child that has not ended."""
        for node in self.nodes():
            if node.status in (Status.SUCCESS, Status.FAILURE):
                continue
            yield from node.tick()
            self._first = self._first or node.failure
            if self._cuts_short():
                break
        if self._cuts_short():
            for node in self.nodes():
                if node.status is Status.RUNNING:
                    node.stop(Status.INVALID)
        if any(node.status is Status.RUNNING for node in self.nodes()):
            return Status.RUNNING
        self._failure = self._first
        return Status.SUCCESS if self._first is None else Status.FAILURE

    def _cuts_short(self) -> bool:
        return self._first is not None and self._fail_fast and not self._run.is_stopping

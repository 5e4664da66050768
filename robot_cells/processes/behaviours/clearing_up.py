"""The `finally` of processes: work, and what is done after it come what may."""

from __future__ import annotations

from py_trees.common import Status

from robot_cells.processes.behaviours.composite_node import Advance, CompositeNode
from robot_cells.processes.behaviours.process_node import ProcessNode


class ClearingUp(CompositeNode):
    """Does `work`, then `always`, whatever came of the work; fails with the work's failure, else with that of `always`.

    Only a stop (by `stop_now`, by a time limit around it, by a sibling that failed fast) leaves `always` undone.
    """

    def __init__(self, name: str, work: ProcessNode, always: ProcessNode) -> None:
        super().__init__(name, [work, always])
        self.predicted_s = work.predicted_s + always.predicted_s

    def advance(self) -> Advance:
        """Tick the work until it has ended, then the clearing up."""
        work, always = self.nodes()
        if work.status in (Status.INVALID, Status.RUNNING):
            yield from work.tick()
            if work.status is Status.RUNNING:
                return Status.RUNNING
        yield from always.tick()
        if always.status is Status.RUNNING:
            return Status.RUNNING
        failed = next((node for node in (work, always) if node.status is Status.FAILURE), None)
        self._failure = failed.failure if failed is not None else None
        return Status.SUCCESS if failed is None else Status.FAILURE

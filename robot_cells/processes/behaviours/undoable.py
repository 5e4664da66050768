"""A step that can be undone."""

from __future__ import annotations

from py_trees.common import Status

from robot_cells.processes.behaviours.composite_node import Advance, CompositeNode
from robot_cells.processes.behaviours.leaf import Leaf
from robot_cells.processes.behaviours.process_node import ProcessNode
from robot_cells.processes.run import Run


class Undoable(CompositeNode):
    """Its child, and what undoes it: `on_cancel` when the attempt is cancelled, `on_abort` when it is stopped at once.

    There is something to undo when the step has succeeded, and when it was cut short after it had begun. A step that
    failed by itself has had its fallback, its retry and its clearing up; it is not undone.
    """

    def __init__(
        self, child: ProcessNode, run: Run, *, on_cancel: ProcessNode | None, on_abort: ProcessNode | None
    ) -> None:
        super().__init__(child.name, [child])
        self.predicted_s = child.predicted_s
        self.on_cancel = on_cancel
        self.on_abort = on_abort
        self.place = 0
        """The how-manieth step of the attempt to begin it was."""
        self._run = run

    def initialise(self) -> None:
        """What was done before a repetition is the repetition's to put right."""
        for node in self.iterate():
            if isinstance(node, Leaf):
                node.forget()
        self._run.begun_undoables += 1
        self.place = self._run.begun_undoables
        self._run.undoables.pop(id(self), None)

    def advance(self) -> Advance:
        """Tick the child."""
        (child,) = self.nodes()
        yield from child.tick()
        self._failure = child.failure
        return child.status

    def terminate(self, new_status: Status) -> None:
        """Remember it, where there is something to undo."""
        is_cut_short = self._run.is_stopping and (
            new_status is Status.FAILURE or (new_status is Status.INVALID and self.status is Status.RUNNING)
        )
        has_begun = any(isinstance(node, Leaf) and node.was_begun for node in self.iterate())
        if has_begun and (new_status is Status.SUCCESS or is_cut_short):
            self._run.undoables[id(self)] = self

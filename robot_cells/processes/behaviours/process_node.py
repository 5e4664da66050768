"""What the nodes of a process have beyond a py_trees behaviour."""

from __future__ import annotations

import math
from collections.abc import Iterator

from py_trees.behaviour import Behaviour
from py_trees.common import Status

from robot_cells.attempts.report import Failure


class ProcessNode(Behaviour):
    """A behaviour that knows how long it will take, why it failed, and when it must be looked at again."""

    predicted_s: float = 0.0
    """How long it takes, in seconds."""
    _failure: Failure | None = None

    @property
    def failure(self) -> Failure | None:
        """Why it failed; None before that."""
        return self._failure

    @property
    def has_failed(self) -> bool:
        """Whether it ended in failure."""
        return self.status is Status.FAILURE

    def nodes(self) -> Iterator[ProcessNode]:
        """Its children."""
        return (child for child in self.children if isinstance(child, ProcessNode))

    def done_s(self) -> float:
        """How much of `predicted_s` lies behind."""
        if self.status in (Status.SUCCESS, Status.FAILURE):
            return self.predicted_s
        if self.status is Status.INVALID:
            return 0.0
        return sum(node.done_s() for node in self.nodes())

    def wake_at_s(self) -> float:
        """Line time at which this node itself moves on though nobody speaks; infinite where there is none."""
        return math.inf

    def running_leaves(self) -> Iterator[ProcessNode]:
        """The leaves below that run now."""
        if self.status is Status.RUNNING:
            if not self.children:
                yield self
            for node in self.nodes():
                yield from node.running_leaves()

    def earliest_wake_s(self) -> float:
        """The earliest `wake_at_s` of all running nodes below, itself included."""
        if self.status is not Status.RUNNING:
            return math.inf
        return min([self.wake_at_s(), *(node.earliest_wake_s() for node in self.nodes())])

    def reset_children(self) -> None:
        """Make ready to begin anew."""
        for child in self.children:
            if child.status is not Status.INVALID:
                child.stop(Status.INVALID)

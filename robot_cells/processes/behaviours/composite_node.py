"""The base of the composites that order their children themselves."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Generator, Iterator
from typing import TypeAlias

from py_trees.behaviour import Behaviour
from py_trees.common import Status
from py_trees.composites import Composite

from robot_cells.processes.behaviours.process_node import ProcessNode

Advance: TypeAlias = Generator[Behaviour, None, Status]
"""One tick of a composite: yields every behaviour that was looked at, returns the status that follows."""


class CompositeNode(ProcessNode, Composite):
    """Calls `advance` in every tick, with the children made ready when it was not running before."""

    def __init__(self, name: str, children: list[ProcessNode]) -> None:
        Composite.__init__(self, name, children)

    def tick(self) -> Iterator[Behaviour]:
        """One tick, as py_trees wants it: every behaviour that was looked at, itself last."""
        if self.status is not Status.RUNNING:
            self.reset_children()
            self._failure = None
            self.initialise()
        status = yield from self.advance()
        if status is Status.RUNNING:
            self.status = status
        else:
            self.stop(status)
        yield self

    @abstractmethod
    def advance(self) -> Advance:
        """Tick the children that are due, and return the status that follows."""

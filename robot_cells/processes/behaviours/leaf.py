"""The base of the leaves: nothing begins while the run is held or being stopped."""

from __future__ import annotations

from abc import abstractmethod
from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass

from py_trees.common import Status

from robot_cells.attempts.report import Failure
from robot_cells.errors import ProcessError
from robot_cells.processes.behaviours.process_node import ProcessNode
from robot_cells.processes.behaviours.retry import Retry
from robot_cells.processes.run import CANCELLED, Run

INVALID = "process.invalid"
"""The code of a step whose parameters or expressions have no proper value."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where in the tree a leaf stands.

    `path` is its place, `0.2.1`; `names` are the values that expressions may use besides the variables; leaves that are
    `is_clearing_up` begin even when the attempt is being cancelled.
    """

    run: Run
    path: str
    names: Mapping[str, object]
    retries: tuple[Retry, ...] = ()
    is_clearing_up: bool = False

    def address(self) -> str:
        """What names this leaf in this try and no other: attempt, place, and the tries of the retries around it."""
        tries = "".join(f"~{retry.tries}" for retry in self.retries)
        return f"{self.run.attempt}@{self.path}{tries}"

    def scope(self) -> Mapping[str, object]:
        """All names that expressions may use now."""
        return ChainMap(self.run.variables, dict(self.names))


class Leaf(ProcessNode):
    """A node without children."""

    def __init__(self, name: str, site: Site) -> None:
        super().__init__(name)
        self.site = site
        self._has_begun = False

    def initialise(self) -> None:
        """Nothing has begun yet, even when the node is ticked again."""
        self._failure = None
        self._has_begun = False

    def update(self) -> Status:
        """Begin as soon as that is allowed; then go on."""
        run = self.site.run
        if not self._has_begun:
            if run.is_stopping and not self.site.is_clearing_up:
                run.has_gated = True
                return self.fail(CANCELLED)
            if not run.may_begin:
                return Status.RUNNING
            self._has_begun = True
            try:
                return self.begin()
            except ProcessError as error:
                return self.fail(Failure(INVALID, f"{self.name}: {error}", error.remedy))
        return self.proceed()

    @property
    def has_begun(self) -> bool:
        """Whether it is at work, not merely waiting for leave to begin."""
        return self._has_begun and self.status is Status.RUNNING

    @property
    def was_begun(self) -> bool:
        """Whether it has been at work in this try of what it belongs to, however that ended."""
        return self._has_begun

    def forget(self) -> None:
        """What it belongs to is begun again."""
        self._has_begun = False

    def fail(self, failure: Failure) -> Status:
        """Keep why."""
        self._failure = failure
        return Status.FAILURE

    @abstractmethod
    def begin(self) -> Status:
        """Begin the work; raises `ProcessError` when a parameter or an expression has no proper value."""

    def proceed(self) -> Status:
        """Look at the work again."""
        return Status.RUNNING

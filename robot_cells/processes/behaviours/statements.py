"""Leaves that end at once: set, fail, condition."""

from __future__ import annotations

from collections.abc import Mapping

from py_trees.common import Status

from robot_cells.attempts.report import Failure
from robot_cells.processes.behaviours.composite_node import Advance, CompositeNode
from robot_cells.processes.behaviours.leaf import Leaf, Site
from robot_cells.processes.behaviours.process_node import ProcessNode
from robot_cells.processes.template import resolve


class SetVariables(Leaf):
    """Gives variables their values."""

    def __init__(self, name: str, site: Site, values: Mapping[str, object]) -> None:
        super().__init__(name, site)
        self._values = values

    def begin(self) -> Status:
        """All values are worked out before any is set."""
        values = {name: resolve(value, self.site.scope()) for name, value in self._values.items()}
        self.site.run.variables.update(values)
        return Status.SUCCESS


class Fail(Leaf):
    """Fails with the process's own code."""

    def __init__(self, name: str, site: Site, code: str, message: str, remedy: str) -> None:
        super().__init__(name, site)
        self._code = code
        self._texts = (message, remedy)

    def begin(self) -> Status:
        """Fails."""
        message, remedy = (str(resolve(text, self.site.scope())) for text in self._texts)
        return self.fail(Failure(self._code, message, remedy))


class Condition(Leaf):
    """Succeeds when its expression is true, fails with `process.condition` when not."""

    def __init__(self, name: str, site: Site, expression: str) -> None:
        super().__init__(name, site)
        self._expression = expression

    def begin(self) -> Status:
        """Look at the expression once."""
        if resolve(self._expression, self.site.scope()):
            return Status.SUCCESS
        return self.fail(Failure("process.condition", f"{self.name}: `{self._expression}` does not hold."))


class Choice(CompositeNode):
    """Does `then` when the condition holds, else `otherwise`."""

    def __init__(self, name: str, condition: Condition, then: ProcessNode, otherwise: ProcessNode) -> None:
        super().__init__(name, [condition, then, otherwise])
        self.predicted_s = max(then.predicted_s, otherwise.predicted_s)
        self._chosen: ProcessNode | None = None

    def initialise(self) -> None:
        """Nothing is chosen yet."""
        self._chosen = None

    def advance(self) -> Advance:
        """Choose, then tick what was chosen."""
        condition, then, otherwise = self.nodes()
        if self._chosen is None:
            yield from condition.tick()
            if condition.status is Status.RUNNING:
                return Status.RUNNING
            reason = condition.failure
            if reason is not None and reason.code != "process.condition":
                self._failure = reason
                return Status.FAILURE
            self._chosen = then if condition.status is Status.SUCCESS else otherwise
        yield from self._chosen.tick()
        self._failure = self._chosen.failure
        return self._chosen.status

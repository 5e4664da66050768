"""A recipe: the directed acyclic graph of a product's operations, and its rework routes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from robot_cells.ids import OperationId
from robot_cells.orders.operation import Consequence, Operation


@dataclass(frozen=True, slots=True)
class ReworkRoute:
    """Operations done one after another to put a product right; then the recipe goes on again from `resume_at`.

    `resume_at` and every operation of the recipe that comes after it are done (again).
    """

    id: str
    operations: tuple[Operation, ...]
    resume_at: OperationId


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a product is made."""

    operations: tuple[Operation, ...]
    rework_routes: Mapping[str, ReworkRoute] = field(default_factory=dict)

    def operation(self, operation: OperationId) -> Operation:
        """The operation of that id, of the recipe itself or of a rework route; raises `KeyError`."""
        for item in self.operations:
            if item.id == operation:
                return item
        for route in self.rework_routes.values():
            for item in route.operations:
                if item.id == operation:
                    return item
        raise KeyError(operation)

    def routes_after(self, operation: Operation) -> tuple[str, ...]:
        """The rework routes that may follow when `operation` does not succeed, in the order of the document.

        Those that its rules name, or all where a rule says to ask. Whatever plans ahead (places kept free for a way to
        the end) and whatever asks an operator has to agree on them.
        """
        if any(rule.consequence is Consequence.ASK for rule in operation.on_failure):
            return tuple(self.rework_routes)
        named = {rule.route for rule in operation.on_failure if rule.consequence is Consequence.REWORK}
        return tuple(route for route in self.rework_routes if route in named)

    def successors(self, operation: OperationId) -> frozenset[OperationId]:
        """All operations that come after `operation`, directly or not."""
        found: set[OperationId] = set()
        frontier = {operation}
        while frontier:
            frontier = {item.id for item in self.operations if frontier.intersection(item.after)} - found
            found |= frontier
        return frozenset(found)

    def order(self) -> tuple[Operation, ...]:
        """The operations in an order that respects every `after`; ties in the order of the document."""
        done: set[OperationId] = set()
        result: list[Operation] = []
        waiting = list(self.operations)
        while waiting:
            ready = next((item for item in waiting if done.issuperset(item.after)), None)
            if ready is None:
                raise ValueError("The recipe has a cycle: " + ", ".join(item.id for item in waiting))
            waiting.remove(ready)
            done.add(ready.id)
            result.append(ready)
        return tuple(result)

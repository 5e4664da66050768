"""How long operations truly take: a nominal duration is often a mean over products, and a plan needs each product's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from robot_cells.attempts.report import Phase
from robot_cells.ids import AttemptId, OrderId, ProductId
from robot_cells.orchestration.events import AttemptDispatched, AttemptEnded, Event, OrderSubmitted
from robot_cells.orchestration.plant import OperationKey, Plant
from robot_cells.orchestration.task_names import split_job
from robot_cells.orders.operation import Operation
from robot_cells.orders.product import Product

SMOOTHING = 0.3
"""How much the latest attempt counts against all before it (exponential smoothing, R. G. Brown 1959)."""
WIDEST = 2.0
"""An attempt that took more than so many times as long as was to be expected, or as little, was disturbed."""


class MeasuredDurations:
    """What attempts took that succeeded, as shares of their nominal durations, by product and operation."""

    def __init__(self, plant: Plant) -> None:
        self._plant = plant
        self._products: dict[OrderId, ProductId] = {}
        self._begun: dict[AttemptId, AttemptDispatched] = {}
        self._shares: dict[OperationKey, float] = {}

    def note(self, events: Iterable[Event]) -> None:
        """These were recorded."""
        for event in events:
            if isinstance(event, OrderSubmitted):
                self._products[event.order.id] = event.order.product
            elif isinstance(event, AttemptDispatched) and event.trip is None:
                self._begun[event.attempt] = event
            elif isinstance(event, AttemptEnded):
                begun = self._begun.pop(event.attempt, None)
                if begun is not None and event.outcome is Phase.SUCCEEDED:
                    self._measure(begun, event.at_s)

    def _measure(self, begun: AttemptDispatched, ended_s: float) -> None:
        product = self._products.get(split_job(begun.job)[0])
        if product is None:
            return
        key = (product, begun.operation)
        nominal_s = self._plant.durations_s[key].get(begun.cell, 0.0)
        took_s = ended_s - begun.at_s - begun.changeover_s
        if not 0.0 < nominal_s / WIDEST <= took_s <= nominal_s * WIDEST:
            return
        before = self._shares.get(key, took_s / nominal_s)
        self._shares[key] = before + SMOOTHING * (took_s / nominal_s - before)

    @property
    def shares(self) -> Mapping[OperationKey, float]:
        """What was measured so far."""
        return dict(self._shares)


def measured_products(plant: Plant, shares: Mapping[OperationKey, float]) -> Mapping[ProductId, Product]:
    """The products, with durations as they were measured; nominal ones where nothing was."""
    return {name: _measured(plant, product, shares) for name, product in plant.products.items()}


def _measured(plant: Plant, product: Product, shares: Mapping[OperationKey, float]) -> Product:
    def measured(operations: Iterable[Operation]) -> tuple[Operation, ...]:
        """These operations with measured durations."""
        return tuple(_operation(plant, (product.id, item.id), item, shares) for item in operations)

    recipe = product.recipe
    routes = {
        name: replace(route, operations=measured(route.operations)) for name, route in recipe.rework_routes.items()
    }
    return replace(product, recipe=replace(recipe, operations=measured(recipe.operations), rework_routes=routes))


def _operation(
    plant: Plant, key: OperationKey, operation: Operation, shares: Mapping[OperationKey, float]
) -> Operation:
    share = shares.get(key)
    if share is None:
        return operation
    nominal_s = plant.durations_s[key]
    return replace(operation, durations_s={cell: share * duration_s for cell, duration_s in nominal_s.items()})

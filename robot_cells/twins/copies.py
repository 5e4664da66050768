"""More of the same: further vehicles, and further cells like one that there is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from robot_cells.ids import CellId
from robot_cells.lines.cell import Cell
from robot_cells.lines.line import Line
from robot_cells.lines.vehicle import Vehicle
from robot_cells.orders.operation import Operation
from robot_cells.orders.product import Product
from robot_cells.twins.scenario import Scenario


def so_many_vehicles(vehicles: tuple[Vehicle, ...], count: int) -> tuple[Vehicle, ...]:
    """The first `count` vehicles; further ones are like those that there are, in turn. `vehicles` must not be empty."""
    more = (vehicles[number % len(vehicles)] for number in range(len(vehicles), count))
    copies = (replace(like, id=CellId(f"{like.id}_copy_{place}")) for place, like in enumerate(more, 1))
    return (*vehicles[:count], *copies)


def with_copies(scenario: Scenario, cell: Cell, count: int) -> Scenario:
    """So many cells like this one, itself counted. The copies stand where it stands and can do what it can do."""
    copies = tuple(replace(cell, id=CellId(f"{cell.id}_copy_{number}")) for number in range(1, count))
    names = tuple(copy.id for copy in copies)
    line = scenario.line
    source = scenario.sources.get(cell.id, cell.id)
    return replace(
        scenario,
        line=replace(line, cells=(*line.cells, *copies), distances_m=_distances_m(line, cell.id, names)),
        products={name: _able(product, cell.id, names) for name, product in scenario.products.items()},
        sources={**scenario.sources, **dict.fromkeys(names, source)},
    )


def _distances_m(line: Line, cell: CellId, names: tuple[CellId, ...]) -> Mapping[tuple[CellId, CellId], float]:
    distances_m = dict(line.distances_m)
    for (origin, target), distance_m in line.distances_m.items():
        for name in names:
            if cell in (origin, target):
                distances_m[name if origin == cell else origin, name if target == cell else target] = distance_m
    return distances_m


def _able(product: Product, cell: CellId, names: tuple[CellId, ...]) -> Product:
    """Where the recipe states durations by cell, the copies take as long as the original."""

    def operation_with(item: Operation) -> Operation:
        """Lasts as long in the copies."""
        if cell not in item.durations_s:
            return item
        return replace(item, durations_s={**item.durations_s, **dict.fromkeys(names, item.durations_s[cell])})

    recipe = product.recipe
    routes = {
        name: replace(route, operations=tuple(map(operation_with, route.operations)))
        for name, route in recipe.rework_routes.items()
    }
    operations = tuple(map(operation_with, recipe.operations))
    return replace(product, recipe=replace(recipe, operations=operations, rework_routes=routes))

"""Line and products, looked up fast: what never changes while the line runs."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter

from robot_cells.ids import CellId, OperationId, ProductId, ZoneId
from robot_cells.lines.cell import Cell
from robot_cells.lines.line import Line
from robot_cells.lines.vehicle import Vehicle
from robot_cells.lines.working_times import WorkingTimes
from robot_cells.lines.zone import Lock
from robot_cells.orders.operation import Operation
from robot_cells.orders.product import Product

OperationKey = tuple[ProductId, OperationId]
"""An operation of a product, those of its rework routes included."""


@dataclass(frozen=True, slots=True)
class Option:
    """One cell that could do an operation, and how long it takes there in seconds, change-over not counted."""

    cell: CellId
    duration_s: float


class Plant:
    """Indexes over line and products, built once."""

    def __init__(self, line: Line, products: Mapping[ProductId, Product]) -> None:
        self.line = line
        self.products = dict(products)
        self.cells: dict[CellId, Cell] = {cell.id: cell for cell in line.cells}
        self.vehicles: dict[CellId, Vehicle] = {vehicle.id: vehicle for vehicle in line.vehicles}
        self.rank: dict[CellId, int] = {cell: place for place, cell in enumerate([*self.cells, *self.vehicles])}
        self.mean_changeover_s: dict[CellId, float] = {
            cell.id: statistics.fmean(cell.changeovers_s.values()) for cell in line.cells if cell.changeovers_s
        }
        self.working_times: dict[CellId, WorkingTimes] = {
            cell.id: cell.working_times for cell in line.cells if cell.working_times
        }
        self.sharers: dict[ZoneId, int] = {zone.id: zone.capacity for zone in line.zones if zone.capacity is not None}
        self.operations: dict[OperationKey, Operation] = {}
        self.options: dict[OperationKey, tuple[Option, ...]] = {}
        self.durations_s: dict[OperationKey, dict[CellId, float]] = {}
        self.shortest_s: dict[OperationKey, float] = {}
        self.successors: dict[OperationKey, frozenset[OperationId]] = {}
        self.abilities: dict[CellId, dict[OperationKey, float]] = {cell: {} for cell in self.cells}
        self.locks: dict[tuple[CellId, OperationKey], tuple[Lock, ...]] = {}
        self.first: dict[ProductId, tuple[OperationId, ...]] = {}
        for product in self.products.values():
            self._add(product)
        self._distances_m: dict[tuple[CellId, CellId], float] = {}

    def _add(self, product: Product) -> None:
        recipe = product.recipe
        routes = [item for route in recipe.rework_routes.values() for item in route.operations]
        for operation in [*recipe.operations, *routes]:
            key = (product.id, operation.id)
            self.operations[key] = operation
            options = self.options[key] = _options(self.line, operation)
            self.durations_s[key] = {option.cell: option.duration_s for option in options}
            for option in options:
                self.abilities[option.cell][key] = option.duration_s
                capability = self.cells[option.cell].capability(operation.capability)
                if capability is not None and capability.locks:
                    self.locks[option.cell, key] = tuple(sorted(capability.locks, key=attrgetter("zone")))
            self.shortest_s[key] = min((option.duration_s for option in options), default=0.0)
            self.successors[key] = recipe.successors(operation.id)
        self.first[product.id] = tuple(item.id for item in recipe.operations if not item.after)

    def product(self, product: ProductId) -> Product:
        """The product of that id; raises `KeyError`."""
        return self.products[product]

    def changeover_s(
        self, cell: CellId, product: ProductId | None, following: ProductId, between: tuple[ProductId, ...] = ()
    ) -> float:
        """The set-up time of a cell in seconds from `product` (None: nothing yet) to the `following` one.

        A cell that stands `between` products, since a change-over is not known to be finished, is set up anew: for as
        long as the longest way takes from any of them.
        """
        if between:
            times_s = self.cells[cell].changeovers_s
            ways = [(before, following) for before in between if before != following]
            return max((times_s.get(way, 0.0) for way in ways), default=0.0)
        if product is None or product == following:
            return 0.0
        return self.cells[cell].changeovers_s.get((product, following), 0.0)

    def distance_m(self, origin: CellId, target: CellId) -> float:
        """Driving distance in metres."""
        key = (origin, target)
        found = self._distances_m.get(key)
        if found is None:
            found = self._distances_m[key] = self.line.distance_m(origin, target)
        return found

    def trip_s(self, vehicle: CellId, approach_m: float, distance_m: float) -> float:
        """How long a vehicle takes to fetch and bring: empty drive, loading, loaded drive, unloading; in seconds."""
        item = self.vehicles[vehicle]
        return (approach_m + distance_m) / item.speed_mps + 2.0 * item.transfer_s


def _options(line: Line, operation: Operation) -> tuple[Option, ...]:
    """The cells that have the capability, as far as the operation does not name others; in the order of the line."""
    result = []
    for cell in line.cells_with(operation.capability):
        capability = cell.capability(operation.capability)
        if capability is None or (operation.durations_s and cell.id not in operation.durations_s):
            continue
        result.append(Option(cell.id, operation.durations_s.get(cell.id, capability.duration_s)))
    return tuple(result)

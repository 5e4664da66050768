"""What the plant allows: looked up from the loaded documents, in the auditor's own way."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from robot_cells.ids import ProductId
from robot_cells.lines.cell import Cell
from robot_cells.lines.line import Line
from robot_cells.lines.working_times import ALWAYS, WorkingTimes
from robot_cells.lines.zone import Lock
from robot_cells.orders.operation import Consequence, Operation
from robot_cells.orders.product import Product

Spot = tuple[str, str]
"""A place where a piece can stand: cell, and `input`, `station` or `output`."""


@dataclass(frozen=True, slots=True)
class AuditedPlant:
    """Line, products by id; the names of processes that may be repeated beside those that the line declares so."""

    line: Line
    products: Mapping[ProductId, Product]
    repeatable_processes: Collection[str] = ()
    _cells: dict[str, Cell] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._cells.update({str(cell.id): cell for cell in self.line.cells})

    @property
    def has_vehicles(self) -> bool:
        """Whether pieces are carried; else they change cells by themselves."""
        return bool(self.line.vehicles)

    def is_vehicle(self, cell: str) -> bool:
        """Whether that cell is a vehicle."""
        return any(vehicle.id == cell for vehicle in self.line.vehicles)

    def knows(self, cell: str) -> bool:
        """Whether the line has such a cell or vehicle."""
        return cell in self._cells or self.is_vehicle(cell)

    def operation(self, product: str, operation: str) -> Operation | None:
        """An operation of the recipe or of one of its rework routes."""
        recipe = self.products[ProductId(product)].recipe
        routes = [item for route in recipe.rework_routes.values() for item in route.operations]
        return next((item for item in (*recipe.operations, *routes) if item.id == operation), None)

    def can(self, cell: str, product: str, operation: str) -> bool:
        """Whether the cell has the capability, and the operation may be done there."""
        item, found = self.operation(product, operation), self._cells.get(cell)
        if item is None or found is None or found.capability(item.capability) is None:
            return False
        return not item.durations_s or any(name == cell for name in item.durations_s)

    def is_repeatable(self, cell: str, product: str, operation: str) -> bool:
        """Whether the process by which the cell does the operation declares itself repeatable."""
        item, found = self.operation(product, operation), self._cells.get(cell)
        capability = found.capability(item.capability) if item is not None and found is not None else None
        if capability is None:
            return False
        return capability.repeatable or capability.process in self.repeatable_processes

    def is_attestable(self, cell: str, product: str, operation: str) -> bool:
        """Whether a person may say that the cell has done it: the recipe allows it, and it gives no verdict."""
        item, found = self.operation(product, operation), self._cells.get(cell)
        capability = found.capability(item.capability) if item is not None and found is not None else None
        return item is not None and item.attestable and capability is not None and not capability.gives_verdict

    def is_reviewable(self, cell: str, product: str, operation: str, code: str) -> bool:
        """Whether a rule for that failure lets a person decide the verdict that the cell has given."""
        item, found = self.operation(product, operation), self._cells.get(cell)
        capability = found.capability(item.capability) if item is not None and found is not None else None
        if item is None or capability is None or not capability.gives_verdict:
            return False
        rules = [rule for rule in item.on_failure if rule.review and rule.consequence is Consequence.ASK]
        return any(not rule.codes or any(fnmatchcase(code, pattern) for pattern in rule.codes) for rule in rules)

    def locks(self, cell: str, product: str, operation: str) -> tuple[Lock, ...]:
        """The zones that the cell needs for that operation."""
        item, found = self.operation(product, operation), self._cells.get(cell)
        capability = found.capability(item.capability) if item is not None and found is not None else None
        return capability.locks if capability is not None else ()

    def working_times(self, cell: str) -> WorkingTimes:
        """When the cell is closed; a vehicle never is."""
        found = self._cells.get(cell)
        return ALWAYS if found is None else found.working_times

    def changeover_s(self, cell: str, before: str, product: str) -> float:
        """How long the cell takes to change over from one product to another, in seconds."""
        found = self._cells.get(cell)
        return 0.0 if found is None else found.changeovers_s.get((ProductId(before), ProductId(product)), 0.0)

    def room(self, spot: Spot) -> int | None:
        """How many pieces a place takes; None is any number."""
        cell, kind = spot
        found = self._cells.get(cell)
        if found is None:
            return 0
        if kind == "station":
            return 1
        return found.input_buffer.capacity if kind == "input" else found.output_buffer.capacity

"""What if: one value of line or orders is another one, named by a path such as `cells.press.input_buffer.capacity`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from robot_cells.documents.suggestion import one_of
from robot_cells.errors import TwinError
from robot_cells.ids import CellId, OperationId
from robot_cells.lines.buffer import Buffer
from robot_cells.lines.capability import Capability
from robot_cells.lines.cell import Cell
from robot_cells.lines.line import Line
from robot_cells.lines.vehicle import Vehicle
from robot_cells.orders.work_order import WorkOrder
from robot_cells.twins.change_values import (
    at_least_one,
    number_from,
    optional_count,
    optional_number,
    share,
    whole_number,
)
from robot_cells.twins.copies import so_many_vehicles, with_copies
from robot_cells.twins.model import InspectionRate
from robot_cells.twins.scenario import SCHEDULERS, Scenario

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Change:
    """A path and the value to be set there, as they were written: `line.vehicles=3`."""

    path: str
    value: str

    def __str__(self) -> str:
        return f"{self.path}={self.value}"


def parse_change(text: str) -> Change:
    """The change that `path=value` means; raises `TwinError` where it is none."""
    path, separator, value = text.partition("=")
    if not (separator and path.strip() and value.strip()):
        raise TwinError("A change is written path=value.", where=text, remedy="Write for instance line.vehicles=3.")
    return Change(path.strip(), value.strip())


def changed(scenario: Scenario, changes: Iterable[Change]) -> Scenario:
    """The scenario with these changes, made one after another; raises `TwinError` that says what there is."""
    documented = scenario.documented or scenario.line
    scenario = replace(scenario, documented=documented)
    for change in changes:
        scenario = _Setting(scenario, change).scenario()
    return scenario


class _Setting:
    """One change of one scenario."""

    def __init__(self, scenario: Scenario, change: Change) -> None:
        self._scenario = scenario
        self._change = change

    def scenario(self) -> Scenario:
        """The scenario with the change made; raises `TwinError` that says what there is."""
        head, *rest = self._change.path.split(".")
        roots: dict[str, Callable[[Sequence[str]], Scenario]] = {
            "line": self._line,
            "cells": self._cells,
            "vehicles": self._vehicles,
            "orders": self._orders,
            "scheduler": self._scheduler,
            "inspections": self._inspections,
        }
        return self._choose(head, roots)(rest)

    def _scheduler(self, rest: Sequence[str]) -> Scenario:
        if rest:
            raise self._fail("Nothing lies below the scheduler.", "Write scheduler=search or a dispatch rule.")
        return self._choose(self._change.value, {name: replace(self._scenario, rule=name) for name in SCHEDULERS})

    def _inspections(self, rest: Sequence[str]) -> Scenario:
        """How often the inspections of an operation are wrong, on whatever cell and product."""
        scenario = self._scenario
        recipes = [product.recipe for product in scenario.products.values()]
        known = [item.id for recipe in recipes for item in recipe.operations]
        known += [item.id for recipe in recipes for route in recipe.rework_routes.values() for item in route.operations]
        name, rest = self._name(rest, list(dict.fromkeys(known)))
        rates = scenario.model.inspections
        if not any(item.operation == name for item in rates):
            rates = (*rates, InspectionRate(OperationId(name)))

        def rate_with(item: InspectionRate) -> InspectionRate:
            """The rate with the change."""
            settings = {
                "escape": lambda: replace(item, escape=self._value(share)),
                "false_call": lambda: replace(item, false_call=self._value(share)),
                "undecided": lambda: replace(item, undecided=self._value(share)),
            }
            return self._leaf(rest, settings)

        made = tuple(rate_with(item) if item.operation == name else item for item in rates)
        return replace(scenario, model=replace(scenario.model, inspections=made))

    def _line(self, rest: Sequence[str]) -> Scenario:
        line = self._scenario.line
        settings: dict[str, Callable[[], Line]] = {
            "vehicles": lambda: replace(line, vehicles=self._fleet()),
            "wip_limit": lambda: replace(line, wip_limit=self._value(optional_count)),
        }
        return replace(self._scenario, line=self._leaf(rest, settings))

    def _fleet(self) -> tuple[Vehicle, ...]:
        vehicles = self._scenario.line.vehicles
        if not vehicles:
            raise self._fail("The line has no vehicles.", "Describe one in the line document first.")
        return so_many_vehicles(vehicles, self._value(at_least_one))

    def _cells(self, rest: Sequence[str]) -> Scenario:
        line = self._scenario.line
        name, rest = self._name(rest, [cell.id for cell in line.cells])
        cell = line.cell(CellId(name))
        if rest == ["copies"]:
            return with_copies(self._scenario, cell, self._value(at_least_one))
        return replace(self._scenario, line=_with_cell(line, self._cell(cell, rest)))

    def _cell(self, cell: Cell, rest: Sequence[str]) -> Cell:
        def capacity(below: Sequence[str]) -> Buffer:
            """The buffer with another capacity."""
            return self._leaf(below, {"capacity": lambda: Buffer(self._value(optional_count))})

        def capabilities(below: Sequence[str]) -> Cell:
            """The cell with one of its capabilities changed."""
            name, last = self._name(below, [item.name for item in cell.capabilities])
            return replace(
                cell,
                capabilities=tuple(
                    self._capability(item, last) if item.name == name else item for item in cell.capabilities
                ),
            )

        branches: dict[str, Callable[[Sequence[str]], Cell]] = {
            "input_buffer": lambda below: replace(cell, input_buffer=capacity(below)),
            "output_buffer": lambda below: replace(cell, output_buffer=capacity(below)),
            "capabilities": capabilities,
            "copies": lambda below: self._leaf(below, {}),
        }
        head, *below = rest or [""]
        return self._choose(head, branches)(below)

    def _capability(self, capability: Capability, rest: Sequence[str]) -> Capability:
        settings = {"duration_s": lambda: replace(capability, duration_s=self._value(number_from(0.001)))}
        return self._leaf(rest, settings)

    def _vehicles(self, rest: Sequence[str]) -> Scenario:
        line = self._scenario.line
        name, rest = self._name(rest, [vehicle.id for vehicle in line.vehicles])

        def vehicle_with(item: Vehicle) -> Vehicle:
            """The vehicle with the change."""
            settings = {
                "speed_mps": lambda: replace(item, speed_mps=self._value(number_from(0.01))),
                "transfer_s": lambda: replace(item, transfer_s=self._value(number_from(0.0))),
            }
            return self._leaf(rest, settings)

        vehicles = tuple(vehicle_with(item) if item.id == name else item for item in line.vehicles)
        return replace(self._scenario, line=replace(line, vehicles=vehicles))

    def _orders(self, rest: Sequence[str]) -> Scenario:
        orders = self._scenario.orders
        name, rest = self._name(rest, [order.id for order in orders])

        def order_with(item: WorkOrder) -> WorkOrder:
            """The order with one of its values changed."""
            settings = {
                "quantity": lambda: replace(item, quantity=self._value(at_least_one)),
                "priority": lambda: replace(item, priority=self._value(whole_number)),
                "release_s": lambda: replace(item, release_s=self._value(number_from(0.0))),
                "due_s": lambda: replace(item, due_s=self._value(optional_number)),
            }
            return self._leaf(rest, settings)

        return replace(self._scenario, orders=tuple(order_with(item) if item.id == name else item for item in orders))

    def _value(self, read: Callable[[str], T]) -> T:
        try:
            return read(self._change.value)
        except ValueError as error:
            raise self._fail(f"{self._change.value!r} does not do here: {error}.", "Give another value.") from None

    def _name(self, rest: Sequence[str], known: Sequence[str]) -> tuple[str, Sequence[str]]:
        """The name that comes next, and what is left; ids of orders may hold dots."""
        text = ".".join(rest)
        for name in sorted(known, key=len, reverse=True):
            if text == name or text.startswith(f"{name}."):
                return name, [part for part in text[len(name) + 1 :].split(".") if part]
        word = rest[0] if rest else ""
        raise self._fail(f"There is nothing called {word!r}.", f"{one_of(word, known)}.")

    def _leaf(self, rest: Sequence[str], settings: dict[str, Callable[[], T]]) -> T:
        if len(rest) > 1 and rest[0] in settings:
            raise self._fail(f"{rest[0]!r} is a value: nothing lies below it.", "Leave the rest of the path out.")
        return self._choose(rest[0] if rest else "", settings)()

    def _choose(self, word: str, known: dict[str, T]) -> T:
        if word not in known:
            raise self._fail(f"There is nothing called {word!r}.", f"{one_of(word, known)}.")
        return known[word]

    def _fail(self, what: str, remedy: str) -> TwinError:
        return TwinError(what, where=str(self._change), remedy=remedy[:1].upper() + remedy[1:])


def _with_cell(line: Line, cell: Cell) -> Line:
    return replace(line, cells=tuple(cell if item.id == cell.id else item for item in line.cells))

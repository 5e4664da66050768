"""A line of documents to be drilled, so quick that a run is as short as that of a random one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from robot_cells.drills.scenario import Scenario
from robot_cells.ids import ProductId
from robot_cells.lines.cell import Cell
from robot_cells.lines.line import Line
from robot_cells.lines.vehicle_cell import all_cells
from robot_cells.lines.working_times import ClosedTime, WorkingTimes
from robot_cells.orders.operation import Operation
from robot_cells.orders.product import Product
from robot_cells.orders.timeouts import Timeouts
from robot_cells.orders.work_order import WorkOrder

QUICKER = 30.0
"""Everything takes so much less time than the documents say: faults begin in the first 30 s of a drill."""
SHORTEST_SILENCE_S = 3.0
"""A silence is noticed after 0.9 s; what is said of silent cells must be longer than that."""
CELLS_A_PROCESS = 2
LONGEST_S = 3000.0
"""No drill lasts longer (`world.py`): until then cells are closed at their times."""


def plant_scenario(line: Line, products: Mapping[ProductId, Product], orders: Iterable[WorkOrder]) -> Scenario:
    """The line as it is, its durations, speeds, time-outs and due dates apart; two cells a process."""
    vehicles = tuple(
        replace(item, speed_mps=item.speed_mps * QUICKER, transfer_s=item.transfer_s / QUICKER)
        for item in line.vehicles
    )
    quick = replace(line, cells=tuple(_cell(item) for item in line.cells), vehicles=vehicles)
    cells = list(all_cells(quick).values())
    cells_of = {
        f"host_{place // CELLS_A_PROCESS + 1}": tuple(cells[place : place + CELLS_A_PROCESS])
        for place in range(0, len(cells), CELLS_A_PROCESS)
    }
    return Scenario(
        quick,
        {name: _product(item) for name, item in products.items()},
        cells_of,
        tuple((0.0, _order(item)) for item in orders),
        {cell.id: host for host, found in cells_of.items() for cell in found},
    )


def _cell(cell: Cell) -> Cell:
    abilities = tuple(replace(item, duration_s=item.duration_s / QUICKER) for item in cell.capabilities)
    changeovers_s = {pair: time_s / QUICKER for pair, time_s in cell.changeovers_s.items()}
    closed = cell.working_times.closed_between(0.0, LONGEST_S * QUICKER)
    times = WorkingTimes(tuple(ClosedTime(item.from_s / QUICKER, item.to_s / QUICKER) for item in closed))
    return replace(cell, capabilities=abilities, changeovers_s=changeovers_s, working_times=times)


def _product(product: Product) -> Product:
    recipe = product.recipe
    routes = {
        name: replace(route, operations=tuple(_operation(item) for item in route.operations))
        for name, route in recipe.rework_routes.items()
    }
    quick = replace(recipe, operations=tuple(_operation(item) for item in recipe.operations), rework_routes=routes)
    return replace(product, recipe=quick)


def _operation(operation: Operation) -> Operation:
    limits = operation.timeouts
    timeouts = Timeouts(
        limits.queued_s / QUICKER, limits.running_s / QUICKER, max(limits.silent_s / QUICKER, SHORTEST_SILENCE_S)
    )
    durations_s = {cell: time_s / QUICKER for cell, time_s in operation.durations_s.items()}
    return replace(operation, timeouts=timeouts, durations_s=durations_s)


def _order(order: WorkOrder) -> WorkOrder:
    return replace(
        order,
        release_s=order.release_s / QUICKER,
        due_s=None if order.due_s is None else order.due_s / QUICKER,
        timeout_s=None if order.timeout_s is None else order.timeout_s / QUICKER,
    )

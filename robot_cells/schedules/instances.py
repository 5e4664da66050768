"""Public instances of the job shop and the flexible job shop as line, products and orders, to be really executed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from robot_cells.errors import ScheduleError
from robot_cells.ids import DeviceId, LineId, OrderId, ProductId
from robot_cells.lines.capability import Capability
from robot_cells.lines.cell import Cell
from robot_cells.lines.cell_kind import CellKind
from robot_cells.lines.device import Device, DeviceKind
from robot_cells.lines.line import Line
from robot_cells.orders.operation import Operation
from robot_cells.orders.product import Product
from robot_cells.orders.recipe import Recipe
from robot_cells.orders.work_order import WorkOrder
from robot_cells.schedules.readers.problem_file import machine_id, operation_id
from robot_cells.schedules.readers.shop import Alternatives, Shop
from robot_cells.schedules.readers.shop_file import read_shops

MACHINE = "machine"
"""The capability of every machine of an instance."""
DWELL = "dwell"
"""The process that carries it out: the machine works for the time that it is told."""


@dataclass(frozen=True, slots=True)
class Instance:
    """A line of one cell a machine, a product and an order a job; `notes` say how the file was understood."""

    line: Line
    products: Mapping[ProductId, Product]
    orders: tuple[WorkOrder, ...]
    notes: tuple[str, ...] = ()


def load_instance(path: Path, seconds_per_unit: float = 1.0) -> Instance:
    """Read an instance; a unit of time in the file becomes `seconds_per_unit` seconds.

    Raises `ScheduleError`, with the file and the line, where the file is malformed (`readers/`), holds several
    instances, or one that is more than a job shop or a flexible one.
    """
    shops = read_shops(path)
    if len(shops) != 1:
        what = f"It holds {len(shops)} instances; a run is of one."
        raise ScheduleError(what, where=str(path), remedy="Name a file that holds one.")
    (shop,) = shops
    if not isinstance(shop, Shop) or not shop.is_plain:
        what = "Vehicles, set-up times and jobs that are graphs are planned (robot-cells schedule), not run."
        raise ScheduleError(what, where=str(path))
    return _instance(shop, seconds_per_unit)


def _instance(shop: Shop, seconds_per_unit: float) -> Instance:
    cells = tuple(_cell(number) for number in range(shop.machines))
    products = {}
    orders = []
    for number, operations in enumerate(shop.jobs):
        product = ProductId(f"job_{number}")
        steps = tuple(_operation(place, item, seconds_per_unit) for place, item in enumerate(operations))
        products[product] = Product(product, Recipe(steps))
        orders.append(WorkOrder(OrderId(f"job_{number}"), product, 1))
    line = Line(LineId(shop.name), cells, description=f"Instance {shop.name}")
    return Instance(line, products, tuple(orders), shop.notes)


def _cell(number: int) -> Cell:
    capability = Capability(MACHINE, 1.0, DWELL)
    device = Device(DeviceId("station"), DeviceKind.STATION)
    return Cell(machine_id(number), CellKind.ASSEMBLY, (capability,), (device,))


def _operation(place: int, alternatives: Alternatives, seconds_per_unit: float) -> Operation:
    return Operation(
        operation_id(place),
        MACHINE,
        after=(operation_id(place - 1),) if place else (),
        durations_s={machine_id(machine): units * seconds_per_unit for machine, units in alternatives.items()},
    )

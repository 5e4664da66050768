"""Reads public instances of the job shop and the flexible job shop as line, products and orders.

Both are text: a first line `jobs machines`, then a line a job. In a job shop a job's line holds `machine duration`
pairs; in a flexible job shop the number of operations, and for each the number of alternatives and that many
`machine duration` pairs. Machines are numbered from 0. A file is taken for a job shop when every line holds as many
pairs as there are machines, each machine once; for a flexible one otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from robot_cells.errors import ScheduleError
from robot_cells.ids import CellId, DeviceId, LineId, OperationId, OrderId, ProductId
from robot_cells.lines.capability import Capability
from robot_cells.lines.cell import Cell
from robot_cells.lines.cell_kind import CellKind
from robot_cells.lines.device import Device, DeviceKind
from robot_cells.lines.line import Line
from robot_cells.orders.operation import Operation
from robot_cells.orders.product import Product
from robot_cells.orders.recipe import Recipe
from robot_cells.orders.work_order import WorkOrder

MACHINE = "machine"
"""The capability of every machine of an instance."""
DWELL = "dwell"
"""The process that carries it out: the machine works for the time that it is told."""

Alternatives = dict[int, float]
"""Machine by duration in the file's units, for one operation."""


@dataclass(frozen=True, slots=True)
class Instance:
    """A line of one cell a machine, a product and an order a job."""

    line: Line
    products: Mapping[ProductId, Product]
    orders: tuple[WorkOrder, ...]


def load_instance(path: Path, seconds_per_unit: float = 1.0) -> Instance:
    """Read an instance; a unit of time in the file becomes `seconds_per_unit` seconds.

    Raises `ScheduleError`, with the file and the line, where the file is not as described above.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ScheduleError(f"The instance cannot be read: {error}.", where=str(path)) from error
    rows = _rows(text, path)
    if not rows or len(rows[0][1]) < 2:
        raise ScheduleError("The first line must be: jobs machines.", where=str(path), remedy=_REMEDY)
    jobs, machines = int(rows[0][1][0]), int(rows[0][1][1])
    if jobs < 1 or machines < 1:
        raise ScheduleError("There must be at least one job and one machine.", where=f"{path}, line {rows[0][0]}")
    if len(rows) - 1 != jobs:
        raise ScheduleError(
            f"{jobs} jobs are announced, {len(rows) - 1} are there.", where=str(path), remedy="Is the file complete?"
        )
    read = _job_shop if all(_is_job_shop(row, machines) for _, row in rows[1:]) else _flexible
    table = [read(row, machines, f"{path}, line {number}") for number, row in rows[1:]]
    return _instance(path.stem, table, machines, seconds_per_unit)


_REMEDY = "Compare it with the description of the format in docs/orchestration.md."


def _rows(text: str, path: Path) -> list[tuple[int, list[float]]]:
    """The lines that hold anything, with their numbers from 1; everything in them must be a number."""
    rows = []
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if not words:
            continue
        try:
            rows.append((number, [float(word) for word in words]))
        except ValueError:
            wrong = next(word for word in words if not _is_number(word))
            where = f"{path}, line {number}"
            raise ScheduleError(f"{wrong!r} is not a number.", where=where, remedy=_REMEDY) from None
    return rows


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


def _is_job_shop(row: list[float], machines: int) -> bool:
    return len(row) == 2 * machines and sorted(row[::2]) == list(range(machines))


def _job_shop(row: list[float], machines: int, where: str) -> list[Alternatives]:
    return [
        {_machine(row[place], machines, where): _duration(row[place + 1], where)} for place in range(0, len(row), 2)
    ]


def _flexible(row: list[float], machines: int, where: str) -> list[Alternatives]:
    numbers = iter(row)
    operations = []
    try:
        for _ in range(_count(next(numbers), "operations", where)):
            alternatives: Alternatives = {}
            for _ in range(_count(next(numbers), "alternatives", where)):
                machine = _machine(next(numbers), machines, where)
                alternatives[machine] = _duration(next(numbers), where)
            operations.append(alternatives)
    except StopIteration:
        raise ScheduleError("The line ends early.", where=where, remedy="Is the file complete?") from None
    left = list(numbers)
    if left:
        raise ScheduleError(f"{len(left)} numbers are left over at the end.", where=where, remedy=_REMEDY)
    return operations


def _count(value: float, what: str, where: str) -> int:
    if value != int(value) or value < 1:
        raise ScheduleError(f"{value:g} is not a number of {what}.", where=where, remedy=_REMEDY)
    return int(value)


def _machine(value: float, machines: int, where: str) -> int:
    if value != int(value) or not 0 <= value < machines:
        raise ScheduleError(
            f"{value:g} is not a machine; there are {machines}, numbered from 0.", where=where, remedy=_REMEDY
        )
    return int(value)


def _duration(value: float, where: str) -> float:
    if not 0.0 <= value < float("inf"):
        raise ScheduleError(f"{value:g} is not a duration.", where=where, remedy=_REMEDY)
    return value


def _instance(name: str, table: list[list[Alternatives]], machines: int, seconds_per_unit: float) -> Instance:
    cells = tuple(_cell(number) for number in range(machines))
    products = {}
    orders = []
    for number, operations in enumerate(table):
        product = ProductId(f"job_{number}")
        steps = tuple(_operation(place, item, seconds_per_unit) for place, item in enumerate(operations))
        products[product] = Product(product, Recipe(steps))
        orders.append(WorkOrder(OrderId(f"job_{number}"), product, 1))
    return Instance(Line(LineId(name), cells, description=f"Instance {name}"), products, tuple(orders))


def _cell(number: int) -> Cell:
    capability = Capability(MACHINE, 1.0, DWELL)
    device = Device(DeviceId("station"), DeviceKind.STATION)
    return Cell(_cell_id(number), CellKind.ASSEMBLY, (capability,), (device,))


def _cell_id(number: int) -> CellId:
    return CellId(f"machine_{number}")


def _operation(place: int, alternatives: Alternatives, seconds_per_unit: float) -> Operation:
    return Operation(
        OperationId(f"op_{place}"),
        MACHINE,
        after=(OperationId(f"op_{place - 1}"),) if place else (),
        durations_s={_cell_id(machine): units * seconds_per_unit for machine, units in alternatives.items()},
    )

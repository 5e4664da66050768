"""What a drill is played on: a line, its products, its processes and its orders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from robot_cells.ids import CellId, ProductId
from robot_cells.lines.cell import Cell
from robot_cells.lines.line import Line
from robot_cells.orders.product import Product
from robot_cells.orders.work_order import WorkOrder


@dataclass(frozen=True, slots=True)
class Scenario:
    """`cells_of` gives the cells of each host, vehicles as cells; `orders` with the time they are handed in at."""

    line: Line
    products: Mapping[ProductId, Product]
    cells_of: Mapping[str, tuple[Cell, ...]]
    orders: tuple[tuple[float, WorkOrder], ...]
    host_of: Mapping[CellId, str]

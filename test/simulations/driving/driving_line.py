"""A line of four cells on both sides of an aisle, and two vehicles."""

from __future__ import annotations

from robot_cells.ids import CellId, DeviceId
from robot_cells.lines.buffer import Buffer
from robot_cells.lines.cell import Cell
from robot_cells.lines.cell_kind import CellKind
from robot_cells.lines.device import Device, DeviceKind
from robot_cells.lines.line import Line
from robot_cells.lines.pose import Pose2D
from robot_cells.lines.vehicle import Vehicle

PLACES = {"press": (0.0, 0.0), "lathe": (5.0, 0.0), "gauge": (0.6, 6.0), "store": (6.0, 6.0)}


def driving_line() -> Line:
    """`cart_1` lives at the press, `cart_2` at the lathe."""
    station = (Device(DeviceId("station"), DeviceKind.STATION),)
    cells = tuple(
        Cell(CellId(name), CellKind.LOGISTICS, (), station, Buffer(1), Buffer(1), Pose2D(x, y))
        for name, (x, y) in PLACES.items()
    )
    homes = {"cart_1": "press", "cart_2": "lathe"}
    return Line("line", cells, tuple(Vehicle(CellId(name), CellId(home), 1.2, 4.0) for name, home in homes.items()))

"""A vehicle as the logistics cell that it is to the orchestrator and to the process host."""

from __future__ import annotations

from robot_cells.ids import CellId, DeviceId
from robot_cells.lines.capability import Capability
from robot_cells.lines.cell import Cell
from robot_cells.lines.cell_kind import CellKind
from robot_cells.lines.device import Device, DeviceKind
from robot_cells.lines.line import TRANSPORT, Line
from robot_cells.lines.vehicle import Vehicle

VEHICLE_DEVICE = DeviceId("vehicle")
"""The one device of a vehicle."""


def vehicle_cell(vehicle: Vehicle) -> Cell:
    """Its cell: it can `transport`, by the process of that name.

    The nominal duration is that of the two transfers in seconds; the drive between them depends on the trip.
    """
    return Cell(
        id=vehicle.id,
        kind=CellKind.LOGISTICS,
        capabilities=(Capability(TRANSPORT, 2.0 * vehicle.transfer_s, TRANSPORT),),
        devices=(Device(VEHICLE_DEVICE, DeviceKind.VEHICLE),),
    )


def all_cells(line: Line) -> dict[CellId, Cell]:
    """The cells of a line and its vehicles as cells, in the order of the document."""
    cells = {cell.id: cell for cell in line.cells}
    cells.update({vehicle.id: vehicle_cell(vehicle) for vehicle in line.vehicles})
    return cells

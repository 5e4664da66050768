"""A tray in every cell that has a station: so a scene is shown, and so a world of Gazebo begins."""

from __future__ import annotations

from collections.abc import Mapping

from robot_cells.ids import CellId, ProductId, SerialNumber
from robot_cells.lines.device import DeviceKind
from robot_cells.lines.line import Line
from robot_cells.orders.product import Product
from robot_cells.scenes.nominal_tray import bare_tray, finished_tray
from robot_cells.scenes.tray_contents import TrayState


def standing_serial(product: ProductId, cell: CellId) -> SerialNumber:
    """The serial number of the tray that stands in this cell."""
    return SerialNumber(f"{product}-{cell}")


def standing_trays(
    line: Line, products: Mapping[ProductId, Product], product: ProductId
) -> dict[CellId, tuple[ProductId, TrayState]]:
    """By cell: bare with its kit where there are feeders, else finished. None of a product without a layout."""
    layout = products[product].layout
    found: dict[CellId, tuple[ProductId, TrayState]] = {}
    for cell in line.cells if layout is not None else ():
        stations = [device for device in cell.devices if device.kind is DeviceKind.STATION]
        if stations and layout is not None:
            make = bare_tray if stations[0].parameters.get("feeders") else finished_tray
            found[cell.id] = (product, make(layout, standing_serial(product, cell.id)))
    return found

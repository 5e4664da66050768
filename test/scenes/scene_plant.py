"""The reference line, and trays in any state of work."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from robot_cells.documents.plant import Plant, load_plant
from robot_cells.ids import ProductId, SerialNumber
from robot_cells.lines.device import Device, DeviceKind
from robot_cells.lines.line import Line
from robot_cells.orders.layout import Layout
from robot_cells.simulations.tray import PlacedModule, Tray

LINE = Path(__file__).parents[2] / "config" / "lines" / "compute_tray.yaml"
TRAY_A, TRAY_B = ProductId("tray_a"), ProductId("tray_b")


@cache
def reference() -> Plant:
    """The reference line with its products."""
    return load_plant(LINE)


def with_fingers(line: Line) -> Line:
    """The line with two fingers in place of every other gripper."""

    def gripped(device: Device) -> Device:
        return replace(device, parameters={}) if device.kind is DeviceKind.GRIPPER else device

    return replace(
        line, cells=tuple(replace(cell, devices=tuple(gripped(item) for item in cell.devices)) for cell in line.cells)
    )


def layout_of(product: ProductId) -> Layout:
    """The layout of a product of the reference line."""
    layout = reference().products[product].layout
    assert layout is not None
    return layout


def bare(product: ProductId, serial: str = "WO-1-001") -> Tray:
    """A chassis whose parts are all in its kit."""
    layout = layout_of(product)
    parts = [module.type for module in layout.modules]
    parts += ["coupling"] * len(layout.couplings) + ["cable"] * len(layout.cables)
    return Tray(SerialNumber(serial), product, parts)


def finished(product: ProductId, serial: str = "WO-1-002") -> Tray:
    """Everything is where the layout has it."""
    layout = layout_of(product)
    return Tray(
        SerialNumber(serial),
        product,
        modules={item.id: PlacedModule(item.x_m, item.y_m, item.rotation_rad) for item in layout.modules},
        screws={screw.id: 0.6 for screw in layout.screws},
        couplings={coupling.id for coupling in layout.couplings},
        cables={cable.id for cable in layout.cables},
    )

"""Pictures of faultless trays, for the golden sample."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from robot_cells.ids import ProductId, SerialNumber
from robot_cells.orders.layout import Layout
from robot_cells.simulations.camera_conditions import PERFECT
from robot_cells.simulations.tray import PlacedModule, Tray
from robot_cells.simulations.tray_picture import DEFAULT_WIDTH_PX, render

Image = npt.NDArray[np.uint8]

GOLDEN_SERIAL = SerialNumber("GOLDEN")
GOLDEN_TORQUE_NM = 0.6


def perfect_tray(layout: Layout, product: ProductId, serial: SerialNumber) -> Tray:
    """A tray with everything that its layout asks for, exactly in its place."""
    return Tray(
        serial,
        product,
        modules={item.id: PlacedModule(item.x_m, item.y_m, item.rotation_rad) for item in layout.modules},
        screws={item.id: GOLDEN_TORQUE_NM for item in layout.screws},
        couplings={item.id for item in layout.couplings},
        cables={item.id for item in layout.cables},
    )


def golden_pictures(
    layout: Layout, *, count: int = 5, width_px: int = DEFAULT_WIDTH_PX
) -> tuple[list[Image], list[Image]]:
    """`count` pictures of complete trays that differ as good ones do, and one with modules only (both BGR)."""
    tray = perfect_tray(layout, ProductId(""), GOLDEN_SERIAL)
    complete = [render(layout, tray, seed, width_px=width_px, conditions=PERFECT).image for seed in range(count)]
    tray.screws, tray.couplings, tray.cables = {}, set(), set()
    return complete, [render(layout, tray, 0, width_px=width_px, conditions=PERFECT).image]

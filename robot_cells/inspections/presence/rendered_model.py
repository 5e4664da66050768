"""The presence model of a product that is only described: its layout, rendered."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from robot_cells.ids import ProductId
from robot_cells.inspections.golden_sample.rendered_sample import rendered_sample
from robot_cells.inspections.presence.inspector import PresenceInspector
from robot_cells.orders.layout import Layout
from robot_cells.simulations.camera_conditions import PERFECT
from robot_cells.simulations.golden_pictures import GOLDEN_SERIAL, perfect_tray
from robot_cells.simulations.tray_picture import DEFAULT_WIDTH_PX, render

MODEL = "presence"


def rendered_presence(layout: Layout, *, width_px: int = DEFAULT_WIDTH_PX) -> PresenceInspector:
    """The inspector that compares with what the simulated camera would see; takes about two seconds to make."""
    golden = rendered_sample(layout, width_px=width_px)
    name = golden.name.replace("golden_sample", MODEL, 1)
    return PresenceInspector(replace(golden, name=name), type_pictures(layout, width_px=width_px))


def type_pictures(layout: Layout, *, width_px: int = DEFAULT_WIDTH_PX) -> dict[str, npt.NDArray[np.uint8]]:
    """By type of the product's parts: a picture of the tray with that type in every place, and nothing else on it."""
    pictures = {}
    for name in sorted({module.type for module in layout.modules}):
        tray = perfect_tray(layout, ProductId(""), GOLDEN_SERIAL)
        tray.screws, tray.couplings, tray.cables = {}, set(), set()
        tray.modules = {item: replace(placed, type=name) for item, placed in tray.modules.items()}
        pictures[name] = render(layout, tray, 0, width_px=width_px, conditions=PERFECT).image
    return pictures

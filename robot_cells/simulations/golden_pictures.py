"""Pictures of faultless trays, for the golden sample."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from robot_cells.ids import ProductId, SerialNumber
from robot_cells.orders.layout import Layout
from robot_cells.simulations.camera_conditions import PERFECT
from robot_cells.simulations.tray import LooseCable, PlacedModule, Tray
from robot_cells.simulations.tray_picture import DEFAULT_WIDTH_PX, render

Image = npt.NDArray[np.uint8]
Photographer: TypeAlias = Callable[[Tray, int], Image]
"""From a tray's true state and a seed to its picture, (height, width, 3), BGR."""

GOLDEN_SERIAL = SerialNumber("GOLDEN")
GOLDEN_TORQUE_NM = 0.6
GOLDEN_SAG = 0.3
"""How far aside cables hang in golden pictures, where good ones hang by -1 to 1: less than moves a cable by its width
from one picture to the next, or a median of them shows none."""


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


def drawn_photographer(layout: Layout, width_px: int = DEFAULT_WIDTH_PX) -> Photographer:
    """Trays of a layout before the drawn camera, exactly in their place and in even light."""
    return lambda tray, seed: render(layout, tray, seed, width_px=width_px, conditions=PERFECT).image


def golden_pictures(layout: Layout, photograph: Photographer, *, count: int = 5) -> tuple[list[Image], list[Image]]:
    """`count` pictures of complete trays that differ as good ones do, and one with modules only (both BGR).

    Their cables hang by turns a little to one side and to the other, so that in a median each hangs in its middle.
    """
    tray = perfect_tray(layout, ProductId(""), GOLDEN_SERIAL)
    complete = []
    for seed, sag in enumerate(np.linspace(-GOLDEN_SAG, GOLDEN_SAG, count)):
        tray.loose_cables = {cable.id: LooseCable(sag=float(sag)) for cable in layout.cables}
        complete.append(photograph(tray, seed))
    tray.loose_cables = {}
    tray.screws, tray.couplings, tray.cables = {}, set(), set()
    return complete, [photograph(tray, 0)]


def type_pictures(layout: Layout, photograph: Photographer) -> dict[str, Image]:
    """By type of the product's parts: a picture of the tray with that type in every place, and nothing else on it."""
    pictures = {}
    for name in sorted({module.type for module in layout.modules}):
        tray = perfect_tray(layout, ProductId(""), GOLDEN_SERIAL)
        tray.screws, tray.couplings, tray.cables = {}, set(), set()
        tray.modules = {item: replace(placed, type=name) for item, placed in tray.modules.items()}
        pictures[name] = photograph(tray, 0)
    return pictures

"""Trays as a good line makes them, and with one known fault each, for measuring what a presence check sees.

Good trays are not perfect: parts are placed with the scatter of an arm, plugs have play, cables hang with slack.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from robot_cells.ids import ProductId, SerialNumber
from robot_cells.inspections.golden_sample.seeded_defects import SEEDERS as DEFECT_SEEDERS
from robot_cells.inspections.golden_sample.seeded_defects import SeededTray, Seeder
from robot_cells.orders.layout import Layout, Module
from robot_cells.simulations.camera_conditions import CameraConditions
from robot_cells.simulations.golden_pictures import perfect_tray
from robot_cells.simulations.tray import LooseCable, PlacedModule, Tray

PLACING_M, PLACING_RAD = 0.00008, 0.0015
"""Standard deviation of where an arm puts a part, along each axis, and how turned.

An arm with a pose repeatability of 0.05 mm (the data sheet of the reference line's) and as much again of play between
part and jaws.
"""
PLAY_M = 0.00015
"""Standard deviation of how far a seated plug stands back."""
SHIFT_M = 0.0005
"""The shift of a part that must be found."""
TURN_RAD = (0.035, 0.2)
PULLED_M = (0.0015, 0.0055)
SAG = (2.2, 3.5)
"""How far a cable hangs out of its band, where good ones hang by -1 to 1."""


def line_tray(layout: Layout, random: np.random.Generator) -> Tray:
    """A good tray."""
    serial = SerialNumber(f"WO-{random.integers(1, 999)}-{random.integers(1, 999):03d}")
    tray = perfect_tray(layout, ProductId(""), serial)
    for module in layout.modules:
        dx, dy = random.normal(0, PLACING_M, 2)
        turn = float(random.normal(0, PLACING_RAD))
        tray.modules[module.id] = PlacedModule(module.x_m + dx, module.y_m + dy, module.rotation_rad + turn)
    for cable in layout.cables:
        tray.loose_cables[cable.id] = LooseCable(int(random.integers(2)), abs(float(random.normal(0, PLAY_M))))
    return tray


def line_conditions(random: np.random.Generator) -> CameraConditions:
    """How a camera over a line takes one picture: pose, light, glare, focus and noise differ from one to the next."""
    return CameraConditions(
        gradient=float(random.uniform(0.05, 0.25)),
        exposure_spread=0.15,
        blur_px=float(random.uniform(0.5, 1.0)),
        noise=float(random.uniform(1.5, 4.0)),
        glare=float(random.choice((0.0, 90.0))),
    )


def faulty_tray(layout: Layout, fault: str, random: np.random.Generator) -> SeededTray:
    """A tray with a fault of `SEEDERS`, drawn by lot; empty: none. Raises `KeyError` for a fault that is not there."""
    tray = line_tray(layout, random)
    return SEEDERS[fault](layout, tray, random) if fault else SeededTray(tray, tray.serial)


def _any_module(layout: Layout, random: np.random.Generator) -> Module:
    return layout.modules[int(random.integers(len(layout.modules)))]


def _shifted(layout: Layout, tray: Tray, random: np.random.Generator) -> SeededTray:
    """Off its true place by `SHIFT_M`, in any direction."""
    module, way = _any_module(layout, random), random.uniform(0, 2 * math.pi)
    x, y = module.x_m + SHIFT_M * math.cos(way), module.y_m + SHIFT_M * math.sin(way)
    tray.modules[module.id] = PlacedModule(x, y, tray.modules[module.id].rotation_rad)
    return SeededTray(tray, tray.serial, code="inspect.misplaced_module", subject=module.id)


def _turned(layout: Layout, tray: Tray, random: np.random.Generator) -> SeededTray:
    """By half a turn, a quarter turn, or a few degrees."""
    module = _any_module(layout, random)
    few = float(random.choice((-1, 1)) * random.uniform(*TURN_RAD))
    turn = (math.pi, float(random.choice((-1, 1))) * math.pi / 2, few)[int(random.integers(3))]
    placed = tray.modules[module.id]
    tray.modules[module.id] = PlacedModule(placed.x_m, placed.y_m, module.rotation_rad + turn)
    return SeededTray(tray, tray.serial, code="inspect.turned_module", subject=module.id)


def _wrong(layout: Layout, tray: Tray, random: np.random.Generator) -> SeededTray:
    """Another of the product's types, which looks different, in a part's place."""
    module = _any_module(layout, random)
    family = "cold_plate" if "cold_plate" in module.type else module.type
    types = sorted({item.type for item in layout.modules if not item.type.startswith(family)})
    placed, other = tray.modules[module.id], types[int(random.integers(len(types)))]
    tray.modules[module.id] = PlacedModule(placed.x_m, placed.y_m, placed.rotation_rad, other)
    return SeededTray(tray, tray.serial, code="inspect.wrong_module", subject=module.id)


def _pulled(layout: Layout, tray: Tray, random: np.random.Generator) -> SeededTray:
    """A plug that is not fully in its connector."""
    cable = layout.cables[int(random.integers(len(layout.cables)))]
    tray.loose_cables[cable.id] = LooseCable(int(random.integers(2)), float(random.uniform(*PULLED_M)))
    return SeededTray(tray, tray.serial, code="inspect.loose_cable", subject=cable.id)


def _hanging(layout: Layout, tray: Tray, random: np.random.Generator) -> SeededTray:
    """A cable that hangs out of its band."""
    cable = layout.cables[int(random.integers(len(layout.cables)))]
    sag = float(random.choice((-1, 1)) * random.uniform(*SAG))
    tray.loose_cables[cable.id] = LooseCable(sag=sag)
    return SeededTray(tray, tray.serial, code="inspect.loose_cable", subject=cable.id)


SEEDERS: dict[str, Seeder] = {
    "missing_part": DEFECT_SEEDERS["inspect.missing_module"],
    "turned_part": _turned,
    "shifted_part": _shifted,
    "wrong_part": _wrong,
    "missing_screw": DEFECT_SEEDERS["inspect.missing_screw"],
    "plug_not_seated": _pulled,
    "cable_hanging_out": _hanging,
    "missing_cable": DEFECT_SEEDERS["inspect.missing_cable"],
    "unmated_coupling": DEFECT_SEEDERS["inspect.unmated_coupling"],
}
"""What can be seeded."""
NEEDS: dict[str, Callable[[Layout], bool]] = {
    "missing_screw": lambda layout: bool(layout.screws),
    "plug_not_seated": lambda layout: bool(layout.cables),
    "cable_hanging_out": lambda layout: bool(layout.cables),
    "missing_cable": lambda layout: bool(layout.cables),
    "unmated_coupling": lambda layout: bool(layout.couplings),
    "wrong_part": lambda layout: len({item.type for item in layout.modules}) > 1,
}
"""What a product must have for a fault of it to be seeded."""

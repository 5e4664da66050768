"""How high and how heavy the parts of a tray are, where the product document does not say.

The project's own figures, chosen like those of such parts in servers of one rack unit; no product of anybody's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from robot_cells.orders.layout import Layout, Module

COUPLING, CABLE, SCREW = "coupling", "cable", "screw"
"""The part types that are no modules, as kits and feeders name them."""


@dataclass(frozen=True, slots=True)
class PartSize:
    """Height in metres from the plane it lies on to its highest point, and mass in kg."""

    height_m: float
    mass_kg: float


MODULES: Mapping[str, PartSize] = {
    "processor": PartSize(0.016, 0.30),
    "accelerator": PartSize(0.018, 0.45),
    "memory_bank": PartSize(0.030, 0.28),
    "drive": PartSize(0.015, 0.10),
    "network_card": PartSize(0.016, 0.22),
    "power_board": PartSize(0.024, 0.40),
    "cold_plate_processor": PartSize(0.026, 0.90),
    "cold_plate_accelerator": PartSize(0.026, 1.30),
}
"""By part type."""

OTHER_HEIGHT_M = 0.015
OTHER_DENSITY_KG_M3 = 1500.0
"""A module of any other type: so high, and so heavy for its size (a populated board: glass fibre 1,850, and air)."""

SCREW_HEAD_M = 0.004
SCREW_MASS_KG = 0.003
COUPLING_HEIGHT_M = 0.032
COUPLING_MASS_KG = 0.045
CABLE_MASS_KG = 0.030
PLUG_M = (0.018, 0.012, 0.030)
"""A cable's plug: along the cable, across it, and high, with the tab by which it is gripped above its neighbours."""

BOTTOM_M = 0.002
WALL_M = 0.002
WALL_HEIGHT_M = 0.036
"""A tray is sheet metal; its walls stand outside of the layout, and end below the top of one rack unit (44.45 mm)."""
TRAY_DENSITY_KG_M3 = 7850.0
"""Steel."""


def size_of(module: Module) -> PartSize:
    """What the product document says of the module; else the figures of its type; else those of any other."""
    usual = MODULES.get(module.type)
    height = module.height_m
    if height is None:
        height = usual.height_m if usual is not None else OTHER_HEIGHT_M
    mass = module.mass_kg
    if mass is None:
        volume = module.width_m * module.depth_m * height
        mass = usual.mass_kg if usual is not None else volume * OTHER_DENSITY_KG_M3
    return PartSize(height, mass)


def part_height_m(layout: Layout | None, part: str) -> float:
    """How high the parts of a type are: the highest where the document makes them differ; else as the type is."""
    if part == COUPLING:
        return COUPLING_HEIGHT_M
    if part == CABLE:
        return PLUG_M[2]
    if part == SCREW:
        return SCREW_HEAD_M
    usual = MODULES.get(part)
    modules = layout.modules if layout is not None else ()
    heights = [size_of(module).height_m for module in modules if module.type == part]
    return max(heights, default=OTHER_HEIGHT_M if usual is None else usual.height_m)


def part_mass_kg(layout: Layout, part: str) -> float:
    """How heavy the parts of a type are: the heaviest where they differ; one that no layout has weighs nothing."""
    if part == COUPLING:
        return COUPLING_MASS_KG
    if part == CABLE:
        return CABLE_MASS_KG
    if part == SCREW:
        return SCREW_MASS_KG
    return max((size_of(module).mass_kg for module in layout.modules if module.type == part), default=0.0)

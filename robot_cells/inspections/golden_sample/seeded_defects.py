"""Trays with one known defect each, for measuring how well an inspection finds them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from robot_cells.ids import ProductId, SerialNumber
from robot_cells.orders.layout import Layout
from robot_cells.simulations.golden_pictures import perfect_tray
from robot_cells.simulations.part_looks import FOREIGN_KINDS
from robot_cells.simulations.tray import PlacedModule, Tray
from robot_cells.simulations.tray_picture import ForeignObject

PLACING_M, PLACING_RAD = 0.0003, 0.004
"""Standard deviation of where an arm puts a module of a good tray."""


@dataclass(frozen=True, slots=True)
class SeededTray:
    """A tray, what lies on it, the serial number it should have, and what is wrong (`code` empty: nothing)."""

    tray: Tray
    expected_serial: SerialNumber
    foreign: tuple[ForeignObject, ...] = ()
    code: str = ""
    subject: str = ""


Seeder = Callable[[Layout, Tray, np.random.Generator], SeededTray]


def good_tray(layout: Layout, random: np.random.Generator) -> Tray:
    """A tray without defect, its modules placed with the arm's own scatter."""
    tray = perfect_tray(
        layout, ProductId(""), SerialNumber(f"WO-{random.integers(1, 999)}-{random.integers(1, 999):03d}")
    )
    for module in layout.modules:
        x, y = random.normal(0, PLACING_M, 2).clip(-3 * PLACING_M, 3 * PLACING_M)
        turn = float(random.normal(0, PLACING_RAD))
        tray.modules[module.id] = PlacedModule(module.x_m + x, module.y_m + y, module.rotation_rad + turn)
    return tray


def seeded_tray(layout: Layout, code: str, random: np.random.Generator) -> SeededTray:
    """A tray with a defect of that code drawn by lot; raises `KeyError` for a code that cannot be seeded."""
    tray = good_tray(layout, random)
    return SeededTray(tray, tray.serial) if not code else SEEDERS[code](layout, tray, random)


def _missing_screw(layout: Layout, tray: Tray, random: np.random.Generator) -> SeededTray:
    screw = layout.screws[int(random.integers(len(layout.screws)))]
    del tray.screws[screw.id]
    return SeededTray(tray, tray.serial, code="inspect.missing_screw", subject=screw.id)


def _missing_module(layout: Layout, tray: Tray, random: np.random.Generator) -> SeededTray:
    module = layout.modules[int(random.integers(len(layout.modules)))]
    del tray.modules[module.id]
    for screw in layout.screws:
        if screw.holds == module.id:
            del tray.screws[screw.id]
    return SeededTray(tray, tray.serial, code="inspect.missing_module", subject=module.id)


def _misplaced_module(layout: Layout, tray: Tray, random: np.random.Generator) -> SeededTray:
    module = layout.modules[int(random.integers(len(layout.modules)))]
    distance, way = random.uniform(0.003, 0.010), random.uniform(0, 2 * math.pi)
    x, y = module.x_m + distance * math.cos(way), module.y_m + distance * math.sin(way)
    tray.modules[module.id] = PlacedModule(x, y, module.rotation_rad)
    return SeededTray(tray, tray.serial, code="inspect.misplaced_module", subject=module.id)


def _turned_module(layout: Layout, tray: Tray, random: np.random.Generator) -> SeededTray:
    module = layout.modules[int(random.integers(len(layout.modules)))]
    turn = math.pi if random.random() < 0.5 else float(random.choice((-1, 1)) * random.uniform(0.06, 0.2))
    tray.modules[module.id] = PlacedModule(module.x_m, module.y_m, module.rotation_rad + turn)
    return SeededTray(tray, tray.serial, code="inspect.turned_module", subject=module.id)


def _missing_cable(layout: Layout, tray: Tray, random: np.random.Generator) -> SeededTray:
    cable = layout.cables[int(random.integers(len(layout.cables)))]
    tray.cables.discard(cable.id)
    return SeededTray(tray, tray.serial, code="inspect.missing_cable", subject=cable.id)


def _unmated_coupling(layout: Layout, tray: Tray, random: np.random.Generator) -> SeededTray:
    coupling = layout.couplings[int(random.integers(len(layout.couplings)))]
    tray.couplings.discard(coupling.id)
    return SeededTray(tray, tray.serial, code="inspect.unmated_coupling", subject=coupling.id)


def _foreign_object(layout: Layout, tray: Tray, random: np.random.Generator) -> SeededTray:
    """Anywhere on the tray but on the label, at the rim, or on a part that itself would then be unrecognisable."""
    kind = FOREIGN_KINDS[int(random.integers(len(FOREIGN_KINDS)))]
    taken = [(screw.x_m, screw.y_m, 0.03) for screw in layout.screws]
    taken += [(coupling.x_m, coupling.y_m, 0.03) for coupling in layout.couplings]
    taken += [(cable.x1_m, cable.y1_m, 0.03) for cable in layout.cables]
    taken += [(cable.x2_m, cable.y2_m, 0.03) for cable in layout.cables]
    taken.append((layout.code.x_m, layout.code.y_m, layout.code.size_m + 0.02))
    while True:
        x, y = random.uniform(0.03, layout.width_m - 0.03), random.uniform(0.03, layout.depth_m - 0.03)
        if all(math.hypot(x - a, y - b) > reach for a, b, reach in taken):
            item = ForeignObject(kind, x, y, float(random.uniform(0, 2 * math.pi)))
            return SeededTray(tray, tray.serial, (item,), "inspect.foreign_object")


def _wrong_code(layout: Layout, tray: Tray, random: np.random.Generator) -> SeededTray:
    expected = tray.serial
    tray.serial = SerialNumber(expected[:-1] + ("1" if expected[-1] != "1" else "2"))
    return SeededTray(tray, expected, code="inspect.wrong_code", subject=tray.serial)


SEEDERS: dict[str, Seeder] = {
    "inspect.missing_screw": _missing_screw,
    "inspect.missing_module": _missing_module,
    "inspect.misplaced_module": _misplaced_module,
    "inspect.turned_module": _turned_module,
    "inspect.missing_cable": _missing_cable,
    "inspect.unmated_coupling": _unmated_coupling,
    "inspect.foreign_object": _foreign_object,
    "inspect.wrong_code": _wrong_code,
}
"""What can be seeded, by the code that an inspection must answer with."""

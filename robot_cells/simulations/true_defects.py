"""What is truly wrong with a simulated tray that a picture from above could show."""

from __future__ import annotations

import math
from collections.abc import Iterator

from robot_cells.orders.layout import Layout, Module
from robot_cells.simulations.tray import Tray

OFFSET_M = 0.0015
ROTATION_RAD = 0.035
"""A module farther from its place, or turned by more, is a defect, where neither part nor product says otherwise."""


def true_defects(tray: Tray, layout: Layout) -> tuple[dict[str, object], ...]:
    """Each defect with `code`, `subject`, and for modules `offset_m` and `rotation_rad`, in the order of the layout.

    The codes are those that inspections raise. How tight a screw is, and whether a coupling leaks, no picture shows.
    """
    found = list(_modules(tray, layout))
    found += [_missing("screw", item.id) for item in layout.screws if item.id not in tray.screws]
    found += [_defect("unmated_coupling", item.id) for item in layout.couplings if item.id not in tray.couplings]
    found += [_missing("cable", item.id) for item in layout.cables if item.id not in tray.cables]
    found += [_defect("loose_cable", item.id) for item in layout.cables if item.id in tray.loose_cables]
    return tuple(found)


def _modules(tray: Tray, layout: Layout) -> Iterator[dict[str, object]]:
    for module in layout.modules:
        placed = tray.modules.get(module.id)
        if placed is None:
            yield _missing("module", module.id)
            continue
        offset_m = math.hypot(placed.x_m - module.x_m, placed.y_m - module.y_m)
        turned_rad = abs(math.remainder(placed.rotation_rad - module.rotation_rad, math.tau))
        size = {"offset_m": round(offset_m, 6), "rotation_rad": round(turned_rad, 6)}
        limits = _limits(module, layout)
        if placed.type not in ("", module.type):
            yield {**_defect("wrong_module", module.id), **size}
        elif turned_rad > limits[1]:
            yield {**_defect("turned_module", module.id), **size}
        elif offset_m > limits[0]:
            yield {**_defect("misplaced_module", module.id), **size}


def _limits(module: Module, layout: Layout) -> tuple[float, float]:
    """Offset (m) and turn (rad) of the part, else of the product, else ours."""
    places = (module.tolerance, layout.tolerance)
    offset_m = next((item.offset_m for item in places if item.offset_m is not None), OFFSET_M)
    turn_rad = next((item.rotation_rad for item in places if item.rotation_rad is not None), ROTATION_RAD)
    return offset_m, turn_rad


def _missing(part: str, subject: str) -> dict[str, object]:
    return _defect(f"missing_{part}", subject)


def _defect(what: str, subject: str) -> dict[str, object]:
    return {"code": f"inspect.{what}", "subject": subject}

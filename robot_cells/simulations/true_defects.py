"""What is truly wrong with a simulated tray that a picture from above could show."""

from __future__ import annotations

import math
from collections.abc import Iterator

from robot_cells.orders.layout import Layout
from robot_cells.simulations.tray import Tray

OFFSET_M = 0.0015
ROTATION_RAD = 0.035
"""A module farther from its place, or turned by more, is a defect: the limits of inspection, docs/inspection.md."""


def true_defects(tray: Tray, layout: Layout) -> tuple[dict[str, object], ...]:
    """Each defect with `code`, `subject`, and for modules `offset_m` and `rotation_rad`, in the order of the layout.

    The codes are those that inspections raise. How tight a screw is, and whether a coupling leaks, no picture shows.
    """
    found = list(_modules(tray, layout))
    found += [_missing("screw", item.id) for item in layout.screws if item.id not in tray.screws]
    found += [_defect("unmated_coupling", item.id) for item in layout.couplings if item.id not in tray.couplings]
    found += [_missing("cable", item.id) for item in layout.cables if item.id not in tray.cables]
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
        if turned_rad > ROTATION_RAD:
            yield {**_defect("turned_module", module.id), **size}
        elif offset_m > OFFSET_M:
            yield {**_defect("misplaced_module", module.id), **size}


def _missing(part: str, subject: str) -> dict[str, object]:
    return _defect(f"missing_{part}", subject)


def _defect(what: str, subject: str) -> dict[str, object]:
    return {"code": f"inspect.{what}", "subject": subject}

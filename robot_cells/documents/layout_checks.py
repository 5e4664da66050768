"""Rules on a layout: everything lies on the tray, and every name stands for one thing."""

from __future__ import annotations

import math
from collections.abc import Iterator

from robot_cells.documents.document import Document
from robot_cells.documents.duplicates import duplicates
from robot_cells.documents.layout_model import LayoutModel
from robot_cells.documents.problem import Problem
from robot_cells.documents.suggestion import one_of

_ROUNDING_M = 1e-6
"""Coordinates are written in decimals; a micrometre over the edge is none."""


def check_layout(document: Document, layout: LayoutModel) -> list[Problem]:
    """Everything that is wrong with a layout."""
    names = [
        (("layout", kind, index, "id"), item.id)
        for kind in ("modules", "screws", "couplings", "cables")
        for index, item in enumerate(getattr(layout, kind))
    ]
    found = duplicates(document, names, "part")
    modules = {module.id for module in layout.modules}
    for index, screw in enumerate(layout.screws):
        if screw.holds not in modules:
            found.append(
                document.problem(
                    ("layout", "screws", index, "holds"),
                    f"there is no module {screw.holds}",
                    one_of(screw.holds, modules),
                )
            )
    found += _check_edges(document, layout)
    return found


def _check_edges(document: Document, layout: LayoutModel) -> Iterator[Problem]:
    for path, x_m, y_m, half_width_m, half_depth_m in _extents(layout):
        over_x = max(half_width_m - x_m, x_m + half_width_m - layout.width_m)
        over_y = max(half_depth_m - y_m, y_m + half_depth_m - layout.depth_m)
        over_m = max(over_x, over_y)
        if over_m > _ROUNDING_M:
            yield document.problem(
                path,
                f"sticks out {over_m:.4g} m over the edge of the tray",
                f"the tray is {layout.width_m:g} m wide and {layout.depth_m:g} m deep; move it in, or make it smaller",
            )


def _extents(layout: LayoutModel) -> Iterator[tuple[tuple[str | int, ...], float, float, float, float]]:
    code = layout.code
    yield ("layout", "code"), code.x_m, code.y_m, code.size_m / 2, code.size_m / 2
    for index, module in enumerate(layout.modules):
        cosine, sine = abs(math.cos(module.rotation_rad)), abs(math.sin(module.rotation_rad))
        half_width_m = (module.width_m * cosine + module.depth_m * sine) / 2
        half_depth_m = (module.width_m * sine + module.depth_m * cosine) / 2
        yield ("layout", "modules", index), module.x_m, module.y_m, half_width_m, half_depth_m
    for kind in ("screws", "couplings"):
        for index, item in enumerate(getattr(layout, kind)):
            yield ("layout", kind, index), item.x_m, item.y_m, item.diameter_m / 2, item.diameter_m / 2
    for index, cable in enumerate(layout.cables):
        yield ("layout", "cables", index), cable.x1_m, cable.y1_m, 0.0, 0.0
        yield ("layout", "cables", index), cable.x2_m, cable.y2_m, 0.0, 0.0

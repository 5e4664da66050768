"""How high the parts of a tray lie: on the tray's bottom, or on those that they lie on.

Heights are in metres above the plane z = 0 of the frame `tray`, the tray's bottom on which parts are placed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Protocol, TypeAlias

from robot_cells.orders.layout import Layout, Module, Screw
from robot_cells.orders.part_sizes import COUPLING_HEIGHT_M, PLUG_M, SCREW_HEAD_M, WALL_HEIGHT_M, size_of
from robot_cells.orders.stacking import stacked

OVERLAP_M = 0.001
"""Modules that share less than this along an axis stand beside each other."""

Rectangle: TypeAlias = tuple[float, float, float, float]
"""From and to along x, from and to along y, metres in the frame `tray`."""


class ModulePlace(Protocol):
    """Where a module stands, in the frame `tray` (metres, radians); a `Module` of a layout is one, too."""

    @property
    def x_m(self) -> float: ...  # noqa: D102
    @property
    def y_m(self) -> float: ...  # noqa: D102
    @property
    def rotation_rad(self) -> float: ...  # noqa: D102


def rest_heights(layout: Layout, places: Mapping[str, ModulePlace]) -> dict[str, float]:
    """How high above the tray's bottom the underside of each placed module lies: on those that it lies on."""
    heights: dict[str, float] = {}
    below: list[tuple[Rectangle, float]] = []
    for module in stacked(layout):
        place = places.get(module.id)
        if place is None:
            continue
        rectangle = _rectangle(module, place)
        heights[module.id] = max((top for other, top in below if _overlap(rectangle, other)), default=0.0)
        below.append((rectangle, heights[module.id] + size_of(module).height_m))
    return heights


def nominal_rest_heights(layout: Layout) -> dict[str, float]:
    """The same for a tray on which every module stands in its place."""
    return rest_heights(layout, {module.id: module for module in layout.modules})


def screw_seat_m(layout: Layout, screw: Screw, heights: Mapping[str, float]) -> float:
    """How high the underside of a screw's head lies when it is down; `heights` are the rest heights of what is there.

    Where what it holds is not there, the head comes down to the tray's bottom.
    """
    held = next((module for module in layout.modules if module.id == screw.holds), None)
    return heights[held.id] + size_of(held).height_m if held is not None and held.id in heights else 0.0


def highest_top_m(layout: Layout) -> float:
    """How high the highest of a finished tray is, its walls included: what travels above this touches nothing."""
    heights = nominal_rest_heights(layout)
    tops = [WALL_HEIGHT_M]
    tops += [heights[module.id] + size_of(module).height_m for module in layout.modules]
    tops += [screw_seat_m(layout, screw, heights) + SCREW_HEAD_M for screw in layout.screws]
    tops += [COUPLING_HEIGHT_M for _ in layout.couplings] + [PLUG_M[2] for _ in layout.cables]
    return max(tops)


def top_below_m(layout: Layout, places: Mapping[str, ModulePlace], x_m: float, y_m: float) -> float:
    """How high what lies under a point of the frame `tray` is: the highest module there, else the tray's bottom."""
    heights = rest_heights(layout, places)
    tops = [0.0]
    for module in layout.modules:
        if module.id not in heights:
            continue
        left, right, near, far = _rectangle(module, places[module.id])
        if left <= x_m <= right and near <= y_m <= far:
            tops.append(heights[module.id] + size_of(module).height_m)
    return max(tops)


def _rectangle(module: Module, place: ModulePlace) -> Rectangle:
    """The least upright rectangle round a placed module."""
    c, s = abs(math.cos(place.rotation_rad)), abs(math.sin(place.rotation_rad))
    half_x = (module.width_m * c + module.depth_m * s) / 2
    half_y = (module.width_m * s + module.depth_m * c) / 2
    return place.x_m - half_x, place.x_m + half_x, place.y_m - half_y, place.y_m + half_y


def _overlap(a: Rectangle, b: Rectangle) -> bool:
    return min(a[1], b[1]) - max(a[0], b[0]) > OVERLAP_M and min(a[3], b[3]) - max(a[2], b[2]) > OVERLAP_M

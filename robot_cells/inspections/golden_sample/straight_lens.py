"""Perspective of a camera that looks straight down: what is higher is seen larger, and farther from the middle.

A pinhole at the height `H` above a plane sees a point at the height `z` where it would see one on the plane that lies
`H / (H - z)` times as far from the foot of its axis (similar triangles).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from robot_cells.orders.layout import Coupling, Layout, Module, PlaceTolerance, Screw
from robot_cells.orders.part_sizes import COUPLING_HEIGHT_M, PLUG_M, SCREW_HEAD_M, size_of
from robot_cells.orders.rest_heights import nominal_rest_heights, screw_seat_m, top_below_m

Part = TypeVar("Part", Screw, Coupling)


@dataclass(frozen=True, slots=True)
class StraightLens:
    """Hangs so high above the point (x, y) of the plane on which parts are placed, frame `tray`, metres."""

    x_m: float
    y_m: float
    height_m: float

    def nearer(self, height_m: float) -> float:
        """How many times larger than on the plane a thing is seen at a height above it."""
        return self.height_m / (self.height_m - height_m)

    def seen(self, x_m: float, y_m: float, height_m: float) -> tuple[float, float]:
        """The point of the plane behind which a point at a height is seen."""
        nearer = self.nearer(height_m)
        return self.x_m + (x_m - self.x_m) * nearer, self.y_m + (y_m - self.y_m) * nearer


def tops_of(layout: Layout) -> dict[str, float]:
    """How high the upper side of each module of a finished tray is above the plane, metres."""
    heights = nominal_rest_heights(layout)
    return {module.id: heights[module.id] + size_of(module).height_m for module in layout.modules}


def seen_layout(layout: Layout, lens: StraightLens) -> Layout:
    """The layout as the lens sees it, all on one plane: upper sides, each where it hides the plane.

    Tolerances grow with what they are for, so that they mean the same on the tray.
    """
    tops, heights = tops_of(layout), nominal_rest_heights(layout)
    places: Mapping[str, Module] = {module.id: module for module in layout.modules}

    def end(x_m: float, y_m: float) -> tuple[float, float]:
        return lens.seen(x_m, y_m, top_below_m(layout, places, x_m, y_m) + PLUG_M[2])

    cables = []
    for cable in layout.cables:
        (x1, y1), (x2, y2) = end(cable.x1_m, cable.y1_m), end(cable.x2_m, cable.y2_m)
        cables.append(replace(cable, x1_m=x1, y1_m=y1, x2_m=x2, y2_m=y2))
    return replace(
        layout,
        modules=tuple(_seen_module(item, layout, lens, tops[item.id]) for item in layout.modules),
        screws=tuple(
            _seen_part(item, lens, screw_seat_m(layout, item, heights) + SCREW_HEAD_M) for item in layout.screws
        ),
        couplings=tuple(_seen_part(item, lens, COUPLING_HEIGHT_M) for item in layout.couplings),
        cables=tuple(cables),
    )


def _seen_part(part: Part, lens: StraightLens, top_m: float) -> Part:
    x, y = lens.seen(part.x_m, part.y_m, top_m)
    return replace(part, x_m=x, y_m=y)


def _seen_module(module: Module, layout: Layout, lens: StraightLens, top_m: float) -> Module:
    nearer = lens.nearer(top_m)
    x, y = lens.seen(module.x_m, module.y_m, top_m)
    offset = module.tolerance.offset_m if module.tolerance.offset_m is not None else layout.tolerance.offset_m
    tolerance = PlaceTolerance(None if offset is None else offset * nearer, module.tolerance.rotation_rad)
    width, depth = module.width_m * nearer, module.depth_m * nearer
    return replace(module, x_m=x, y_m=y, width_m=width, depth_m=depth, tolerance=tolerance)

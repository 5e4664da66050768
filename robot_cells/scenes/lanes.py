"""Where vehicles drive: a dock at every cell, a lane along y from each, and between them an aisle of two lanes along x.

The aisle is driven on the right: toward positive x on its lower side, toward negative x on its upper one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from robot_cells.bodies.pose3d import Pose3D
from robot_cells.errors import SceneError
from robot_cells.ids import CellId, ProductId
from robot_cells.lines.line import Line
from robot_cells.orders.product import Product
from robot_cells.scenes.blocks import Span, corners
from robot_cells.scenes.cell_plan import CellPlan, docking_pose, plan_cell
from robot_cells.scenes.vehicle_body import LENGTH_M, WIDTH_M

LANE_M = 1.0
"""Width of a lane; the aisle has two."""


@dataclass(frozen=True, slots=True)
class Dock:
    """Where the middle of a vehicle stands that has docked at a cell, in the frame `line`.

    `side` is -1 below the aisle, +1 above it. A docked vehicle looks away from the aisle: it drives in forward.
    """

    cell: CellId
    x_m: float
    y_m: float
    side: int


@dataclass(frozen=True, slots=True)
class LanePlan:
    """The docks by cell, in the order of the line document, and the y of the aisle's middle."""

    docks: Mapping[CellId, Dock]
    aisle_y_m: float

    def lane_y_m(self, direction: int) -> float:
        """The middle of the aisle's lane toward positive (+1) or negative x (-1)."""
        return self.aisle_y_m - direction * LANE_M / 2


def plan_lanes(line: Line, products: Mapping[ProductId, Product]) -> LanePlan:
    """The lanes of a line; raises `SceneError` where devices say no places, or the line has no cells."""
    layouts = tuple(product.layout for product in products.values() if product.layout is not None)
    plans = [plan_cell(cell, layouts) for cell in line.cells]
    if not plans:
        raise SceneError("It has no cells.", where=f"line {line.id}", remedy="Name the cells under `cells`.")
    places = [dock_of(plan) for plan in plans]
    aisle = aisle_y(places, [table_y(plan) for plan in plans])
    return LanePlan(
        {
            plan.cell.id: Dock(plan.cell.id, x, y, 1 if y > aisle else -1)
            for plan, (x, y) in zip(plans, places, strict=True)
        },
        aisle,
    )


def dock_of(plan: CellPlan) -> Span:
    """The dock of a cell (x, y), in the frame `line`."""
    return docking_pose(plan, 0, WIDTH_M, LENGTH_M).position_m[:2]


def covered(plan: CellPlan) -> list[Span]:
    """The corners of what table, buffers and dock take, in the frame `line`."""
    x = (plan.table_x_m[0], plan.dock_x_m + WIDTH_M)
    return [(plan.pose @ plan_corner).position_m[:2] for plan_corner in _corners(x, plan.table_y_m)]


def table_y(plan: CellPlan) -> Span:
    """From where to where along the line's y a cell reaches: no aisle can run there."""
    ys = [y for _, y in covered(plan)]
    return min(ys), max(ys)


def aisle_y(docks: Sequence[Span], kept_free: Sequence[Span]) -> float:
    """The middle between the docks; where tables stand in the way, beyond the last of them."""
    middle = (min(dock[1] for dock in docks) + max(dock[1] for dock in docks)) / 2
    if all(middle + LANE_M < low or middle - LANE_M > high for low, high in kept_free):
        return middle
    return max(high for _, high in kept_free) + 1.5 * LANE_M


def _corners(x_m: Span, y_m: Span) -> list[Pose3D]:
    return [Pose3D(x, y) for x, y in corners(x_m, y_m)]

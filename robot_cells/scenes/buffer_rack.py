"""A buffer as a rack with a shelf for every tray that it has room for."""

from __future__ import annotations

from robot_cells.bodies.body import Body
from robot_cells.bodies.geometry import Geometry
from robot_cells.bodies.mechanism import Frame, Mechanism
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.lines.buffer import Buffer
from robot_cells.orders.part_sizes import BOTTOM_M
from robot_cells.scenes import palette
from robot_cells.scenes.blocks import Span, block, corners, slab
from robot_cells.scenes.cell_plan import CellPlan

PITCH_M = 0.11
"""From shelf to shelf: one rack unit of tray, and room for a fork below it."""
LOWEST_M = 0.40
"""The lowest shelf: as high as a vehicle's lift."""
LEVELS = 8
"""Shelves above each other; a larger buffer has more columns. One without a limit is drawn with so many."""
SIDE_M = 0.06
"""What a column needs beside its trays."""


def column_width_m(plan: CellPlan) -> float:
    """How wide one column of shelves is, along the cell's y."""
    return plan.depth_m + 2 * SIDE_M


def rack_y_m(plan: CellPlan, buffer: Buffer, side: int) -> Span:
    """What all columns of a buffer cover along the cell's y; `side` as in `rack_mechanism`."""
    middle = plan.tray_middle.y_m
    columns = (_shelves(buffer) + LEVELS - 1) // LEVELS
    ends = (middle + side * 0.01, middle + side * (column_width_m(plan) * columns + 0.01))
    return min(ends), max(ends)


def _shelves(buffer: Buffer) -> int:
    return LEVELS if buffer.capacity is None else buffer.capacity


def rack_mechanism(plan: CellPlan, buffer: Buffer, side: int) -> Mechanism:
    """Beside the middle of the tray: at `side` -1 toward negative y (what comes in), at +1 toward positive y.

    Stands in the cell's frame; `place_<n>`, from 1, is the frame `tray` of a tray on that shelf.
    """
    count = _shelves(buffer)
    width = column_width_m(plan)
    x0, x1 = plan.rack_x_m
    middle = plan.tray_middle.y_m
    geometries: list[Geometry] = []
    frames = {}
    for column in range((count + LEVELS - 1) // LEVELS):
        levels = min(LEVELS, count - column * LEVELS)
        centre = middle + side * (width * (column + 0.5) + 0.01)
        y = (centre - width / 2, centre + width / 2)
        geometries += _column(f"c{column}", (x0, x1), y, levels, side)
        for level in range(levels):
            place = Pose3D((x0 + x1 - plan.width_m) / 2, centre - plan.depth_m / 2, _plane(level))
            frames[f"place_{column * LEVELS + level + 1}"] = Frame("rack", place)
    return Mechanism("rack", (Body("rack", geometries=tuple(geometries)),), frames)


def _plane(level: int) -> float:
    """The placing plane of a tray on a shelf, above the floor."""
    return LOWEST_M + level * PITCH_M + BOTTOM_M


def _column(name: str, x: tuple[float, float], y: tuple[float, float], levels: int, side: int) -> list[Geometry]:
    top = _plane(levels - 1) + 0.08
    posts = corners(x, y, 0.015)
    found = [slab(f"{name}_post_{n}", at, (0.03, 0.03), (0.02, top), palette.FRAME) for n, at in enumerate(posts)]
    found += [slab(f"{name}_foot_{n}", at, (0.05, 0.05), (0.0, 0.02), palette.RUBBER) for n, at in enumerate(posts)]
    colour = palette.ACCENT if side < 0 else palette.GREEN
    for n, at in enumerate((y[0], y[1] - 0.03)):
        found.append(block(f"{name}_beam_{n}", x, (at, at + 0.03), (top, top + 0.03), palette.FRAME))
    for n, at in enumerate((x[0], x[1] - 0.03)):
        found.append(
            block(f"{name}_bar_{n}", (at, at + 0.03), (y[0] + 0.03, y[1] - 0.03), (top, top + 0.03), palette.FRAME)
        )
    for n, at in enumerate((x[0] - 0.004, x[1])):
        label = (y[0] + 0.03, y[1] - 0.03)
        found.append(block(f"{name}_label_{n}", (at, at + 0.004), label, (top - 0.05, top + 0.03), colour, "visual"))
    found.append(block(f"{name}_base", x, y, (0.10, 0.13), palette.FRAME))
    inner = (x[0] + 0.03, x[1] - 0.03)
    for level in range(levels):
        plane = _plane(level) - BOTTOM_M
        for end, at in (("left", y[0] + SIDE_M), ("right", y[1] - SIDE_M - 0.06)):
            found.append(
                block(f"{name}_shelf_{level}_{end}", inner, (at, at + 0.06), (plane - 0.012, plane), palette.ALUMINIUM)
            )
        for end, at in (("left", y[0]), ("right", y[1] - 0.03)):
            found.append(
                block(f"{name}_rail_{level}_{end}", inner, (at, at + 0.03), (plane - 0.02, plane), palette.FRAME)
            )
    return found

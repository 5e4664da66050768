"""What cells and docked vehicles cover of the floor: rectangles, and how far two of them overlap."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from robot_cells.bodies.pose3d import Pose3D
from robot_cells.scenes.blocks import Span, corners
from robot_cells.scenes.buffer_rack import rack_y_m
from robot_cells.scenes.cell_plan import CellPlan, docking_pose
from robot_cells.scenes.extents import felt_corners
from robot_cells.scenes.own_cell import own_models
from robot_cells.scenes.vehicle_body import LENGTH_M, WIDTH_M

FLAT_M = 0.01
"""What is lower than this is driven over: a ground plane, a mat."""
OVERHEAD_M = 2.0
"""What begins higher than this is driven under: a crane, a lamp."""


@dataclass(frozen=True, slots=True)
class Footprint:
    """A rectangle on the floor: `name` says what covers it, `corners_m` are x, y in the frame `line`, in order."""

    name: str
    corners_m: tuple[Span, ...]

    @classmethod
    def of(cls, name: str, pose: Pose3D, x_m: Span, y_m: Span) -> Footprint:
        """What covers these spans of a frame that has the pose `pose` in the frame `line`."""
        return cls(name, tuple((pose @ Pose3D(*corner)).position_m[:2] for corner in corners(x_m, y_m)))


def furniture(plan: CellPlan) -> tuple[Footprint, ...]:
    """The table of a cell, with all that stands on it, and its buffers; or the models of its own file."""
    if plan.cell.model is not None:
        return tuple(_own(plan))
    found = [Footprint.of("table", plan.pose, plan.table_x_m, plan.table_y_m)]
    for name, buffer, side in (
        ("input buffer", plan.cell.input_buffer, -1),
        ("output buffer", plan.cell.output_buffer, 1),
    ):
        if buffer.capacity != 0:
            found.append(Footprint.of(name, plan.pose, plan.rack_x_m, rack_y_m(plan, buffer, side)))
    return tuple(found)


def _own(plan: CellPlan) -> Iterator[Footprint]:
    """A rectangle along the cell's axes for every model that stands out of the floor."""
    for name, model in own_models(plan.cell).items():
        pose = model.pose.matrix()
        shapes = [corners @ pose[:3, :3].T + pose[:3, 3] for corners in felt_corners(model.mechanism)]
        above = [corners for corners in shapes if corners[:, 2].max() > FLAT_M and corners[:, 2].min() < OVERHEAD_M]
        if above:
            low, high = np.concatenate(above).min(axis=0), np.concatenate(above).max(axis=0)
            x, y = ((float(low[axis]), float(high[axis])) for axis in (0, 1))
            yield Footprint.of(f"model {name}", plan.pose, x, y)


def docked_vehicle(plan: CellPlan, beside: int = 0) -> Footprint:
    """What a vehicle covers that has docked at a cell; `beside` as in `docking_pose`."""
    pose = docking_pose(plan, beside, WIDTH_M, LENGTH_M)
    return Footprint.of("vehicle", pose, (-LENGTH_M / 2, LENGTH_M / 2), (-WIDTH_M / 2, WIDTH_M / 2))


def overlap_m(one: Footprint, other: Footprint) -> float:
    """How far one of two rectangles must be moved, at least, until they touch no more; 0 where they do not.

    By the theorem of the separating axis: convex shapes are apart where a line along an edge of either divides them.
    """
    least = math.inf
    for shape in (one, other):
        for (x0, y0), (x1, y1) in zip(shape.corners_m[:2], shape.corners_m[1:3], strict=True):
            length = math.hypot(x1 - x0, y1 - y0)
            axis = ((y0 - y1) / length, (x1 - x0) / length)
            a, b = _along(one, axis), _along(other, axis)
            least = min(least, a[1] - b[0], b[1] - a[0])
    return max(least, 0.0)


def _along(shape: Footprint, axis: Span) -> Span:
    values = [x * axis[0] + y * axis[1] for x, y in shape.corners_m]
    return min(values), max(values)

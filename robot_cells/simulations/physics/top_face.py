"""The flat top of a part: where a cup can hold it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from robot_cells.bodies.body import Body
from robot_cells.bodies.geometry import Geometry
from robot_cells.bodies.shape import Box, Cylinder
from robot_cells.simulations.physics.loose_body import Vector

_EVEN_M = 0.0001
"""Faces that differ by less are one plane."""


@dataclass(frozen=True, slots=True)
class TopFace:
    """`height_m` above the body's origin; `faces` are the felt boxes and upright cylinders that reach up to it."""

    height_m: float
    faces: tuple[Geometry, ...]

    @classmethod
    def of(cls, body: Body) -> TopFace | None:
        """Of a body that stands upright in its own frame; None where nothing felt is flat above."""
        tops = {item: _top_m(item) for item in body.geometries if item.is_felt}
        known = [top for top in tops.values() if top is not None]
        if not known:
            return None
        highest = max(known)
        faces = tuple(item for item, top in tops.items() if top is not None and top > highest - _EVEN_M)
        return cls(highest, faces)

    def share(self, points_m: Vector) -> float:
        """How many of (n, 2) points of the body's frame lie upon it, 0 to 1."""
        upon = np.zeros(len(points_m), dtype=bool)
        for item in self.faces:
            away = points_m - np.array([item.pose.x_m, item.pose.y_m])
            match item.shape:
                case Box(x, y, _):
                    upon |= (np.abs(away[:, 0]) <= x / 2.0) & (np.abs(away[:, 1]) <= y / 2.0)
                case Cylinder(radius, _):
                    upon |= np.hypot(away[:, 0], away[:, 1]) <= radius
        return float(upon.mean())


def disc_points(radius_m: float, across: int = 61) -> Vector:
    """(n, 2) points evenly over a disc round the origin."""
    line = (np.arange(across) + 0.5) / across * 2.0 - 1.0
    x, y = np.meshgrid(line, line)
    inside = np.hypot(x, y) <= 1.0
    return np.column_stack([x[inside], y[inside]]) * radius_m


def _top_m(item: Geometry) -> float | None:
    if max(abs(angle) for angle in item.pose.angles_rad) > 0.0:
        return None
    match item.shape:
        case Box(_, _, z):
            return item.pose.z_m + z / 2.0
        case Cylinder(_, length):
            return item.pose.z_m + length / 2.0
    return None

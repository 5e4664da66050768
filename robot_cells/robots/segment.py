"""Shapes that are said by where they begin and end."""

from __future__ import annotations

import math

from robot_cells.bodies.geometry import GREY, Colour, Geometry, Use
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.bodies.shape import Capsule, Cylinder

Point = tuple[float, float, float]
"""x, y, z in metres, in a body's frame."""


def can(name: str, start: Point, end: Point, radius_m: float, colour: Colour = GREY, use: Use = "both") -> Geometry:
    """A cylinder whose faces have their centres at `start` and `end`."""
    return Geometry(name, Cylinder(radius_m, math.dist(start, end)), _along(start, end), colour, use)


def rod(name: str, start: Point, end: Point, radius_m: float, colour: Colour = GREY, use: Use = "both") -> Geometry:
    """A capsule whose half spheres have their centres at `start` and `end`."""
    return Geometry(name, Capsule(radius_m, math.dist(start, end)), _along(start, end), colour, use)


def _along(start: Point, end: Point) -> Pose3D:
    """The middle between two points, z from the first to the second."""
    x, y, z = (b - a for a, b in zip(start, end, strict=True))
    middle = [(a + b) / 2.0 for a, b in zip(start, end, strict=True)]
    flat = math.hypot(x, y)
    yaw = math.atan2(y, x) if flat > 0.0 else 0.0
    return Pose3D(middle[0], middle[1], middle[2], 0.0, math.atan2(flat, z), yaw)

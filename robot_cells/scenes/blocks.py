"""Boxes and posts that are said by where they begin and end."""

from __future__ import annotations

from robot_cells.bodies.geometry import FRICTION, Colour, Geometry, Use
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.bodies.shape import Box, Cylinder

Span = tuple[float, float]
"""From and to along one axis, in metres."""


def block(
    name: str, x_m: Span, y_m: Span, z_m: Span, colour: Colour, use: Use = "both", friction: float = FRICTION
) -> Geometry:
    """A box that fills these spans of the body's frame."""
    (x0, x1), (y0, y1), (z0, z1) = x_m, y_m, z_m
    centre = Pose3D((x0 + x1) / 2.0, (y0 + y1) / 2.0, (z0 + z1) / 2.0)
    return Geometry(name, Box(x1 - x0, y1 - y0, z1 - z0), centre, colour, use, friction)


def slab(name: str, at_m: Span, size_m: Span, z_m: Span, colour: Colour, use: Use = "both") -> Geometry:
    """A box with its middle at `at_m` (x, y), so wide and so deep."""
    (x, y), (width, depth) = at_m, size_m
    return block(name, (x - width / 2, x + width / 2), (y - depth / 2, y + depth / 2), z_m, colour, use)


def post(name: str, at_m: Span, radius_m: float, z_m: Span, colour: Colour, use: Use = "both") -> Geometry:
    """An upright cylinder with its axis at `at_m` (x, y)."""
    (x, y), (z0, z1) = at_m, z_m
    return Geometry(name, Cylinder(radius_m, z1 - z0), Pose3D(x, y, (z0 + z1) / 2.0), colour, use)


def corners(x_m: Span, y_m: Span, inset_m: float = 0.0) -> tuple[Span, ...]:
    """The four corners of a rectangle, moved in by `inset_m`, counter-clockwise from the lower left one."""
    (x0, x1), (y0, y1) = x_m, y_m
    x0, x1, y0, y1 = x0 + inset_m, x1 - inset_m, y0 + inset_m, y1 - inset_m
    return (x0, y0), (x1, y0), (x1, y1), (x0, y1)

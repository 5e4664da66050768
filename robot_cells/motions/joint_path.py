"""Smooth curves through joint positions, as piecewise polynomials of a path parameter that grows with the way."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from robot_cells.motions.articulation import Native
from robot_cells.motions.collision_world import CollisionWorld
from robot_cells.motions.kinematics import Vector
from robot_cells.motions.plan import Positions

ROUNDING = 0.6
"""Corners are left so far before them, in rad or m, at most."""
_SHARE = 0.45
_CHORDS = 24
"""Chords stay within 0.7 mm of the rounding for arms of this size: far less than the margin of the world."""
_HALVINGS = 4
_SAME = 1e-9


def through(corners: Sequence[Positions]) -> Native:
    """A cubic spline (scipy's `PPoly`) through all corners, its parameter the summed distance: for those close by."""
    from scipy.interpolate import CubicSpline

    points = _apart(corners)
    lengths = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    return CubicSpline(lengths, points)


def rounded(corners: Sequence[Positions], world: CollisionWorld) -> list[Native]:
    """Straight lines with rounded corners (scipy's `PPoly`); where no rounding is free the path ends at the corner.

    So there is a path more than there are such corners. A rounding leaves the line `d` before the corner and comes back
    to the next `d` behind it, with a second derivative that rises from zero and falls back: `(u2 - u1) 6x(1 - x) / 2d`
    for directions u1 and u2 and the share x of the rounding.
    """
    points = _apart(corners)
    paths: list[Native] = []
    pieces: list[Vector] = []
    breaks = [0.0]
    at = points[0]
    for i in range(1, len(points) - 1):
        first, last = points[i] - points[i - 1], points[i + 1] - points[i]
        lengths = float(np.linalg.norm(first)), float(np.linalg.norm(last))
        u1, u2 = first / lengths[0], last / lengths[1]
        d = _free_rounding(points[i], u1, u2, min(ROUNDING, _SHARE * min(lengths)), world)
        _add_line(pieces, breaks, at, points[i] - d * u1)
        if d > 0.0:
            pieces.append(_corner(points[i], u1, u2, d))
            breaks.append(breaks[-1] + 2.0 * d)
        else:
            paths.append(_path(pieces, breaks))
            pieces, breaks = [], [0.0]
        at = points[i] + d * u2
    _add_line(pieces, breaks, at, points[-1])
    return [*paths, _path(pieces, breaks)]


def _apart(corners: Sequence[Positions]) -> list[Vector]:
    points = [np.array(corners[0])]
    for corner in corners[1:]:
        point = np.array(corner)
        if float(np.abs(point - points[-1]).max()) > _SAME:
            points.append(point)
    return points


def _free_rounding(corner: Vector, u1: Vector, u2: Vector, most: float, world: CollisionWorld) -> float:
    """The largest of `most` and its halves for which the rounding is free; 0 where none is."""
    d = most
    for _ in range(_HALVINGS):
        coefficients = _corner(corner, u1, u2, d)
        shares = np.linspace(0.0, 2.0 * d, _CHORDS + 1)
        samples = [sum(c * x ** (4 - k) for k, c in enumerate(coefficients)) for x in shares]
        if all(world.is_way_free(a, b) for a, b in pairwise(samples)):
            return d
        d /= 2.0
    return 0.0


def _corner(corner: Vector, u1: Vector, u2: Vector, d: float) -> Vector:
    """Coefficients (degree 4 first; 5 x n) of the rounding in its own parameter from 0 to 2 d."""
    turn, whole = u2 - u1, 2.0 * d
    return np.array([-turn / (2.0 * whole**3), turn / whole**2, np.zeros_like(turn), u1, corner - d * u1])


def _add_line(pieces: list[Vector], breaks: list[float], start: Vector, end: Vector) -> None:
    length = float(np.linalg.norm(end - start))
    if length > _SAME:
        zero = np.zeros_like(start)
        pieces.append(np.array([zero, zero, zero, (end - start) / length, start]))
        breaks.append(breaks[-1] + length)


def _path(pieces: list[Vector], breaks: list[float]) -> Native:
    from scipy.interpolate import PPoly

    return PPoly(np.stack(pieces, axis=1), np.array(breaks))

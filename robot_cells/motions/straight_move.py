"""The fastest straight joint move from rest to rest."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from robot_cells.errors import MotionError
from robot_cells.motions.motion_limits import MotionLimits
from robot_cells.motions.rest_profile import Knot, fastest
from robot_cells.motions.trajectory import Trajectory

SHORTEST_S = 0.05
"""A move that goes nowhere takes so long."""
_SMALLEST = 1e-9
_STANDING = (Knot(0.0, 0.0, 0.0, 0.0), Knot(SHORTEST_S, 1.0, 0.0, 0.0))


def straight_move(start: Sequence[float], end: Sequence[float], limits: MotionLimits) -> Trajectory:
    """All joints in phase, so that it stays straight; a point for each phase, between which it is exact.

    Raises `MotionError` for limits that are not above zero.
    """
    first, last = np.array(start, dtype=float), np.array(end, dtype=float)
    way = last - first
    far = np.abs(way)
    moving = far > _SMALLEST
    columns = (limits.velocity, limits.acceleration, limits.jerk)
    if min(min(column) for column in columns) <= 0.0:
        raise MotionError("A limit is not above zero.", where="timing", remedy="Give speeds, accelerations and jerks.")
    knots: tuple[Knot, ...] = _STANDING
    if bool(moving.any()):
        velocity, acceleration, jerk = (float((np.array(column)[moving] / far[moving]).min()) for column in columns)
        knots = fastest(velocity, acceleration, jerk)
    shares, rates, rises = (np.array([[getattr(knot, name)] for knot in knots]) for name in ("share", "rate", "rise"))
    positions = first + shares * way
    positions[-1] = last
    return Trajectory(np.array([knot.time_s for knot in knots]), positions, rates * way, rises * way)

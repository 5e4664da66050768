"""Trajectories from plans: from rest to rest, within limits of speed, acceleration and jerk."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from robot_cells.motions.collision_world import CollisionWorld
from robot_cells.motions.joint_path import rounded, through
from robot_cells.motions.motion_limits import MotionLimits
from robot_cells.motions.path_timing import along
from robot_cells.motions.plan import Plan, Positions, Way
from robot_cells.motions.straight_move import straight_move
from robot_cells.motions.trajectory import Trajectory, joined

SAMPLE_S = 0.008
"""Between two points of a trajectory: four cycles of the family's 500 Hz controller."""
_ENDS = 2
_SAME_S = 1e-9


def timed(
    plan: Plan, limits: MotionLimits, world: CollisionWorld | None = None, *, sample_s: float = SAMPLE_S
) -> Trajectory:
    """The trajectory of a plan; its points are at most `sample_s` apart.

    A straight joint move is optimal in time, all joints in phase (`straight_move`). A linear move
    goes through its corners without a stop. Other corners are rounded off where `world` is given and the rounding is
    free there, if that is quicker; else the arm stops at them. Raises `MotionError`.
    """
    corners = [plan.start] + [b for a, b in pairwise(plan.corners) if a != b]
    if len(corners) < _ENDS:
        return _standing(plan.start, sample_s)
    if len(corners) == _ENDS:
        return straight(corners[0], corners[1], limits, sample_s)
    if plan.way is Way.LINEAR:
        return along(through(corners), limits, sample_s)
    stopping = joined([straight(a, b, limits, sample_s) for a, b in pairwise(corners)])
    if world is None:
        return stopping
    flowing = joined([along(path, limits, sample_s) for path in rounded(corners, world)])
    return min(stopping, flowing, key=lambda trajectory: trajectory.duration_s)


def straight(start: Sequence[float], end: Sequence[float], limits: MotionLimits, sample_s: float) -> Trajectory:
    """One straight joint move from rest to rest, its points at most `sample_s` apart."""
    move = straight_move(start, end, limits)
    count = max(_ENDS, math.ceil(move.duration_s / sample_s))
    times = np.union1d(np.linspace(0.0, move.duration_s, count + 1), move.times_s)
    times = times[np.concatenate([[True], np.diff(times) > _SAME_S])]
    states = [move.state(float(time_s)) for time_s in times]
    positions, velocities, accelerations = (np.array([state[k] for state in states]) for k in range(3))
    positions[-1], velocities[-1], accelerations[-1] = end, 0.0, 0.0
    return Trajectory(times, positions, velocities, accelerations)


def _standing(at: Positions, sample_s: float) -> Trajectory:
    still = np.zeros((2, len(at)))
    return Trajectory(np.array([0.0, sample_s]), np.array([at, at]), still, still.copy())

"""Times for a curve: as fast as speeds and accelerations allow along it, then smoothed until the jerk is allowed, too.

The fastest speed along the curve is toppra's (H. Pham and Q.-C. Pham, "A New Approach to Time-Optimal Path
Parameterization Based on Reachability Analysis", IEEE Transactions on Robotics 34(3), 2018). It changes acceleration at
once. Averaged over a window of `acceleration / jerk` seconds it does not, and goes along the very same curve. Where
that leaves a limit, the whole motion is stretched in time: by k, speeds fall by k, accelerations by k2, jerks by k3.
"""

from __future__ import annotations

import math

import numpy as np

from robot_cells.errors import MotionError
from robot_cells.motions.articulation import Native
from robot_cells.motions.kinematics import Vector
from robot_cells.motions.motion_limits import MotionLimits
from robot_cells.motions.trajectory import Trajectory

_FINE_S = 0.001
_STEP = 0.02
"""Of the curve between two points at which toppra looks, in rad or m."""
_FEWEST, _MOST = 60, 600
_SAFETY = 1.0 + 1e-6


def along(path: Native, limits: MotionLimits, sample_s: float) -> Trajectory:
    """Rest to rest along a `PPoly` whose parameter grows with the way; raises `MotionError` where toppra finds none."""
    times, speeds = _fastest(path, limits)
    speeds = _smoothed(times, speeds, max(a / j for a, j in zip(limits.acceleration, limits.jerk, strict=True)))
    places = np.concatenate([[0.0], np.cumsum((speeds[1:] + speeds[:-1]) / 2.0 * _FINE_S)])
    ratio = float(path.x[-1]) / places[-1]
    places, speeds = places * ratio, speeds * ratio
    rises = np.gradient(speeds, _FINE_S)
    stretch = _stretch(path, places, speeds, rises, limits)
    fine_s = np.arange(len(places)) * _FINE_S
    count = max(2, math.ceil(fine_s[-1] * stretch / sample_s))
    at = np.linspace(0.0, fine_s[-1], count + 1)
    v, a = (np.interp(at, fine_s, values) for values in (speeds / stretch, rises / stretch**2))
    s = _between(at, fine_s, places, speeds)
    s[-1] = path.x[-1]
    return Trajectory(at * stretch, *_motion(path, s, v, a))


def _fastest(path: Native, limits: MotionLimits) -> tuple[Vector, Vector]:
    """Times and speeds along the curve at toppra's grid."""
    import toppra
    from toppra import algorithm, constraint

    toppra.setup_logging("ERROR")
    length = float(path.x[-1])
    count = min(_MOST, max(_FEWEST, math.ceil(length / _STEP)))
    grid = np.union1d(np.linspace(0.0, length, count + 1), path.x)
    grid = grid[np.concatenate([[True], np.diff(grid) > length * 1e-6])]
    grid[-1] = length
    velocity, acceleration = (np.array(values) for values in (limits.velocity, limits.acceleration))
    constraints = [
        constraint.JointVelocityConstraint(np.stack([-velocity, velocity], axis=1)),
        constraint.JointAccelerationConstraint(np.stack([-acceleration, acceleration], axis=1)),
    ]
    solver = algorithm.TOPPRA(constraints, _adapted(path), gridpoints=grid, solver_wrapper="seidel")
    _, speeds, _ = solver.compute_parameterization(0.0, 0.0)
    if speeds is None or not bool(np.all(np.isfinite(speeds))):
        raise MotionError("No speed along the curve is allowed.", where="timing", remedy="Look for a smoother way.")
    steps = 2.0 * np.diff(grid) / np.maximum(speeds[1:] + speeds[:-1], 1e-9)
    return np.concatenate([[0.0], np.cumsum(steps)]), np.asarray(speeds)


def _adapted(path: Native) -> Native:
    """The curve as toppra wants curves."""
    from toppra.interpolator import AbstractGeometricPath

    class Adapted(AbstractGeometricPath):
        def __call__(self, places: Vector, order: int = 0) -> Native:
            return path(places, order)

        @property
        def dof(self) -> int:
            return int(path.c.shape[2])

        @property
        def path_interval(self) -> Vector:
            return np.array([0.0, path.x[-1]])

        @property
        def waypoints(self) -> tuple[Vector, Vector]:
            return path.x, path(path.x)

    return Adapted()


def _smoothed(times: Vector, speeds: Vector, window_s: float) -> Vector:
    """Every `_FINE_S`, the mean of the speed over the window before: its change is then bounded by the window."""
    window = max(1, math.ceil(window_s / _FINE_S))
    fine = np.interp(np.arange(math.ceil(times[-1] / _FINE_S) + 1) * _FINE_S, times, speeds, right=0.0)
    summed = np.cumsum(np.concatenate([np.zeros(window), fine, np.zeros(window)]))
    averaged: Vector = (summed[window:] - summed[:-window]) / window
    return averaged


def _motion(path: Native, s: Vector, v: Vector, a: Vector) -> tuple[Vector, Vector, Vector]:
    slope, bend = path(s, 1), path(s, 2)
    return path(s), slope * v[:, None], slope * a[:, None] + bend * (v * v)[:, None]


def _stretch(path: Native, s: Vector, v: Vector, a: Vector, limits: MotionLimits) -> float:
    _, velocities, accelerations = _motion(path, s, v, a)
    jerks = np.diff(accelerations, axis=0) / _FINE_S
    most = [
        float((np.abs(values) / np.array(allowed)).max())
        for values, allowed in (
            (velocities, limits.velocity),
            (accelerations, limits.acceleration),
            (jerks, limits.jerk),
        )
    ]
    return max(1.0, most[0], math.sqrt(most[1]), math.cbrt(most[2])) * _SAFETY


def _between(at: Native, times: Native, places: Vector, speeds: Vector) -> Vector:
    """Places between the fine ones, by cubic pieces with the right speeds."""
    from scipy.interpolate import CubicHermiteSpline

    found: Vector = np.clip(CubicHermiteSpline(times, places, speeds)(at), 0.0, places[-1])
    return found

"""A few centimetres along a straight line of the tool, which keeps its turn: away from a part, and down to it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from robot_cells.devices.six_axis_arm import Joints, Pose, SixAxisArm
from robot_cells.motions.kinematics import Vector
from robot_cells.motions.motion_limits import MotionLimits
from robot_cells.motions.rest_profile import fastest, split
from robot_cells.motions.trajectory import Trajectory

JUMP_RAD = 0.3
"""A joint that goes further from one node to the next flips to another branch, or spins at a singular pose."""
_NODES = 7
_SHARES = (1.0 - np.cos(np.pi * np.arange(_NODES) / (_NODES - 1))) / 2.0
"""Where the arm's joints are computed: Chebyshev's nodes, through which one polynomial goes."""
_INVERSE = np.linalg.inv(np.vander(_SHARES, increasing=True))
_LOOKS = np.linspace(0.0, 1.0, 9)


class ToolLine:
    """Joint positions over the share of the way, as a polynomial through those that inverse kinematics gives."""

    def __init__(self, nodes: Sequence[Joints]) -> None:
        self.start, self.end = nodes[0], nodes[-1]
        self._factors: npt.NDArray[np.float64] = _INVERSE @ np.array(nodes)

    def at(self, shares: Sequence[float] | Vector, order: int = 0) -> npt.NDArray[np.float64]:
        """Positions, or a derivative of them by the share: a row for each share."""
        powers = np.arange(_NODES)
        factor = np.ones(_NODES)
        for k in range(order):
            factor = factor * (powers - k)
        exponents = np.maximum(powers - order, 0)
        terms = np.asarray(shares, dtype=float)[:, None] ** exponents * factor
        found: npt.NDArray[np.float64] = terms @ self._factors
        return found

    def corners(self, count: int) -> npt.NDArray[np.float64]:
        """So many joint positions along the way, ends included."""
        return self.at(np.linspace(0.0, 1.0, count))


def tool_line(arm: SixAxisArm, start: Joints, end_pose: Pose) -> ToolLine | None:
    """From joint positions to a pose of the tool (4x4, `base`), in the branch of the start; None: it cannot be kept.

    The tool keeps the turn of `end_pose` from the first step on: that of the start must be the same.
    """
    begin = arm.forward(start)[:3, 3]
    nodes = [start]
    for share in _SHARES[1:]:
        pose = end_pose.copy()
        pose[:3, 3] = begin + (end_pose[:3, 3] - begin) * share
        following = arm.inverse(pose, nodes[-1])
        if following is None or max(abs(a - b) for a, b in zip(following, nodes[-1], strict=True)) > JUMP_RAD:
            return None
        nodes.append(following)
    return ToolLine(nodes)


def timed_line(line: ToolLine, limits: MotionLimits) -> Trajectory:
    """From rest to rest along it, as fast as its steepest piece allows all along, which for centimetres is little lost.

    Where the line's bend asks for more acceleration than there is, the whole is stretched.
    """
    slopes = np.maximum(np.abs(line.at(_LOOKS, 1)).max(axis=0), 1e-9)
    knots = split(fastest(*(float((np.array(column) / slopes).min()) for column in _columns(limits))))
    shares = np.array([knot.share for knot in knots])
    rates, rises = (np.array([[getattr(knot, name)] for knot in knots]) for name in ("rate", "rise"))
    slope, bend = line.at(shares, 1), line.at(shares, 2)
    positions = line.at(shares)
    positions[0], positions[-1] = line.start, line.end
    times = np.array([knot.time_s for knot in knots])
    found = Trajectory(times, positions, slope * rates, slope * rises + bend * rates**2)
    return within(found, limits)


def within(trajectory: Trajectory, limits: MotionLimits) -> Trajectory:
    """Stretched in time until its speeds and accelerations hold at every point."""
    speed = float((np.abs(trajectory.velocities) / np.array(limits.velocity)).max())
    rise = float((np.abs(trajectory.accelerations) / np.array(limits.acceleration)).max())
    factor = max(1.0, speed, rise**0.5)
    return trajectory if factor <= 1.0 + 1e-9 else trajectory.stretched(factor)


def _columns(limits: MotionLimits) -> tuple[Sequence[float], Sequence[float], Sequence[float]]:
    return limits.velocity, limits.acceleration, limits.jerk

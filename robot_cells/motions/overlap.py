"""Moves that follow each other, the next begun while the one before still slows down."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from robot_cells.motions.motion_limits import MotionLimits
from robot_cells.motions.tool_line import within
from robot_cells.motions.trajectory import Trajectory

_SAME_S = 1e-7


def overlapped(moves: Sequence[Trajectory], shares: Sequence[float], limits: MotionLimits) -> Trajectory:
    """One trajectory, rest to rest: what the moves do, added up.

    Move k + 1 begins before the end of move k by `shares[k]` (0 to 0.5) of the shorter of the two: the corner between
    them is cut. Each must begin where the one before ends. Points lie where either has one; between them the sum of
    polynomials of fifth degree is one, so nothing is lost. Where both together exceed a limit, all is stretched.
    """
    begins = [0.0]
    for share, before, after in zip(shares, moves[:-1], moves[1:], strict=True):
        begins.append(begins[-1] + before.duration_s - share * min(before.duration_s, after.duration_s))
    times = np.unique(np.concatenate([begin + move.times_s for begin, move in zip(begins, moves, strict=True)]))
    times = times[np.concatenate([[True], np.diff(times) > _SAME_S])]
    rows = [_sum(moves, begins, float(time_s)) for time_s in times]
    positions, velocities, accelerations = (np.array([row[k] for row in rows]) for k in range(3))
    positions[-1] = moves[-1].positions[-1]
    velocities[0] = velocities[-1] = accelerations[0] = accelerations[-1] = 0.0
    return within(Trajectory(times, positions, velocities, accelerations), limits)


def _sum(moves: Sequence[Trajectory], begins: Sequence[float], time_s: float) -> tuple[np.ndarray, ...]:
    position = moves[0].positions[0].copy()
    velocity, acceleration = np.zeros_like(position), np.zeros_like(position)
    for begin_s, move in zip(begins, moves, strict=True):
        if time_s <= begin_s:
            break
        if time_s >= begin_s + move.duration_s:
            position += move.positions[-1] - move.positions[0]
            continue
        moved = move.state(time_s - begin_s)
        position += moved[0] - move.positions[0]
        velocity += moved[1]
        acceleration += moved[2]
    return position, velocity, acceleration

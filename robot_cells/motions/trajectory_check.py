"""Whether a trajectory may be carried out: what every driver asks before anything moves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from robot_cells.motions.kinematics import Chain, Vector
from robot_cells.motions.motion_limits import MotionLimits
from robot_cells.motions.trajectory import Trajectory

START = 0.01
"""A trajectory that begins further (rad or m) from where the joints are jumps."""
_PLAY = 1.005
"""Limits may be passed by half a percent: what sampling and rounding leave over."""
_JERK_PLAY = 1.05
"""Jerk is told from differences of accelerations, which straddle its steps."""
_SLACK = 1e-6


def trajectory_problems(
    trajectory: Trajectory, chain: Chain, limits: MotionLimits, *, at: Sequence[float] | None = None
) -> tuple[str, ...]:
    """What is wrong, a sentence each, with joint and time; nothing: it may be carried out.

    `at` is where the joints are. Checked are shapes and numbers, times, ranges, jumps (a step that the greatest speed
    does not cover), speeds, accelerations and jerks.
    """
    shape = (len(trajectory.times_s), len(chain))
    columns = (trajectory.positions, trajectory.velocities, trajectory.accelerations)
    if shape[0] < 2 or any(column.shape != shape for column in columns):
        return (f"It has {shape[0]} times, but rows and columns {', '.join(str(column.shape) for column in columns)}.",)
    if not all(bool(np.all(np.isfinite(values))) for values in (trajectory.times_s, *columns)):
        return ("Not all of its numbers are finite.",)
    steps = np.diff(trajectory.times_s)
    if trajectory.times_s[0] != 0.0 or not bool(np.all(steps > 0.0)):
        index = int(np.argmin(steps)) + 1
        return (f"Its times do not rise strictly from 0: point {index} is at {trajectory.times_s[index]:.4f} s.",)
    return tuple(_found(trajectory, chain, limits, steps, at))


def _found(
    trajectory: Trajectory, chain: Chain, limits: MotionLimits, steps: Vector, at: Sequence[float] | None
) -> Iterator[str]:
    positions, times = trajectory.positions, trajectory.times_s
    velocity, acceleration, jerk = (np.array(v) for v in (limits.velocity, limits.acceleration, limits.jerk))
    if at is not None:
        yield from _worst(chain, times, np.abs(positions[:1] - np.array(at)) / START, "begins beside where it is")
    middle, half = (chain.upper + chain.lower) / 2.0, (chain.upper - chain.lower) / 2.0 + _SLACK
    yield from _worst(chain, times, np.abs(positions - middle) / half, "leaves its range")
    jumps = np.abs(np.diff(positions, axis=0)) / (velocity * steps[:, None]) / _PLAY
    yield from _worst(chain, times[1:], jumps, "jumps")
    yield from _worst(chain, times, np.abs(trajectory.velocities) / velocity / _PLAY, "is too fast")
    yield from _worst(chain, times, np.abs(trajectory.accelerations) / acceleration / _PLAY, "accelerates too much")
    jerks = np.abs(np.diff(trajectory.accelerations, axis=0)) / (jerk * steps[:, None]) / _JERK_PLAY
    yield from _worst(chain, times[1:], jerks, "jerks")


def _worst(chain: Chain, times: Vector, ratios: Vector, verb: str) -> Iterator[str]:
    """The joint and time at which the ratio of what is to what may be is greatest, where it is above one."""
    row, column = np.unravel_index(int(np.argmax(ratios)), ratios.shape)
    if ratios[row, column] > 1.0:
        yield f"{chain.joints[column]} {verb} at {times[row]:.3f} s ({ratios[row, column]:.2f} times what is allowed)."

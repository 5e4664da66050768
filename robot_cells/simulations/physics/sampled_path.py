"""The path of an arm, asked five hundred times a second: its polynomials are worked out once."""

from __future__ import annotations

from bisect import bisect_right

import numpy as np

from robot_cells.simulations.joint_path import AXES, JointPath
from robot_cells.simulations.physics.arm_in_world import Vector

POWERS = 6
"""Polynomials of fifth degree at most."""


class SampledPath:
    """`path` as arrays; the same positions and velocities to the last few bits, in a tenth of the time."""

    def __init__(self, path: JointPath) -> None:
        self.end_s = path.end_s
        """When the last point is reached."""
        self._start_s = path.start_s
        self._times_s = path.times_s
        self._last = np.array(path.positions_rad[-1])
        self._first = np.array(path.positions_rad[0])
        self._still = np.zeros(AXES)
        segments = len(path.times_s) - 1
        self._by_power = np.zeros((segments, POWERS, AXES))
        for index in range(segments):
            for axis in range(AXES):
                coefficients = path.coefficients(index + 1, axis)
                self._by_power[index, : len(coefficients), axis] = coefficients
        # The derivative's own coefficients: k c_k of the power k - 1.
        self._rates = self._by_power[:, 1:] * np.arange(1, POWERS)[None, :, None]

    def at(self, at_s: float) -> tuple[Vector, Vector]:
        """(6,) positions in rad and (6,) velocities in rad/s at a time; before and after it, the arm stands."""
        time_s = at_s - self._start_s
        if time_s < self._times_s[0]:
            return self._first, self._still
        if time_s >= self._times_s[-1]:
            return self._last, self._still
        index = bisect_right(self._times_s, time_s) - 1
        t = time_s - self._times_s[index]
        powers = np.array((1.0, t, t * t, t**3, t**4, t**5))
        return powers @ self._by_power[index], powers[:-1] @ self._rates[index]

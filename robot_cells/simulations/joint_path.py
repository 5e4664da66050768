"""The path of an arm through joint positions over time.

Between points the joints move as ros2_controllers' joint_trajectory_controller has it ("Trajectory Representation" in
its documentation, control.ros.org): in straight lines where points carry positions alone, by cubic polynomials where
they carry velocities too, by polynomials of fifth degree where they also carry accelerations.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from robot_cells.devices.six_axis_arm import Joints

AXES = 6
STILL: Joints = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
"""Velocities or accelerations of an arm that stands."""


@dataclass(frozen=True, slots=True)
class JointPath:
    """Points at seconds after the path's start: positions (rad), and for all of them or none velocities (rad/s).

    Accelerations (rad/s2) likewise, and only with velocities. Before the first point and after the last the arm stands.
    """

    start_s: float
    times_s: tuple[float, ...]
    positions_rad: tuple[Joints, ...]
    velocities_rad_s: tuple[Joints, ...] = ()
    accelerations_rad_s2: tuple[Joints, ...] = ()

    @classmethod
    def resting(cls, positions_rad: Joints, at_s: float = 0.0) -> JointPath:
        """An arm that stands still."""
        return cls(at_s, (0.0,), (positions_rad,))

    @property
    def duration_s(self) -> float:
        """Seconds from the start to the last point."""
        return self.times_s[-1]

    @property
    def end_s(self) -> float:
        """When the last point is reached."""
        return self.start_s + self.duration_s

    def at(self, at_s: float) -> Joints:
        """The joint positions (radians) at a time."""
        return self.after(at_s - self.start_s)

    def after(self, time_s: float) -> Joints:
        """The joint positions (radians) so long after the start; before the first and after the last point, theirs."""
        if time_s <= self.times_s[0]:
            return self.positions_rad[0]
        if time_s >= self.times_s[-1]:
            return self.positions_rad[-1]
        return self._derivative(0, time_s)

    def velocities(self, at_s: float) -> Joints:
        """The joint velocities (rad/s) at a time; zero outside the path."""
        return self._moving(1, at_s)

    def accelerations(self, at_s: float) -> Joints:
        """The joint accelerations (rad/s2) at a time; zero outside the path."""
        return self._moving(2, at_s)

    def coefficients(self, index: int, axis: int) -> tuple[float, ...]:
        """Of the polynomial of one joint from point `index - 1` to point `index`, lowest power of seconds first."""
        p, q = self.positions_rad[index - 1][axis], self.positions_rad[index][axis]
        h = self.times_s[index] - self.times_s[index - 1]
        if not self.velocities_rad_s:
            return p, (q - p) / h
        v, w = self.velocities_rad_s[index - 1][axis], self.velocities_rad_s[index][axis]
        way, gain = q - p - v * h, w - v
        if not self.accelerations_rad_s2:
            return p, v, (3.0 * way - gain * h) / h**2, (gain * h - 2.0 * way) / h**3
        a, b = self.accelerations_rad_s2[index - 1][axis], self.accelerations_rad_s2[index][axis]
        way, gain, rise = way - a * h**2 / 2.0, (gain - a * h) * h, (b - a) * h**2
        return (
            p,
            v,
            a / 2.0,
            (10.0 * way - 4.0 * gain + rise / 2.0) / h**3,
            (-15.0 * way + 7.0 * gain - rise) / h**4,
            (6.0 * way - 3.0 * gain + rise / 2.0) / h**5,
        )

    def _moving(self, order: int, at_s: float) -> Joints:
        time_s = at_s - self.start_s
        return self._derivative(order, time_s) if self.times_s[0] <= time_s < self.times_s[-1] else STILL

    def _derivative(self, order: int, time_s: float) -> Joints:
        index = bisect_right(self.times_s, time_s)
        t = time_s - self.times_s[index - 1]
        return joints([derivative(self.coefficients(index, axis), order, t) for axis in range(AXES)])


def derivative(coefficients: Sequence[float], order: int, t: float) -> float:
    """Of a polynomial (lowest power first) at `t`; order 0 is its value."""
    value = 0.0
    for power in range(len(coefficients) - 1, order - 1, -1):
        factor = coefficients[power]
        for k in range(order):
            factor *= power - k
        value = value * t + factor
    return value


def joints(values: Sequence[float]) -> Joints:
    """Six numbers as joint positions; raises `ValueError` for another count."""
    a, b, c, d, e, f = values
    return (float(a), float(b), float(c), float(d), float(e), float(f))

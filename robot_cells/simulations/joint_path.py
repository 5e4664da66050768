"""The path of an arm through joint positions over time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from robot_cells.devices.six_axis_arm import ArmModel, Joints
from robot_cells.simulations.command_error import BAD_PARAMETER, CommandError

AXES = 6
VELOCITY_TOLERANCE = 1.05
"""A trajectory may ask for so much of a joint's greatest velocity before it is refused: rounding is not a fault."""
LIMIT = "arm.limit"
DEVIATION = "arm.deviation"
START_TOLERANCE_RAD = 0.05
"""A trajectory whose point at time zero is farther than this from the arm is refused."""


@dataclass(frozen=True, slots=True)
class JointPath:
    """Straight lines in joint space between points (positions in radians at seconds after the path's start).

    That is how ros2_controllers' joint_trajectory_controller moves between points that carry positions alone.
    """

    start_s: float
    times_s: tuple[float, ...]
    positions_rad: tuple[Joints, ...]

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
        index = bisect_right(self.times_s, time_s)
        before, later = self.times_s[index - 1], self.times_s[index]
        share = (time_s - before) / (later - before)
        a, b = self.positions_rad[index - 1], self.positions_rad[index]
        return joints([p + share * (q - p) for p, q in zip(a, b, strict=True)])

    def velocities(self, at_s: float) -> Joints:
        """The joint velocities (rad/s) at a time; zero outside the path."""
        time_s = at_s - self.start_s
        if not self.times_s[0] <= time_s < self.times_s[-1]:
            return joints([0.0] * AXES)
        index = bisect_right(self.times_s, time_s)
        span = self.times_s[index] - self.times_s[index - 1]
        a, b = self.positions_rad[index - 1], self.positions_rad[index]
        return joints([(q - p) / span for p, q in zip(a, b, strict=True)])


def plan(model: ArmModel, points: Sequence[Mapping[str, object]], now_rad: Joints, start_s: float) -> JointPath:
    """The path from where the arm is (`now_rad`) through `points` (`positions_rad`, `time_s`).

    Raises `CommandError`: `arm.limit` where a point or a speed is out of the model's limits, `arm.deviation` where the
    path does not begin at the arm, `device.bad_parameter` where the points make no path.
    """
    if not points:
        raise CommandError(BAD_PARAMETER, "The trajectory has no points.")
    times = [_time(point) for point in points]
    rows = [_positions(point) for point in points]
    if times[0] <= 0.0:
        distance = max(abs(a - b) for a, b in zip(rows[0], now_rad, strict=True))
        if distance > START_TOLERANCE_RAD:
            raise CommandError(DEVIATION, f"The trajectory begins {distance:.3f} rad from where the arm is.")
        times[0], rows[0] = 0.0, now_rad
    else:
        times.insert(0, 0.0)
        rows.insert(0, now_rad)
    for index in range(1, len(times)):
        _check(model, index, times[index] - times[index - 1], rows[index - 1], rows[index])
    return JointPath(start_s, tuple(times), tuple(rows))


def joints(values: Sequence[float]) -> Joints:
    """Six numbers as joint positions; raises `ValueError` for another count."""
    a, b, c, d, e, f = values
    return (float(a), float(b), float(c), float(d), float(e), float(f))


def _check(model: ArmModel, index: int, span_s: float, a: Joints, b: Joints) -> None:
    if span_s <= 0.0:
        raise CommandError(BAD_PARAMETER, f"The times of the trajectory do not rise at point {index}.")
    for joint, (p, q) in enumerate(zip(a, b, strict=True)):
        if abs(q) > model.position_limits_rad[joint]:
            raise CommandError(LIMIT, f"Point {index} asks joint {joint + 1} for {q:.3f} rad: out of its range.")
        if abs(q - p) > model.velocity_limits_rad_s[joint] * span_s * VELOCITY_TOLERANCE:
            raise CommandError(LIMIT, f"Point {index} asks joint {joint + 1} for {abs(q - p) / span_s:.2f} rad/s.")


def _time(point: Mapping[str, object]) -> float:
    value = point.get("time_s")
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise CommandError(BAD_PARAMETER, f"The time of a point is {value!r}: seconds are wanted.")
    return float(value)


def _positions(point: Mapping[str, object]) -> Joints:
    value = point.get("positions_rad")
    if not isinstance(value, Sequence) or len(value) != AXES or not all(isinstance(q, (int, float)) for q in value):
        raise CommandError(BAD_PARAMETER, f"The positions of a point are {value!r:.80}: six numbers are wanted.")
    return joints(value)

"""Times for joint moves: as fast as the joints may, from rest to rest, with limited jerk."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from robot_cells.devices.six_axis_arm import ArmModel

MAX_ACCELERATION_RAD_S2 = 8.0
"""Ours, for every joint: below what arms of this size do, so that a held part does not slip."""
MAX_JERK_RAD_S3 = 80.0
"""Ours, for every joint: the full acceleration is there after a tenth of a second."""
SHORTEST_S = 0.05
RAMP_S = 0.1
"""A steady move comes to its speed in this time, and from it to rest."""
_SMALLEST_RAD = 1e-9


@dataclass(frozen=True, slots=True)
class Knot:
    """Of a motion along a path: when (seconds from its start), at which share of the way, and its two derivatives.

    Between two knots the third derivative is steady.
    """

    time_s: float
    share: float
    rate: float
    rise: float


def fastest(velocity: float, acceleration: float, jerk: float) -> tuple[Knot, ...]:
    """From rest to rest over a whole way, in shares of it: the seven phases of the optimal motion, by ruckig.

    (L. Berscheid and T. Kroeger, "Jerk-limited Real-time Trajectory Generation with Arbitrary Target States", Robotics:
    Science and Systems 2021.) Limits in shares per s, s2 and s3.
    """
    import ruckig

    asked = ruckig.InputParameter(1)
    asked.current_position, asked.target_position = [0.0], [1.0]
    asked.max_velocity, asked.max_acceleration, asked.max_jerk = [velocity], [acceleration], [jerk]
    found = ruckig.Trajectory(1)
    ruckig.Ruckig(1).calculate(asked, found)
    (profile,) = found.profiles[0]
    knots = [Knot(0.0, 0.0, 0.0, 0.0)]
    for index, duration_s in enumerate(profile.t, start=1):
        if duration_s > 0.0:
            at_s = knots[-1].time_s + duration_s
            knots.append(Knot(at_s, profile.p[index], profile.v[index], profile.a[index]))
    knots[-1] = Knot(knots[-1].time_s, 1.0, 0.0, 0.0)
    return tuple(knots)


def timed_points(model: ArmModel, corners_rad: Sequence[Sequence[float]], speed: float) -> list[Mapping[str, object]]:
    """The trajectory through joint positions, resting at each; the first is where the arm stands and is left out.

    `speed` is a share of the velocity limits. Points are `{positions_rad: [6], velocities_rad_s: [6],
    accelerations_rad_s2: [6], time_s}`, times in seconds from the start; the polynomials of fifth degree between them
    are the motion itself, whose jerk is steady there.
    """
    points: list[Mapping[str, object]] = []
    begin_s = 0.0
    for start, end in pairwise(corners_rad):
        ways = [b - a for a, b in zip(start, end, strict=True)]
        farthest = max(abs(way) for way in ways)
        if farthest < _SMALLEST_RAD:
            knots: tuple[Knot, ...] = (Knot(0.0, 0.0, 0.0, 0.0), Knot(SHORTEST_S, 1.0, 0.0, 0.0))
        else:
            limits = zip(ways, model.velocity_limits_rad_s, strict=True)
            velocity = min(limit * speed / abs(way) for way, limit in limits if abs(way) >= _SMALLEST_RAD)
            knots = fastest(velocity, MAX_ACCELERATION_RAD_S2 / farthest, MAX_JERK_RAD_S3 / farthest)
        points += [_point(begin_s, knot, start, ways) for knot in knots[1:]]
        begin_s += knots[-1].time_s
    return points


def _point(begin_s: float, knot: Knot, start: Sequence[float], ways: Sequence[float]) -> Mapping[str, object]:
    return {
        "positions_rad": [a + knot.share * way for a, way in zip(start, ways, strict=True)],
        "velocities_rad_s": [knot.rate * way for way in ways],
        "accelerations_rad_s2": [knot.rise * way for way in ways],
        "time_s": begin_s + knot.time_s,
    }


def steady_duration_s(way: float, speed: float) -> float:
    """How long a way takes whose speed rises evenly in `RAMP_S`, stays, and falls likewise (m and m/s, or any)."""
    return way / speed + RAMP_S if way >= speed * RAMP_S else 2.0 * math.sqrt(way * RAMP_S / speed)


def steady_share(time_s: float, duration_s: float) -> float:
    """Of such a way, the share that lies behind after a time."""
    ramp_s = min(RAMP_S, duration_s / 2.0)
    rate = 1.0 / (duration_s - ramp_s)
    if time_s < ramp_s:
        return rate * time_s**2 / (2.0 * ramp_s)
    if time_s > duration_s - ramp_s:
        return 1.0 - rate * (duration_s - time_s) ** 2 / (2.0 * ramp_s)
    return rate * (time_s - ramp_s / 2.0)


def flowing_points(times_s: Sequence[float], corners_rad: Sequence[Sequence[float]]) -> list[Mapping[str, object]]:
    """The trajectory through joint positions at times, from rest to rest without a stop; the first is left out.

    Velocities are those of the parabola through a corner and its two neighbours.
    """
    points: list[Mapping[str, object]] = []
    for index in range(1, len(times_s)):
        corner = corners_rad[index]
        velocities = [0.0] * len(corner)
        if index + 1 < len(times_s):
            h, k = times_s[index] - times_s[index - 1], times_s[index + 1] - times_s[index]
            neighbours = zip(corners_rad[index - 1], corner, corners_rad[index + 1], strict=True)
            velocities = [((b - a) / h * k + (c - b) / k * h) / (h + k) for a, b, c in neighbours]
        points.append({"positions_rad": list(corner), "velocities_rad_s": velocities, "time_s": times_s[index]})
    return points

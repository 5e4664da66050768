"""From rest to rest along a way as fast as speed, acceleration and jerk allow, in shares of that way."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

_SPLIT = 2
"""Every phase of the motion is given by so many pieces."""


@dataclass(frozen=True, slots=True)
class Knot:
    """When (seconds from the start), at which share of the way, and the first two derivatives of that.

    Between two knots the third derivative is steady.
    """

    time_s: float
    share: float
    rate: float
    rise: float


def fastest(velocity: float, acceleration: float, jerk: float) -> tuple[Knot, ...]:
    """The seven phases of the optimal motion, by ruckig; limits in shares of the way per s, s2 and s3.

    (L. Berscheid and T. Kroeger, "Jerk-limited Real-time Trajectory Generation with Arbitrary Target States", Robotics:
    Science and Systems 2021.)
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


def split(knots: tuple[Knot, ...]) -> tuple[Knot, ...]:
    """The same motion with a knot more in the middle of every phase."""
    found = [knots[0]]
    for before, after in pairwise(knots):
        h = after.time_s - before.time_s
        jerk = (after.rise - before.rise) / h
        for k in range(1, _SPLIT):
            t = h * k / _SPLIT
            found.append(
                Knot(
                    before.time_s + t,
                    before.share + t * (before.rate + t * (before.rise / 2.0 + t * jerk / 6.0)),
                    before.rate + t * (before.rise + t * jerk / 2.0),
                    before.rise + t * jerk,
                )
            )
        found.append(after)
    return tuple(found)

"""Times for moves that feel for contact: a steady speed between two ramps."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

RAMP_S = 0.1
"""A steady move comes to its speed in this time, and from it to rest."""


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

"""Times for joint moves: as fast as the joints may, from rest to rest, without a jerk at either end."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

from robot_cells.devices.six_axis_arm import ArmModel

MAX_ACCELERATION_RAD_S2 = 8.0
"""Ours, for every joint: below what arms of this size do, so that a held part does not slip."""
SAMPLE_S = 0.08
"""About so far apart the points of a trajectory are; between them controllers interpolate."""
SHORTEST_S = 0.05
TURN_RAD = 2.0 * math.pi


def move_duration_s(model: ArmModel, start_rad: Sequence[float], end_rad: Sequence[float], speed: float) -> float:
    """How long a cosine move takes in seconds when no joint exceeds its limits.

    With the share of the way s(t) = (1 - cos(pi t / T)) / 2 the greatest velocity is pi / 2 times the mean, and the
    greatest acceleration pi^2 / (2 T^2) times the way (derivatives of s). `speed` is a share of the velocity limits.
    """
    shortest = SHORTEST_S
    for start, end, limit in zip(start_rad, end_rad, model.velocity_limits_rad_s, strict=True):
        way = abs(end - start)
        by_velocity = way * math.pi / 2.0 / (limit * speed)
        by_acceleration = math.pi * math.sqrt(way / (2.0 * MAX_ACCELERATION_RAD_S2))
        shortest = max(shortest, by_velocity, by_acceleration)
    return shortest


def timed_points(model: ArmModel, corners_rad: Sequence[Sequence[float]], speed: float) -> list[Mapping[str, object]]:
    """The trajectory through joint positions, resting at each; the first is where the arm stands and is left out.

    Points are `{positions_rad: [6], time_s}`, times in seconds from the start.
    """
    points: list[Mapping[str, object]] = []
    begin_s = 0.0
    for start, end in pairwise(corners_rad):
        duration_s = move_duration_s(model, start, end, speed)
        count = max(2, math.ceil(duration_s / SAMPLE_S))
        for index in range(1, count + 1):
            share = (1.0 - math.cos(math.pi * index / count)) / 2.0
            positions = [a + share * (b - a) for a, b in zip(start, end, strict=True)]
            points.append({"positions_rad": positions, "time_s": begin_s + duration_s * index / count})
        begin_s += duration_s
    return points


def steady_points(corners_rad: Sequence[Sequence[float]], duration_s: float) -> list[Mapping[str, object]]:
    """The trajectory through joint positions that are equally far apart, at a steady speed; the first is left out."""
    count = len(corners_rad) - 1
    return [
        {"positions_rad": list(corner), "time_s": duration_s * index / count}
        for index, corner in enumerate(corners_rad[1:], start=1)
    ]

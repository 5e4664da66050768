"""The room on the floor that a vehicle takes, with the distance that it keeps."""

from __future__ import annotations

import math
from dataclasses import dataclass

from robot_cells.scenes.vehicle_body import LENGTH_M, WIDTH_M

KEPT_M = 0.10
"""On every side: what the follower strays and two vehicles keep apart."""
_HALF_LENGTH, _HALF_WIDTH = LENGTH_M / 2 + KEPT_M, WIDTH_M / 2 + KEPT_M
_REACH = math.hypot(_HALF_LENGTH, _HALF_WIDTH)


@dataclass(frozen=True, slots=True)
class Footprint:
    """A rectangle about (`x_m`, `y_m`), its long side turned by `yaw_rad`; frame `line`."""

    x_m: float
    y_m: float
    yaw_rad: float

    def meets(self, other: Footprint) -> bool:
        """Whether both have a point in common (separating axes: convex shapes are apart along a normal of a side)."""
        dx, dy = other.x_m - self.x_m, other.y_m - self.y_m
        if math.hypot(dx, dy) > 2.0 * _REACH:
            return False
        turn = other.yaw_rad - self.yaw_rad
        cosine, sine = abs(math.cos(turn)), abs(math.sin(turn))
        long = _HALF_LENGTH + _HALF_LENGTH * cosine + _HALF_WIDTH * sine
        wide = _HALF_WIDTH + _HALF_LENGTH * sine + _HALF_WIDTH * cosine
        return all(
            abs(dx * math.cos(yaw) + dy * math.sin(yaw)) <= long
            and abs(dy * math.cos(yaw) - dx * math.sin(yaw)) <= wide
            for yaw in (self.yaw_rad, other.yaw_rad)
        )

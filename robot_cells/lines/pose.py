"""Where something stands on the floor."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pose2D:
    """Position and heading in the frame `line` (REP-103: x, y in metres, yaw in radians, counter-clockwise)."""

    x_m: float
    y_m: float
    yaw_rad: float = 0.0

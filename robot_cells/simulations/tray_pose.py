"""Where a tray stands in front of an arm."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TrayPose:
    """The frame `tray` in the frame `base` of the arm: its origin (metres), its turn about z (radians).

    `z_m` is the height of the plane on which parts are placed.
    """

    x_m: float = 0.0
    y_m: float = 0.0
    z_m: float = 0.0
    yaw_rad: float = 0.0

    def to_tray(self, x_m: float, y_m: float) -> tuple[float, float]:
        """A point of the frame `base` in the frame `tray`, metres."""
        dx, dy = float(x_m) - self.x_m, float(y_m) - self.y_m
        c, s = math.cos(self.yaw_rad), math.sin(self.yaw_rad)
        return c * dx + s * dy, -s * dx + c * dy

    def to_base(self, x_m: float, y_m: float) -> tuple[float, float]:
        """A point of the frame `tray` in the frame `base`, metres."""
        c, s = math.cos(self.yaw_rad), math.sin(self.yaw_rad)
        return self.x_m + c * x_m - s * y_m, self.y_m + s * x_m + c * y_m

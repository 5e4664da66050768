"""Where the tray lies in the golden sample."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TrayScale:
    """Maps the frame `tray` to pixels: `left_px`, `bottom_px` is where the tray's lower left corner lies."""

    pixels_per_metre: float
    left_px: float
    bottom_px: float

    def to_pixel(self, x_m: float, y_m: float) -> tuple[float, float]:
        """The pixel (x right, y down) of a point of the tray in metres."""
        return self.left_px + x_m * self.pixels_per_metre, self.bottom_px - y_m * self.pixels_per_metre

    def length_px(self, length_m: float) -> float:
        """A length in metres as pixels."""
        return length_m * self.pixels_per_metre

    def offset_m(self, dx_px: float, dy_px: float) -> tuple[float, float]:
        """A displacement in pixels as one in the frame `tray`, in metres."""
        return dx_px / self.pixels_per_metre, -dy_px / self.pixels_per_metre

    def rectangle(
        self, x_m: float, y_m: float, width_m: float, depth_m: float, rotation_rad: float = 0.0
    ) -> list[tuple[float, float]]:
        """The four corners in pixels of a rectangle given by its centre, size and rotation."""
        cos, sin = math.cos(rotation_rad), math.sin(rotation_rad)
        corners = []
        for u, v in ((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)):
            a, b = u * width_m, v * depth_m
            corners.append(self.to_pixel(x_m + a * cos - b * sin, y_m + a * sin + b * cos))
        return corners

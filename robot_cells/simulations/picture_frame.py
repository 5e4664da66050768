"""Where a point of the tray lies in its picture."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.orders.layout import Layout

MARGIN_M = 0.02
"""How much of the bench the camera sees on every side of the tray, in metres."""
WORKING_DISTANCE_M = 1.10
"""From the lens to the plane on which parts are placed: as robot_cells/scenes/camera_post.py hangs the camera."""


@dataclass(frozen=True, slots=True)
class PictureFrame:
    """Size of the picture in pixels, and its scale in pixels per metre; x to the right, y down, the tray upright."""

    width_px: int
    height_px: int
    pixels_per_metre: float

    @property
    def metres_per_pixel(self) -> float:
        """Edge length of a pixel on the tray, in metres."""
        return 1.0 / self.pixels_per_metre

    def to_pixel(self, x_m: float, y_m: float) -> tuple[float, float]:
        """The pixel (x, y) at which a point of the frame `tray` (metres) lies when the tray stands exactly right."""
        scale = self.pixels_per_metre
        return (MARGIN_M + x_m) * scale, self.height_px - (MARGIN_M + y_m) * scale

    def length(self, length_m: float) -> float:
        """A length in metres as pixels."""
        return length_m * self.pixels_per_metre


def picture_frame(layout: Layout, width_px: int) -> PictureFrame:
    """The frame of a picture `width_px` pixels wide that shows the whole tray with its margin."""
    scale = width_px / (layout.width_m + 2 * MARGIN_M)
    return PictureFrame(width_px, round((layout.depth_m + 2 * MARGIN_M) * scale), scale)

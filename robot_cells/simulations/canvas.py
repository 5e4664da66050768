"""A drawing surface measured in metres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Colour = tuple[int, int, int]
"""Blue, green, red, each 0 to 255."""

SUBPIXEL_BITS = 4


def shade(colour: Colour, factor: float) -> Colour:
    """The colour made lighter (factor above 1) or darker."""
    blue, green, red = (int(min(255, max(0, value * factor))) for value in colour)
    return blue, green, red


@dataclass(frozen=True, slots=True)
class Canvas:
    """`image` (height, width, 3; BGR) seen as a sheet of metres: origin at its lower left corner, x right, y up."""

    image: npt.NDArray[np.uint8]
    pixels_per_metre: float

    @classmethod
    def blank(cls, width_m: float, depth_m: float, pixels_per_metre: float, colour: Colour) -> Canvas:
        """A sheet of one colour."""
        size = (max(2, round(depth_m * pixels_per_metre)), max(2, round(width_m * pixels_per_metre)), 3)
        image = np.empty(size, dtype=np.uint8)
        image[:] = colour
        return cls(image, pixels_per_metre)

    @property
    def width_m(self) -> float:
        """Width of the sheet in metres."""
        return int(self.image.shape[1]) / self.pixels_per_metre

    @property
    def depth_m(self) -> float:
        """Depth of the sheet in metres."""
        return int(self.image.shape[0]) / self.pixels_per_metre

    def rectangle(self, x_m: float, y_m: float, width_m: float, depth_m: float, colour: Colour) -> None:
        """A filled rectangle, given by its lower left corner and size."""
        corners = ((x_m, y_m), (x_m + width_m, y_m), (x_m + width_m, y_m + depth_m), (x_m, y_m + depth_m))
        self.polygon(corners, colour)

    def raised(self, x_m: float, y_m: float, width_m: float, depth_m: float, colour: Colour, edge_m: float) -> None:
        """A rectangle that stands out: lit edges above and left, dark ones below and right."""
        self.rectangle(x_m, y_m, width_m, depth_m, shade(colour, 0.6))
        self.rectangle(x_m, y_m + edge_m, width_m - edge_m, depth_m - edge_m, shade(colour, 1.3))
        self.rectangle(x_m + edge_m, y_m + edge_m, width_m - 2 * edge_m, depth_m - 2 * edge_m, colour)

    def polygon(self, corners_m: Sequence[tuple[float, float]], colour: Colour) -> None:
        """A filled polygon."""
        cv2.fillPoly(self.image, [self._fixed(corners_m)], colour, cv2.LINE_AA, SUBPIXEL_BITS)

    def path(self, points_m: Sequence[tuple[float, float]], width_m: float, colour: Colour) -> None:
        """An open line through the points, at least one pixel wide."""
        thickness = max(1, round(width_m * self.pixels_per_metre))
        cv2.polylines(self.image, [self._fixed(points_m)], False, colour, thickness, cv2.LINE_AA, SUBPIXEL_BITS)

    def disc(self, x_m: float, y_m: float, diameter_m: float, colour: Colour) -> None:
        """A filled circle."""
        x, y = self._fixed([(x_m, y_m)])[0]
        radius = round(diameter_m / 2 * self.pixels_per_metre * (1 << SUBPIXEL_BITS))
        cv2.circle(self.image, (int(x), int(y)), radius, colour, -1, cv2.LINE_AA, SUBPIXEL_BITS)

    def ring(self, x_m: float, y_m: float, diameter_m: float, width_m: float, colour: Colour) -> None:
        """A circle's line of the given width around the diameter."""
        x, y = self._fixed([(x_m, y_m)])[0]
        radius = round(diameter_m / 2 * self.pixels_per_metre * (1 << SUBPIXEL_BITS))
        thickness = max(1, round(width_m * self.pixels_per_metre))
        cv2.circle(self.image, (int(x), int(y)), radius, colour, thickness, cv2.LINE_AA, SUBPIXEL_BITS)

    def text(self, text: str, x_m: float, y_m: float, height_m: float, colour: Colour) -> None:
        """Text whose capitals are `height_m` tall, from the lower left corner of its first letter."""
        font = cv2.FONT_HERSHEY_SIMPLEX
        scale = height_m * self.pixels_per_metre / 21.0
        x, y = self._pixel(x_m, y_m)
        thickness = max(1, round(scale * 1.6))
        cv2.putText(self.image, text, (round(x), round(y)), font, scale, colour, thickness, cv2.LINE_AA)

    def _pixel(self, x_m: float, y_m: float) -> tuple[float, float]:
        return x_m * self.pixels_per_metre, self.image.shape[0] - y_m * self.pixels_per_metre

    def _fixed(self, points_m: Sequence[tuple[float, float]]) -> npt.NDArray[np.int32]:
        """Pixels as OpenCV's fixed-point numbers, whose pixel centres lie on whole numbers."""
        pixels = np.array([self._pixel(x, y) for x, y in points_m], dtype=np.float64) - 0.5
        return np.asarray(np.round(pixels * (1 << SUBPIXEL_BITS)), dtype=np.int32)

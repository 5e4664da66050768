"""A camera's lens: where a ray meets the picture, and back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]

ROUNDS = 40


@dataclass(frozen=True, slots=True)
class Lens:
    """A pinhole with Brown's distortion, in pixels of a picture `width_px` by `height_px`; pixel centres are whole.

    `distortion` is k1, k2, p1, p2, k3 (Brown, Photogrammetric Engineering 32, 1966; the order is OpenCV's). Rays are in
    the frame `camera_optical` (REP 103): x right, y down, z ahead.
    """

    width_px: int
    height_px: int
    fx_px: float
    fy_px: float
    cx_px: float
    cy_px: float
    distortion: tuple[float, float, float, float, float] = (0.0, 0.0, 0.0, 0.0, 0.0)

    @property
    def matrix(self) -> Points:
        """The camera matrix, 3 x 3."""
        return np.array(((self.fx_px, 0.0, self.cx_px), (0.0, self.fy_px, self.cy_px), (0.0, 0.0, 1.0)))

    @property
    def coefficients(self) -> Points:
        """The distortion as an array of five."""
        return np.array(self.distortion)

    def pixels_of(self, directions: Points) -> Points:
        """Where rays with the directions (x / z, y / z), (n, 2), meet the picture: (n, 2) pixels."""
        moved = directions + self._shift(directions)
        return moved * (self.fx_px, self.fy_px) + (self.cx_px, self.cy_px)

    def directions_of(self, pixels: Points) -> Points:
        """The ray of each pixel as (x / z, y / z): the inverse of `pixels_of`, by fixed-point iteration."""
        seen = (np.asarray(pixels, dtype=np.float64) - (self.cx_px, self.cy_px)) / (self.fx_px, self.fy_px)
        directions = seen.copy()
        for _ in range(ROUNDS):
            step = seen - self._shift(directions)
            if np.max(np.abs(step - directions), initial=0.0) < 1e-11:
                return step
            directions = step
        return directions

    def straightened(self, pixels: Points) -> Points:
        """Where pixels (n, 2) would lie without distortion."""
        return self.directions_of(pixels) * (self.fx_px, self.fy_px) + (self.cx_px, self.cy_px)

    def bent(self, pixels: Points) -> Points:
        """The inverse of `straightened`."""
        return self.pixels_of((pixels - (self.cx_px, self.cy_px)) / (self.fx_px, self.fy_px))

    def _shift(self, directions: Points) -> Points:
        k1, k2, p1, p2, k3 = self.distortion
        x, y = directions[..., 0], directions[..., 1]
        square = np.minimum(x * x + y * y, 4.0)
        radial = square * (k1 + square * (k2 + square * k3))
        aside = 2 * p1 * x * y + p2 * (square + 2 * x * x)
        down = p1 * (square + 2 * y * y) + 2 * p2 * x * y
        return np.stack((x * radial + aside, y * radial + down), axis=-1)

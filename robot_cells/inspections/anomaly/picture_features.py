"""What a small place of a picture looks like, as numbers: light, colour, edges and spots of several sizes."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]
Plane = npt.NDArray[np.float32]
Features = npt.NDArray[np.float32]
"""Shape (rows, columns, `CHANNELS`): one row of numbers a cell."""

CELL_PX = 4
SCALES_PX = (1.0, 2.0, 4.0)
FINEST_PX = (0.5, 0.7)
"""What is drawn sharper than a material's own grain shows in the finest spots, however faint it is."""
COARSER = 3 + 6 * len(SCALES_PX) + 2
"""The channels before those of the finest spots."""
CHANNELS = COARSER + len(FINEST_PX)
_FIRST = (3, 9, 17)
"""The first channel of each scale: four edges, the spot with its sign, the spot without; after the second, slopes."""
STRENGTHS = (*(first + index for first in _FIRST for index in (0, 1, 2, 3, 5)), *range(COARSER, CHANNELS))
"""Channels that are never below 0."""
VIEWPOINTS = (
    (0, 1, 2),
    *(tuple(first + index for index in range(4)) for first in _FIRST),
    *((first + 4, first + 5) for first in _FIRST),
    tuple(range(COARSER)),
    tuple(range(COARSER, CHANNELS)),
)
"""Channels that belong together: light and colour, the edges of each scale, its spots, all of these; the finest."""
LIGHT_SHARE = 1 / 6
"""Light that changes only over this share of the longer side is taken for how the picture was lit."""
DARK = 8.0
"""Added to every grey level, so that the noise of black places is not blown up."""


def picture_features(picture: Image) -> Features:
    """Features of (height, width, 3) in blue, green, red; cells are `CELL_PX` wide, what is left over is dropped.

    Light and two colour ratios; at each scale the strength of edges in four directions (steerable filters: Freeman
    and Adelson 1991) and of spots, with and without sign; signed edges, which tell a bump from a dent; and the
    strength of the finest spots.
    """
    values = picture.astype(np.float32) + DARK
    grey = values.mean(axis=2)
    light = cv2.GaussianBlur(grey, (0, 0), 0.7)
    around = _slow(light, LIGHT_SHARE * max(light.shape))
    even = np.asarray(np.log(light / around), dtype=np.float32)
    planes = [even, _ratio(values[..., 2], values[..., 1]), _ratio(values[..., 0], values[..., 1])]
    smooth = even
    for scale in SCALES_PX:
        smooth = _blurred(even, scale)
        along, down = _slope(smooth, 1, 0, scale), _slope(smooth, 0, 1, scale)
        spot = smooth - _blurred(even, 1.6 * scale)
        planes += [np.abs(along), np.abs(down), np.abs(along + down) * 0.7071, np.abs(along - down) * 0.7071]
        planes += [spot, np.abs(spot)]
        if scale == SCALES_PX[1]:
            planes += [along, down]
    sharp = np.log(grey)
    planes += [np.abs(_blurred(sharp, scale) - _blurred(sharp, 2 * scale)) for scale in FINEST_PX]
    return _cells(planes)


def _cells(planes: list[Plane]) -> Features:
    rows, columns = planes[0].shape[0] // CELL_PX, planes[0].shape[1] // CELL_PX
    found = np.empty((rows, columns, len(planes)), dtype=np.float32)
    for index, plane in enumerate(planes):
        whole = plane[: rows * CELL_PX, : columns * CELL_PX]
        small = cv2.resize(whole, (columns, rows), interpolation=cv2.INTER_AREA)
        # A place is seen with its neighbours (as in Roth et al. 2022, section 3.1).
        found[..., index] = cv2.GaussianBlur(small, (0, 0), 0.8)
    return found


def _ratio(first: Plane, second: Plane) -> Plane:
    return np.asarray(np.log(cv2.GaussianBlur(first, (0, 0), 1.5) / cv2.GaussianBlur(second, (0, 0), 1.5)), np.float32)


def _blurred(plane: Plane, sigma_px: float) -> Plane:
    return np.asarray(cv2.GaussianBlur(plane, (0, 0), sigma_px), dtype=np.float32)


def _slope(plane: Plane, x: int, y: int, scale: float) -> Plane:
    return np.asarray(cv2.Scharr(plane, cv2.CV_32F, x, y, scale=scale / 16), dtype=np.float32)


def _slow(plane: Plane, sigma_px: float) -> Plane:
    """A wide blur, made on a smaller picture."""
    step = max(1, int(sigma_px / 4))
    size = (max(1, plane.shape[1] // step), max(1, plane.shape[0] // step))
    small = cv2.GaussianBlur(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), (0, 0), sigma_px / step)
    return np.asarray(cv2.resize(small, plane.shape[::-1], interpolation=cv2.INTER_LINEAR), dtype=np.float32)

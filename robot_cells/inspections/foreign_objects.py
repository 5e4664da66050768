"""What is on the tray and does not belong there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.uint8]

COLOUR_BITS = 5
"""Cable colours are remembered to the upper `8 - COLOUR_BITS` bits of each channel."""
CABLE_LIKE_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Blob:
    """A spot that differs: bounding box, centre and area in pixels of the golden sample, mean difference in grey levels."""

    x: int
    y: int
    width: int
    height: int
    centre: tuple[float, float]
    area_px: int
    contrast: float


@dataclass(frozen=True, slots=True)
class CableRegion:
    """Where one cable that is present may lie, where its plugs sit, and which colours it has (a lookup table)."""

    corridor: Mask
    plugs: Mask
    colours: npt.NDArray[np.bool_]


def difference(picture: Image, expected: Image) -> npt.NDArray[np.uint8]:
    """How far each pixel lies outside what the expected picture shows within one pixel of it; (height, width)."""
    near = np.ones((3, 3), np.uint8)
    smooth = cv2.GaussianBlur(picture, (0, 0), 0.8)
    above = cv2.subtract(smooth, cv2.dilate(expected, near))
    below = cv2.subtract(cv2.erode(expected, near), smooth)
    return np.asarray(cv2.max(above, below).max(axis=2), dtype=np.uint8)


def colour_table(picture: Image, where: Mask) -> npt.NDArray[np.bool_]:
    """The colours seen where the mask is set, as a table over coarse blue, green, red, with their neighbours."""
    levels = 256 >> COLOUR_BITS
    counts = np.zeros((levels, levels, levels), dtype=np.int64)
    pixels = picture[where > 0] >> COLOUR_BITS
    np.add.at(counts, (pixels[:, 0], pixels[:, 1], pixels[:, 2]), 1)
    return np.asarray(counts > 0.02 * max(1, len(pixels)), dtype=np.bool_)


def find_blobs(
    picture: Image,
    delta: npt.NDArray[np.uint8],
    judged: Mask,
    cables: Sequence[CableRegion],
    contrast: float,
    area_px: float,
) -> list[Blob]:
    """Spots of at least `area_px` pixels that differ by `contrast` where `judged` is set, and are no part of a cable."""
    spots = ((delta >= contrast) & (judged > 0)).astype(np.uint8) * 255
    spots = np.asarray(cv2.morphologyEx(spots, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)), dtype=np.uint8)
    for cable in cables:
        spots[cable.plugs > 0] = 255
    if not spots.any():
        return []
    count, labels, stats, centres = cv2.connectedComponentsWithStats(spots, connectivity=8)
    blobs = []
    for label in range(1, count):
        x, y, width, height, area = (int(value) for value in stats[label])
        if area < area_px:
            continue
        window = np.s_[y : y + height, x : x + width]
        inside = labels[window] == label
        if any(_is_cable(picture[window], inside, cable, window) for cable in cables):
            continue
        strength = float(delta[window][inside].mean())
        centre = (float(centres[label][0]), float(centres[label][1]))
        blobs.append(Blob(x, y, width, height, centre, area, strength))
    return blobs


def _is_cable(pixels: Image, inside: npt.NDArray[np.bool_], cable: CableRegion, window: tuple[slice, slice]) -> bool:
    """Whether a spot belongs to a cable: it hangs on its plug, or lies on its way and has its colours."""
    if (inside & (cable.plugs[window] > 0)).any():
        return True
    if np.mean(cable.corridor[window][inside] > 0) < 0.8:
        return False
    coarse = pixels[inside] >> COLOUR_BITS
    like = cable.colours[coarse[:, 0], coarse[:, 1], coarse[:, 2]]
    return bool(like.mean() >= CABLE_LIKE_SHARE)

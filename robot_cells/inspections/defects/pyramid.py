"""The picture and its aligned reference, reduced, and the small squares of them that the network looks at."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.inspections.defects.picture_pair import Grey

LEVELS = (2, 4, 8)
"""Reductions: the first shows common defects, the others large ones."""
EDGE = 40
"""Edge of the squares that the network sees, in reduced pixels."""
LARGEST_AT_LEVEL = (56.0, 120.0)
"""A defect up to this long, in pixels of the picture, is looked at on that level; a longer one on the last."""

Square = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Pyramid:
    """For each level both pictures, (2, height, width) of uint8, widened by `EDGE` on every side."""

    levels: tuple[npt.NDArray[np.uint8], ...]


@dataclass(frozen=True, slots=True)
class Look:
    """A square: `pixels` (3, EDGE, EDGE), the picture of the place about (`x`, `y`) that spans `span` pixels."""

    pixels: Square
    x: float
    y: float
    span: float


def pyramid(test: Grey, place: Grey) -> Pyramid:
    """Both pictures on all levels; `place` is the aligned reference."""
    return Pyramid(tuple(_level(test, place, factor) for factor in LEVELS))


def level_for(length_px: float) -> int:
    """The level on which a defect of that length fits into the square with some room about it."""
    return sum(length_px > limit for limit in LARGEST_AT_LEVEL)


def look(pictures: Pyramid, level: int, x: float, y: float) -> Look:
    """The square about a place given in pixels of the picture, moved inward where it would leave the picture."""
    factor, picture = LEVELS[level], pictures.levels[level]
    half = EDGE // 2
    left = min(max(int(np.floor(x / factor)) + EDGE - half, 0), picture.shape[2] - EDGE)
    top = min(max(int(np.floor(y / factor)) + EDGE - half, 0), picture.shape[1] - EDGE)
    pixels = np.empty((3, EDGE, EDGE), np.float32)
    pixels[:2] = picture[:, top : top + EDGE, left : left + EDGE]
    pixels[:2] -= 127.5
    pixels[:2] /= 255.0
    # The third plane tells the network how large what it sees is.
    pixels[2] = (level - 1) * 0.5
    return Look(pixels, (left - EDGE + half) * factor, (top - EDGE + half) * factor, EDGE * factor)


def _level(test: Grey, place: Grey, factor: int) -> npt.NDArray[np.uint8]:
    size = (-(-test.shape[1] // factor), -(-test.shape[0] // factor))
    reduced = (cv2.resize(picture, size, interpolation=cv2.INTER_AREA) for picture in (test, place))
    border = (EDGE, EDGE, EDGE, EDGE)
    return np.stack([cv2.copyMakeBorder(picture, *border, cv2.BORDER_REPLICATE) for picture in reduced])

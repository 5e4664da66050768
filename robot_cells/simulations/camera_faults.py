"""What goes wrong with a camera: dirt on its glass, a knock."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class LensSpot:
    """Dirt on the glass: place and radius as shares of the picture's width, and how much of the light it takes.

    It lies far out of focus: its edge fades over half of its radius.
    """

    x: float
    y: float
    radius: float = 0.012
    opacity: float = 0.25


def with_spots(image: Image, spots: Sequence[LensSpot]) -> Image:
    """The picture through glass with such spots."""
    rows, columns = image.shape[:2]
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32) / columns
    gain = np.ones((rows, columns), dtype=np.float32)
    for spot in spots:
        distance = np.hypot(x - spot.x, y - spot.y) / spot.radius
        gain *= 1 - spot.opacity * np.clip((1.25 - distance) / 0.5, 0.0, 1.0)
    lit = image * (gain[..., None] if image.ndim == 3 else gain)
    return np.asarray(np.round(lit), dtype=np.uint8)


def knocked(image: Image, dx_px: float, dy_px: float, rotation_rad: float = 0.0) -> Image:
    """The picture of a camera that was displaced and turned against the scene."""
    rows, columns = image.shape[:2]
    turn = cv2.getRotationMatrix2D((columns / 2, rows / 2), math.degrees(rotation_rad), 1.0)
    matrix = np.asarray(turn, dtype=np.float64)
    matrix[:, 2] += np.array((dx_px, dy_px))
    moved = cv2.warpAffine(image, matrix, (columns, rows), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, dtype=np.uint8)

"""A picture as the watch over a camera uses it: grey, small, and how sharp the full one was."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.errors import InspectionError

Grey = npt.NDArray[np.uint8]

LONG_SIDE_PX = 320
SMALLEST_PX = 48
FINE_PX, COARSE_PX, PERCENTILE = 1.0, 4.0, 97.0
"""Widths of the Gaussians of the two gradients, the first in pixels of the full picture, the other in small ones."""
STRIPE_PX, STRIPE_EVERY = 48, 5
"""Sharpness is taken in stripes: a fifth of the picture tells as much in a fifth of the time."""
LEAST_EDGE = 1.0
BLANK_SHARE = 0.995


@dataclass(frozen=True, slots=True)
class SmallPicture:
    """`grey` is (height, width) with the longer side of 320 pixels, `scale` its pixels per pixel of the full picture.

    `brightness` is the upper quartile of the brightest channel, `saturated_share` the share of white pixels;
    `sharpness` is the strength of the finest edges relative to that of coarse ones, which light and contrast leave
    alone (0: no edges to tell by). `digest` is equal for equal pictures; empty when nothing in it could differ.
    """

    grey: Grey
    scale: float
    brightness: float
    saturated_share: float
    sharpness: float
    digest: str


def small_picture(image: npt.NDArray[np.generic]) -> SmallPicture:
    """Of a picture (height, width) or (height, width, 3) of uint8; raises `InspectionError` for what is none."""
    if image.dtype != np.uint8 or image.ndim not in {2, 3} or (image.ndim == 3 and image.shape[2] not in {1, 3}):
        raise InspectionError(f"A picture of {image.dtype} and shape {image.shape} cannot be watched: 8 bit is needed.")
    if min(image.shape[:2]) < SMALLEST_PX:
        raise InspectionError(f"The picture is only {image.shape[1]} x {image.shape[0]} pixels.")
    picture = np.ascontiguousarray(image, dtype=np.uint8)
    full = picture.reshape(picture.shape[:2]) if picture.ndim == 2 or picture.shape[2] == 1 else _grey(picture)
    scale = min(1.0, LONG_SIDE_PX / max(full.shape))
    size = (max(8, round(full.shape[1] * scale)), max(8, round(full.shape[0] * scale)))
    small = np.asarray(cv2.resize(full, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    sparse = picture[::4, ::4]
    peak = sparse.max(axis=2) if sparse.ndim == 3 else sparse
    blank = float(np.mean((sparse == 0) | (sparse == 255))) > BLANK_SHARE
    digest = "" if blank else hashlib.blake2b(picture[::3].tobytes(), digest_size=16).hexdigest()
    brightness, saturated = float(np.percentile(peak, 75)), float(np.mean(peak >= 254))
    return SmallPicture(small, scale, brightness, saturated, _sharpness(full, small), digest)


def _grey(picture: npt.NDArray[np.uint8]) -> Grey:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), dtype=np.uint8)


def _sharpness(full: Grey, small: Grey) -> float:
    stripes = [full[top : top + STRIPE_PX] for top in range(0, full.shape[0], STRIPE_PX * STRIPE_EVERY)]
    fine = np.concatenate([_gradient(stripe, FINE_PX).ravel() for stripe in stripes if stripe.shape[0] >= 8])
    coarse = float(np.percentile(_gradient(small, COARSE_PX), PERCENTILE))
    return 0.0 if coarse < LEAST_EDGE else float(np.percentile(fine, PERCENTILE)) / coarse


def _gradient(image: Grey, width_px: float) -> npt.NDArray[np.float32]:
    """Tenenbaum's gradient magnitude, of the picture smoothed by a Gaussian."""
    smooth = cv2.GaussianBlur(image, (0, 0), width_px)
    horizontal, vertical = cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1)
    return np.asarray(cv2.magnitude(horizontal, vertical), dtype=np.float32)

"""The arithmetic of matching a known look with a picture: slopes, samples between pixels, robust least squares."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Grey = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
Values = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]

SMOOTHING_PX = 0.8
"""Both pictures are smoothed alike, so that interpolation between pixels and a little blur change nothing."""
HUBER = 1.345
"""95 % efficient with normal noise (Huber 1981)."""
CORRELATED = 4.0
"""Smoothing makes the noise of neighbours alike: so many pixels count as one in the uncertainty."""
STRIDE = 16384
"""OpenCV samples at no more than 32,767 places at a time."""


def smooth(picture: Grey) -> Floats:
    """A grey picture as looks are compared with it, grey levels."""
    return np.asarray(cv2.GaussianBlur(picture.astype(np.float32), (0, 0), SMOOTHING_PX), dtype=np.float32)


def slopes(picture: Floats) -> tuple[Floats, Floats]:
    """How the picture grows to the right and downward, grey levels per pixel."""
    across = cv2.Sobel(picture, cv2.CV_32F, 1, 0, scale=0.125)
    down = cv2.Sobel(picture, cv2.CV_32F, 0, 1, scale=0.125)
    return np.asarray(across, dtype=np.float32), np.asarray(down, dtype=np.float32)


def steepest(slope: Floats, kept: npt.NDArray[np.integer], count: int) -> tuple[Indices, Indices]:
    """Rows and columns of about `count` pixels with the steepest edges where `kept` is set, in reading order."""
    rows, columns = np.nonzero(kept)
    if rows.size > count:
        strength = slope[rows, columns]
        chosen = strength >= np.partition(strength, rows.size - count)[rows.size - count]
        rows, columns = rows[chosen], columns[chosen]
    return rows, columns


def sampled(picture: Floats, places: Values) -> Values:
    """The picture at places (n, 2) between its pixels, whose centres lie on whole numbers; by cubic interpolation."""
    values = []
    for first in range(0, len(places), STRIDE):
        maps = places[first : first + STRIDE].astype(np.float32)
        across, down = np.ascontiguousarray(maps[:, :1]), np.ascontiguousarray(maps[:, 1:])
        part = cv2.remap(picture, across, down, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        values.append(np.asarray(part, dtype=np.float64).ravel())
    return np.concatenate(values) if values else np.zeros(0, dtype=np.float64)


def robust_step(basis: Values, residual: Values) -> tuple[Values, Values]:
    """The coefficients (k) of a basis (n, k) that explain most of a residual (n), and their standard deviations.

    One round of least squares with Huber's weights; the scale is the median absolute deviation.
    """
    off = np.abs(residual - np.median(residual))
    scale = 1.4826 * float(np.median(off)) + 1e-3
    weight = np.minimum(1.0, HUBER * scale / np.maximum(off, 1e-9))
    weighted = basis * weight[:, None]
    normal = weighted.T @ basis
    size = np.sqrt(np.maximum(normal.diagonal(), 1e-12))
    scaled = normal / np.outer(size, size) + 1e-9 * np.eye(len(size))
    inverse = np.linalg.inv(scaled) / np.outer(size, size)
    deviation = scale * np.sqrt(CORRELATED * np.maximum(inverse.diagonal(), 0.0))
    return np.asarray(inverse @ (weighted.T @ residual), dtype=np.float64), deviation

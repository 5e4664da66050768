"""Filters that undo blur as far as noise allows (Wiener 1949)."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

Grey = npt.NDArray[np.uint8]
Plane = npt.NDArray[np.float32]

MODULE_FREQUENCY = 0.125
"""Cycles a pixel above which a code of 4 pixels a module shows less and less: one light and one dark module."""
GRID = 128


@lru_cache(maxsize=64)
def wiener_kernel(blur_px: float, noise_share: float, size: int = 17) -> Plane:
    """The Wiener filter against a Gaussian blur, shape (size, size), for codes of about 4 pixels a module.

    `noise_share` is the power of the noise relative to that of the code at low frequencies. The more of it, the
    more the filter smoothes instead of sharpening.
    """
    frequency = np.fft.fftfreq(GRID)
    square = frequency[:, None] ** 2 + frequency[None, :] ** 2
    return _cut(np.fft.ifft2(_gain(square, blur_px, noise_share, 1.5)).real, size)


@lru_cache(maxsize=64)
def wiener_kernel_1d(blur_px: float, noise_share: float, size: int = 25) -> Plane:
    """The same along a line, shape (size,), for bars."""
    square = np.asarray(np.fft.fftfreq(GRID) ** 2, dtype=np.float64)
    return _cut(np.fft.ifft(_gain(square, blur_px, noise_share, 1.0)).real, size)


def stretched(picture: npt.NDArray[np.generic]) -> Grey:
    """Brought to 0 to 255, so that one in a hundred pixels is black and one white."""
    levels = np.asarray(picture, dtype=np.float32)
    low, high = np.percentile(levels[::2, ::2], (1, 99))
    scaled = (levels - np.float32(low)) * np.float32(255 / max(float(high - low), 1.0))
    return np.asarray(np.clip(scaled, 0, 255), dtype=np.uint8)


def levelled(picture: Plane, window_px: int) -> Grey:
    """Brought to 0 to 255 between the darkest and the brightest of the surroundings along a row."""
    kernel = np.ones((1, window_px | 1), np.uint8)
    smooth = (2 * window_px | 1, 1)
    high = cv2.blur(cv2.dilate(picture, kernel), smooth)
    low = cv2.blur(cv2.erode(picture, kernel), smooth)
    span = np.maximum(high - low, 1.0)
    return np.asarray(np.clip((picture - low) * (255.0 / span), 0, 255), dtype=np.uint8)


def _gain(
    square: npt.NDArray[np.float64], blur_px: float, noise_share: float, steepness: float
) -> npt.NDArray[np.float64]:
    blur = np.exp(-2 * np.pi**2 * blur_px**2 * square)
    signal = 1.0 / (1.0 + square / MODULE_FREQUENCY**2) ** steepness
    return np.asarray(blur * signal / (blur * blur * signal + noise_share), dtype=np.float64)


def _cut(kernel: npt.NDArray[np.float64], size: int) -> Plane:
    """The middle of a kernel whose origin is its first element, with sum 1."""
    rolled = np.fft.fftshift(kernel)
    span = slice(GRID // 2 - size // 2, GRID // 2 + size // 2 + 1)
    middle = rolled[tuple(span for _ in kernel.shape)]
    return np.asarray(middle / middle.sum(), dtype=np.float32)

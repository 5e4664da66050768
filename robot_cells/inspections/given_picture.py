"""A picture as it was handed in: what it must be so that any model can look at it."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.inspections.model import Image

LEAST_PX = 8
MOST_PIXELS = 64_000_000
"""Larger pictures would need gigabytes of memory while they are worked on."""


class UnjudgeableError(Exception):
    """A picture, or what it shows, cannot be judged; the text says why and becomes the message of `undecided`."""


def as_grey(image: npt.NDArray[np.generic], name: str = "The picture") -> Image:
    """(height, width) of 8 bit; raises `UnjudgeableError`, whose text begins with `name`, for what is no picture."""
    levels = as_levels(image, name)
    return levels if levels.ndim == 2 else np.asarray(cv2.cvtColor(levels, cv2.COLOR_BGR2GRAY), dtype=np.uint8)


def as_bgr(image: npt.NDArray[np.generic], name: str = "The picture") -> Image:
    """(height, width, 3) of 8 bit; raises `UnjudgeableError`, whose text begins with `name`, for what is no picture."""
    levels = as_levels(image, name)
    return levels if levels.ndim == 3 else np.asarray(cv2.cvtColor(levels, cv2.COLOR_GRAY2BGR), dtype=np.uint8)


def as_levels(image: npt.NDArray[np.generic], name: str = "The picture") -> Image:
    """(height, width) or (height, width, 3) of 8 bit, as it came; raises `UnjudgeableError` as the others do."""
    if image.size == 0:
        raise UnjudgeableError(f"{name} is empty.")
    if image.dtype != np.uint8:
        raise UnjudgeableError(f"{name} has values of type {image.dtype}, not 8 bit.")
    if image.ndim == 3 and image.shape[2] == 1:
        image = image[:, :, 0]
    if image.ndim != 2 and (image.ndim != 3 or image.shape[2] != 3):
        channels = f", {image.shape[2]} channels" if image.ndim == 3 else ""
        raise UnjudgeableError(f"{name} has the shape {image.shape}{channels}: grey or blue, green, red can be judged.")
    rows, columns = image.shape[:2]
    if min(rows, columns) < LEAST_PX:
        raise UnjudgeableError(f"{name} is only {columns} x {rows} pixels.")
    if rows * columns > MOST_PIXELS:
        size = f"{columns} x {rows} pixels, {rows * columns / 1e6:.0f} megapixels"
        raise UnjudgeableError(f"{name} is too large: {size}; at most {MOST_PIXELS / 1e6:.0f}.")
    return np.ascontiguousarray(image, dtype=np.uint8)

"""Any picture as grey levels, if it can be one."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.inspections.golden_sample.picture_check import UnjudgeableError

LEAST_PX = 8
MOST_PIXELS = 64_000_000
"""Larger pictures would need gigabytes of memory while they are worked on."""


def grey_picture(image: npt.NDArray[np.generic]) -> npt.NDArray[np.uint8]:
    """(height, width) of 8 bit from grey or blue, green, red; raises `UnjudgeableError` for anything else."""
    if image.size == 0:
        raise UnjudgeableError("The picture is empty.")
    if image.dtype != np.uint8:
        raise UnjudgeableError(f"The picture has values of type {image.dtype}, not 8 bit.")
    if image.ndim not in {2, 3} or (image.ndim == 3 and image.shape[2] not in {1, 3}):
        raise UnjudgeableError(f"The picture has the shape {image.shape}, not (height, width, 3).")
    rows, columns = image.shape[:2]
    if min(rows, columns) < LEAST_PX:
        raise UnjudgeableError(f"The picture is only {columns} x {rows} pixels.")
    if rows * columns > MOST_PIXELS:
        raise UnjudgeableError(f"The picture is too large: {columns} x {rows} pixels.")
    levels = np.ascontiguousarray(image, dtype=np.uint8)
    if levels.ndim == 3 and levels.shape[2] == 3:
        return np.asarray(cv2.cvtColor(levels, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
    return levels.reshape(rows, columns)

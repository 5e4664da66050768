"""Whether a picture can be judged at all."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.inspections.given_picture import UnjudgeableError, as_bgr
from robot_cells.inspections.golden_sample.golden_sample import GoldenSample, Image
from robot_cells.inspections.golden_sample.tolerances import Tolerances

SIZE_RATIO_MIN, SIZE_RATIO_MAX = 0.75, 1.5
"""A picture may be this much smaller or larger than the golden sample; it is brought to its size."""
ASPECT_TOLERANCE = 0.02


def usable_picture(image: npt.NDArray[np.generic], golden: GoldenSample, tolerances: Tolerances) -> Image:
    """The picture as (height, width, 3) of uint8 in the size of the golden sample; raises `UnjudgeableError`."""
    picture = as_bgr(image)
    rows, columns = picture.shape[:2]
    ratio_x, ratio_y = columns / golden.width_px, rows / golden.height_px
    if not SIZE_RATIO_MIN <= ratio_x <= SIZE_RATIO_MAX or abs(ratio_x / ratio_y - 1) > ASPECT_TOLERANCE:
        raise UnjudgeableError(
            f"The picture is {columns} x {rows} pixels, the golden sample {golden.width_px} x {golden.height_px}."
        )
    if (columns, rows) != (golden.width_px, golden.height_px):
        size = (golden.width_px, golden.height_px)
        picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    check_light(picture, tolerances)
    return picture


def check_light(picture: Image, tolerances: Tolerances) -> None:
    """Raises `UnjudgeableError` for a picture that is too dark, overexposed, or of one grey."""
    grey = picture[::4, ::4].max(axis=2)
    brightness = float(np.percentile(grey, 75))
    if brightness < tolerances.darkest:
        raise UnjudgeableError(f"The picture is too dark (upper quartile {brightness:.0f} of 255).")
    saturated = float(np.mean(grey >= 254))
    if saturated > tolerances.saturated_share:
        raise UnjudgeableError(f"The picture is overexposed ({saturated:.0%} of it is white).")
    if float(grey.std()) < 4.0:
        raise UnjudgeableError("The picture shows nothing: it is of one grey.")

"""The picture and its reference as two grey pictures of one size, or the reason why they cannot be compared."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.inspections.given_picture import UnjudgeableError, as_grey

Grey = npt.NDArray[np.uint8]
"""(height, width) of uint8."""

SMALLEST_PX, LARGEST_PX = 64, 8192
"""Edges of pictures that are judged: below there is no room for a crop, above lie memory and time."""
LEAST_CONTRAST = 2.0
"""Standard deviation of the grey levels below which a picture shows nothing. A covered lens and a bare place look
alike, so neither is a pass; one spot of 40 pixels on a bare place of 640 x 640 is enough."""


@dataclass(frozen=True, slots=True)
class PicturePair:
    """`test` is what is judged, `reference` the good picture of the same place; both of the same shape."""

    test: Grey
    reference: Grey


def picture_pair(image: npt.NDArray[np.generic], reference: npt.NDArray[np.generic] | None) -> PicturePair:
    """Both as grey pictures; raises `UnjudgeableError`."""
    if reference is None:
        raise UnjudgeableError("There is no reference picture to compare with.")
    test, good = grey_picture(image, "The picture"), grey_picture(reference, "The reference picture")
    if float(cv2.meanStdDev(test)[1][0][0]) < LEAST_CONTRAST:
        raise UnjudgeableError("The picture shows nothing: it is of one grey.")
    if test.shape != good.shape:
        raise UnjudgeableError(
            f"The picture is {test.shape[1]} x {test.shape[0]} pixels, its reference {good.shape[1]} x {good.shape[0]}."
        )
    return PicturePair(test, good)


def grey_picture(image: npt.NDArray[np.generic], name: str) -> Grey:
    """A picture as grey levels; `name` begins the sentence of the `UnjudgeableError` that it raises."""
    grey = as_grey(image, name)
    rows, columns = grey.shape
    if min(rows, columns) < SMALLEST_PX or max(rows, columns) > LARGEST_PX:
        raise UnjudgeableError(
            f"{name} is {columns} x {rows} pixels; {SMALLEST_PX} to {LARGEST_PX} along each edge can be judged."
        )
    return grey

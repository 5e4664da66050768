"""Where a picture shows nothing that could be judged: beyond its edge, in glare, in the dark."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.uint8]

GLARE, BRIGHT_BY_NATURE = 253, 225
"""A pixel as bright as the first is glare, unless the golden sample itself is as bright as the second there."""
DARK, DARK_BY_NATURE = 12, 45
"""A pixel as dark as the first is in the dark, unless the golden sample itself is as dark as the second there."""
WIDE_PX, SPECK_PX, MARGIN_PX = 25, 3, 5
"""What is bright and narrower than the first is a thing that shines, not glare; darkness of a few pixels is noise."""


def unseen(placed: Image, covered: Mask, reference: Image) -> Mask:
    """255 where nothing can be judged though something should.

    `placed` is the picture in the golden sample's place but in its own light, `covered` 255 where it has pixels at
    all; all of the same height and width.
    """
    brightest, natural = largest_channel(placed), largest_channel(reference)
    glare = _opened((brightest >= GLARE) & (natural < BRIGHT_BY_NATURE), WIDE_PX)
    dark = _opened((brightest <= DARK) & (natural > DARK_BY_NATURE), SPECK_PX)
    # Glare fades out around where it is full.
    fringe = cv2.dilate(glare, np.ones((WIDE_PX, WIDE_PX), np.uint8))
    lost = cv2.bitwise_or(cv2.bitwise_or(np.asarray(fringe, np.uint8), dark), cv2.bitwise_not(covered))
    return np.asarray(lost, dtype=np.uint8)


def largest_channel(image: Image) -> Mask:
    """The largest of blue, green and red at each pixel, (height, width); many times faster than NumPy over an axis."""
    blue, green, red = cv2.split(image)
    return np.asarray(cv2.max(cv2.max(blue, green), red), dtype=np.uint8)


def saturated(placed: Image) -> Mask:
    """255 where the sensor was at its limit, and around it: what is there may be brighter than what is seen."""
    full = (largest_channel(placed) >= GLARE).astype(np.uint8) * 255
    return np.asarray(cv2.dilate(full, np.ones((MARGIN_PX, MARGIN_PX), np.uint8)), dtype=np.uint8)


def _opened(where: npt.NDArray[np.bool_], width_px: int) -> Mask:
    kernel = np.ones((width_px, width_px), np.uint8)
    return np.asarray(cv2.morphologyEx(where.astype(np.uint8) * 255, cv2.MORPH_OPEN, kernel), dtype=np.uint8)

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
MARGIN_PX = 5


def unseen(placed: Image, covered: Mask, reference: Image) -> Mask:
    """255 where nothing can be judged though something should.

    `placed` is the picture in the golden sample's place but in its own light, `covered` 255 where it has pixels at
    all; all of the same height and width.
    """
    brightest, natural = placed.max(axis=2), reference.max(axis=2)
    glare = (brightest >= GLARE) & (natural < BRIGHT_BY_NATURE)
    dark = (brightest <= DARK) & (natural > DARK_BY_NATURE)
    lost = (glare | dark | (covered < 255)).astype(np.uint8) * 255
    # A pixel or two of sensor noise hide nothing.
    return np.asarray(cv2.morphologyEx(lost, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)), dtype=np.uint8)


def saturated(placed: Image) -> Mask:
    """255 where the sensor was at its limit, and around it: what is seen there is no measure of what is there."""
    full = (placed.max(axis=2) >= GLARE).astype(np.uint8) * 255
    return np.asarray(cv2.dilate(full, np.ones((MARGIN_PX, MARGIN_PX), np.uint8)), dtype=np.uint8)

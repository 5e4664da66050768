"""Takes out what a lamp's reflection adds to a picture here and there."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]

COARSE = 4
"""Light is looked at this many times smaller."""
THING_PX = 17
"""At that size: what is wider than about half of this may be light, what is narrower is a thing."""
SOFT_PX = 5.0


def without_glare(picture: Image, expected: Image) -> Image:
    """The picture (height, width, 3) less the light that was added to it since `expected`, in the same place.

    Only what is broad and soft is taken for light: the median drops things, and smoothing leaves the sharp edge of a
    broad thing where it was, to be found by it.
    """
    size = (max(THING_PX, picture.shape[1] // COARSE), max(THING_PX, picture.shape[0] // COARSE))
    seen = cv2.resize(picture, size, interpolation=cv2.INTER_AREA).min(axis=2)
    wanted = cv2.resize(expected, size, interpolation=cv2.INTER_AREA).min(axis=2)
    added = cv2.medianBlur(cv2.subtract(seen, wanted), THING_PX)
    light = cv2.resize(cv2.GaussianBlur(added, (0, 0), SOFT_PX), picture.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.subtract(picture, cv2.merge([light, light, light])), dtype=np.uint8)

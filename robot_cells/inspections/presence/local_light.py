"""Takes out what a lamp's reflection adds to a picture here and there."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]

COARSE = 4
"""Light is looked at this many times smaller."""
THING_PX = 11
"""At that size: what is narrower than about half of this is a thing, what is wider may be light."""
SOFT_PX = 2.0
ROUNDS = 2
"""The first round leaves a fifth of the narrowest reflections."""


def without_glare(picture: Image, expected: Image) -> Image:
    """The picture (height, width, 3) less the light that was added to it since `expected`, in the same place.

    Only what is broad and soft is taken for light: the median drops things, and smoothing leaves the sharp edge of a
    broad thing where it was, to be found by it. Nothing is taken where the picture is darker than expected.
    """
    size = (max(THING_PX, picture.shape[1] // COARSE), max(THING_PX, picture.shape[0] // COARSE))
    seen = cv2.resize(picture, size, interpolation=cv2.INTER_AREA).min(axis=2)
    wanted = cv2.resize(expected, size, interpolation=cv2.INTER_AREA).min(axis=2)
    rest = np.asarray(cv2.subtract(seen, wanted), dtype=np.uint8)
    light = np.zeros_like(rest)
    for _ in range(ROUNDS):
        added = cv2.GaussianBlur(cv2.medianBlur(rest, THING_PX), (0, 0), SOFT_PX)
        light = np.asarray(cv2.add(light, added), dtype=np.uint8)
        rest = np.asarray(cv2.subtract(rest, added), dtype=np.uint8)
    full = cv2.resize(light, picture.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.subtract(picture, cv2.merge([full, full, full])), dtype=np.uint8)

"""Reads the code with the serial number."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
import zxingcpp

Image = npt.NDArray[np.uint8]

ENLARGEMENTS = (2.0, 3.0, 1.0, 4.0)
"""Tried in this order: small codes read better enlarged."""


def read_code(picture: Image, left: int, top: int, right: int, bottom: int) -> str:
    """The text of the first code in that part of the picture (pixels, cut to the picture); empty when none is read."""
    rows, columns = picture.shape[:2]
    crop = picture[max(0, top) : min(rows, bottom), max(0, left) : min(columns, right)]
    if min(crop.shape[:2]) < 8:
        return ""
    grey = cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY)
    for factor in ENLARGEMENTS:
        size = (round(grey.shape[1] * factor), round(grey.shape[0] * factor))
        large = np.ascontiguousarray(cv2.resize(grey, size, interpolation=cv2.INTER_CUBIC))
        for found in zxingcpp.read_barcodes(large):
            if found.valid and found.text:
                return str(found.text)
    return ""

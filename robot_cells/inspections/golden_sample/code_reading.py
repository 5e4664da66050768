"""Reads the code with the serial number."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.inspections.code.code_reader import CodeReader
from robot_cells.inspections.code.symbology import Symbology

Image = npt.NDArray[np.uint8]

READER = CodeReader((Symbology.QR, Symbology.DATA_MATRIX))
"""The symbologies in which serial numbers are on trays."""
LEAST_PX = 8


def read_code(picture: Image, left: int, top: int, right: int, bottom: int) -> str:
    """The text of the code in that part of the picture (pixels, cut to the picture).

    Empty when none is read, and when one was read in two ways.
    """
    rows, columns = picture.shape[:2]
    crop = picture[max(0, top) : min(rows, bottom), max(0, left) : min(columns, right)]
    if min(crop.shape[:2]) < LEAST_PX:
        return ""
    grey = np.asarray(cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
    sure = [place.texts[0] for place in READER.read(grey) if place.is_sure]
    return sure[0] if sure else ""

"""The small squares of picture and aligned reference that the network looks at."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.inspections.defects.picture_pair import Grey

MARGIN = 80
"""Pictures are widened by this on every side, so that a defect at the edge lies in the middle of its square, too."""
SPAN = 48
"""Edge of a square when it is looked at, in pixels of its own."""
FOLD = 2
"""Each plane of a square is handed to the network as FOLD x FOLD planes of neighbours: nothing is lost, and only a
quarter of the places has to be computed."""
EDGE = SPAN // FOLD
"""Edge of a folded square."""
PLANES = 2 * FOLD * FOLD + 1
"""Planes of a folded square: the picture, the reference, and one that tells how much of the picture it spans."""
FIRST_REACH = 80.0
"""What the first look at a place spans, in pixels of the picture."""
CLOSER_SHARE = 2.0
"""The second look spans this many times the longer edge of what the first has found."""
SHORTEST_REACH, LONGEST_REACH = 48.0, 320.0

Planes = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Square:
    """`pixels` (2, SPAN, SPAN) of picture and reference, -0.5 to 0.5, about (`x`, `y`), spanning `reach` pixels."""

    pixels: Planes
    x: float
    y: float
    reach: float


def widened(test: Grey, place: Grey) -> npt.NDArray[np.uint8]:
    """Picture and aligned reference, (2, height + 2 MARGIN, width + 2 MARGIN)."""
    borders = (MARGIN, MARGIN, MARGIN, MARGIN)
    return np.stack([cv2.copyMakeBorder(picture, *borders, cv2.BORDER_REPLICATE) for picture in (test, place)])


def closer_reach(length_px: float) -> float:
    """What a second look at something of that length spans."""
    return float(np.clip(CLOSER_SHARE * length_px, SHORTEST_REACH, LONGEST_REACH))


def square(pictures: npt.NDArray[np.uint8], x: float, y: float, reach: float, slip: tuple[int, int] = (0, 0)) -> Square:
    """The square about a place of the picture, moved inward where it would leave the widened pictures.

    The reference is taken `slip` pixels farther right and down: in training, as if it were badly aligned.
    """
    edge = min(round(reach), pictures.shape[1], pictures.shape[2])
    left = min(max(round(x + MARGIN - edge / 2), 0), pictures.shape[2] - edge)
    top = min(max(round(y + MARGIN - edge / 2), 0), pictures.shape[1] - edge)
    pixels = np.empty((2, SPAN, SPAN), np.float32)
    way = cv2.INTER_AREA if edge > SPAN else cv2.INTER_LINEAR
    for plane, picture, (right, down) in zip(pixels, pictures, ((0, 0), slip), strict=True):
        column = min(max(left + right, 0), pictures.shape[2] - edge)
        row = min(max(top + down, 0), pictures.shape[1] - edge)
        part = picture[row : row + edge, column : column + edge]
        plane[:] = part if edge == SPAN else cv2.resize(part, (SPAN, SPAN), interpolation=way)
    pixels -= 127.5
    pixels /= 255.0
    return Square(pixels, left + edge / 2 - MARGIN, top + edge / 2 - MARGIN, float(edge))


def folded(pixels: Planes, reaches: Planes) -> Planes:
    """What the network is handed of squares (n, 2, SPAN, SPAN) that span `reaches` (n,): (n, PLANES, EDGE, EDGE)."""
    number = len(pixels)
    planes = np.empty((number, PLANES, EDGE, EDGE), np.float32)
    parts = pixels.reshape(number, 2, EDGE, FOLD, EDGE, FOLD).transpose(0, 1, 3, 5, 2, 4)
    planes[:, :-1] = parts.reshape(number, PLANES - 1, EDGE, EDGE)
    planes[:, -1] = (np.log2(reaches / np.float32(SPAN)) * np.float32(0.5))[:, None, None]
    return planes

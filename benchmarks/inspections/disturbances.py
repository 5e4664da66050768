"""Copies of a labelled pair as a worse camera, or another mounting, would have seen it; boxes move along.

Corners of boxes are edges of pixels: the first pixel spans 0 to 1.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.inspections.samples.sample import LabelledBox

Grey = npt.NDArray[np.uint8]
Boxes = tuple[LabelledBox, ...]

SHIFT_PX, TURN_DEGREES = 4, 1.0
NOISE_SIGMA = 12.0
"""Standard deviation in grey levels."""
DARKEST = 0.65
"""Share of the light that is left at the dark end of a picture under uneven light."""


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """`image` and its `reference`, (height, width) of uint8 and of one size, and what is wrong in the image."""

    image: Grey
    reference: Grey
    boxes: Boxes


Disturb = Callable[[LabelledPair, np.random.Generator], LabelledPair]


def disturbed(name: str, pair: LabelledPair, sample: str, seed: int) -> LabelledPair:
    """The pair under one of `DISTURBANCES`; the same name, sample and seed give the same picture."""
    drawn = np.random.default_rng((seed, zlib.crc32(sample.encode()), zlib.crc32(name.encode())))
    return DISTURBANCES[name](pair, drawn)


def _turned(quarters: int) -> Disturb:
    """Both pictures, by quarters counter-clockwise."""

    def disturb(pair: LabelledPair, _: np.random.Generator) -> LabelledPair:
        """As `Disturb`."""
        boxes, width, height = pair.boxes, pair.image.shape[1], pair.image.shape[0]
        for _number in range(quarters):
            boxes = tuple(
                LabelledBox(item.defect_class, item.y1, width - item.x2, item.y2, width - item.x1) for item in boxes
            )
            width, height = height, width
        return LabelledPair(*(np.ascontiguousarray(np.rot90(p, quarters)) for p in (pair.image, pair.reference)), boxes)

    return disturb


def _mirrored(pair: LabelledPair, _: np.random.Generator) -> LabelledPair:
    """Both pictures, left to right."""
    width = pair.image.shape[1]
    boxes = tuple(replace(item, x1=width - item.x2, x2=width - item.x1) for item in pair.boxes)
    return LabelledPair(*(np.ascontiguousarray(p[:, ::-1]) for p in (pair.image, pair.reference)), boxes)


def _flipped(pair: LabelledPair, _: np.random.Generator) -> LabelledPair:
    """Both pictures, upside down."""
    height = pair.image.shape[0]
    boxes = tuple(replace(item, y1=height - item.y2, y2=height - item.y1) for item in pair.boxes)
    return LabelledPair(*(np.ascontiguousarray(p[::-1]) for p in (pair.image, pair.reference)), boxes)


def _shifted(pair: LabelledPair, random: np.random.Generator) -> LabelledPair:
    """The image alone, along both axes, each either way."""
    shift = SHIFT_PX * (2 * random.integers(0, 2, 2) - 1)
    return _moved(pair, np.column_stack([np.eye(2), shift]))


def _askew(pair: LabelledPair, random: np.random.Generator) -> LabelledPair:
    """The image alone, about its middle, either way."""
    angle = math.radians(TURN_DEGREES) * (2 * int(random.integers(0, 2)) - 1)
    turn = np.array(((math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))))
    middle = np.array((pair.image.shape[1] / 2, pair.image.shape[0] / 2))
    return _moved(pair, np.column_stack([turn, middle - turn @ middle]))


def _moved(pair: LabelledPair, matrix: npt.NDArray[np.float64]) -> LabelledPair:
    """The image by a matrix (2, 3) over edges of pixels. Boxes keep their sizes; one whose middle leaves is dropped."""
    height, width = pair.image.shape
    of_middles = matrix.copy()
    # OpenCV counts from the middle of the first pixel.
    of_middles[:, 2] += matrix[:, :2] @ (0.5, 0.5) - 0.5
    image = cv2.warpAffine(
        pair.image, of_middles, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    boxes = []
    for item in pair.boxes:
        x, y = matrix @ ((item.x1 + item.x2) / 2, (item.y1 + item.y2) / 2, 1.0)
        half_x, half_y = (item.x2 - item.x1) / 2, (item.y2 - item.y1) / 2
        if 0 <= x < width and 0 <= y < height:
            low, high = (max(0.0, x - half_x), max(0.0, y - half_y)), (min(width, x + half_x), min(height, y + half_y))
            boxes.append(LabelledBox(item.defect_class, *(float(value) for value in (*low, *high))))
    return LabelledPair(np.asarray(image, dtype=np.uint8), pair.reference, tuple(boxes))


def _noisy(pair: LabelledPair, random: np.random.Generator) -> LabelledPair:
    """The image alone, each pixel by itself, normally distributed."""
    return replace(pair, image=_levels(pair.image + random.normal(0.0, NOISE_SIGMA, pair.image.shape)))


def _unevenly_lit(pair: LabelledPair, random: np.random.Generator) -> LabelledPair:
    """The image alone: from full light at one end to `DARKEST` at the other, in any direction."""
    height, width = pair.image.shape
    angle = random.uniform(0, 2 * math.pi)
    y, x = np.mgrid[0:height, 0:width]
    along = x * math.cos(angle) + y * math.sin(angle)
    share = (along - along.min()) / (along.max() - along.min())
    return replace(pair, image=_levels(pair.image * (1 - (1 - DARKEST) * share)))


def _levels(values: npt.NDArray[np.float64]) -> Grey:
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


DISTURBANCES: Mapping[str, Disturb] = MappingProxyType(
    {
        "turned by 90°": _turned(1),
        "turned by 180°": _turned(2),
        "turned by 270°": _turned(3),
        "mirrored": _mirrored,
        "upside down": _flipped,
        "shifted by 4 px": _shifted,
        "rotated by 1°": _askew,
        "grey noise, sigma 12": _noisy,
        "uneven light, 0.65 to 1": _unevenly_lit,
    }
)


def names_of(chosen: Sequence[str]) -> tuple[str, ...]:
    """Those of `DISTURBANCES` that begin with one of the words; all where there is none."""
    return tuple(name for name in DISTURBANCES if not chosen or name.startswith(tuple(chosen)))

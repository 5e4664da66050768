"""Draws into a picture what was found in it, and above it who judged what, when."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.inspections.verdict import Defect, InspectionResult, Verdict

Image = npt.NDArray[np.uint8]

COLOURS = {Verdict.PASS: (96, 160, 40), Verdict.FAIL: (40, 40, 210), Verdict.UNDECIDED: (30, 150, 235)}
BANNER_SHARE = 0.055
LABEL_PX = 0.5
FONT = cv2.FONT_HERSHEY_SIMPLEX
_WHITE = (255, 255, 255)
_GREYS, _SHADES = 224, 16
"""How a palette is divided: greys, then the shades from the mark's colour to white, then from the banner's to white."""


@dataclass(frozen=True, slots=True)
class _Inks:
    """What is drawn with; on an indexed picture each is an index, and what lies between two of them is a shade."""

    mark: tuple[int, ...]
    mark_text: tuple[int, ...]
    banner: tuple[int, ...]
    banner_text: tuple[int, ...]


def annotate(image: Image, result: InspectionResult, serial: str, stamp: str) -> Image:
    """The picture with a box and a name at every defect, and above it verdict, serial number, model and time.

    A BGR picture stays one; of a grey one (height, width) come indices into `palette`, which is a third to encode.
    """
    if image.ndim == 2:
        greys = np.arange(256, dtype=np.uint16) * (_GREYS - 1) // 255
        picture = np.asarray(cv2.LUT(image, greys.astype(np.uint8)), dtype=np.uint8)
        inks = _Inks((_GREYS,), (_GREYS + _SHADES - 1,), (_GREYS + _SHADES,), (255,))
    else:
        picture = image.copy()
        inks = _Inks(COLOURS[Verdict.FAIL], _WHITE, COLOURS[result.verdict], _WHITE)
    for defect in result.defects:
        _mark(picture, defect, inks)
    return np.concatenate([_banner(picture, result, serial, stamp, inks), picture])


def palette(verdict: Verdict) -> Image:
    """The (256, 3) colours, BGR, of what `annotate` makes of a grey picture."""
    greys = np.repeat(np.arange(_GREYS, dtype=np.float64)[:, None] * (255 / (_GREYS - 1)), 3, axis=1)
    towards = np.linspace(0.0, 1.0, _SHADES)[:, None]
    shades = [(1 - towards) * np.array(COLOURS[item]) + towards * 255 for item in (Verdict.FAIL, verdict)]
    return np.round(np.concatenate([greys, *shades])).astype(np.uint8)


def in_colour(picture: Image, verdict: Verdict) -> Image:
    """What `annotate` made, as a BGR picture."""
    return picture if picture.ndim == 3 else palette(verdict)[picture]


def _banner(picture: Image, result: InspectionResult, serial: str, stamp: str, inks: _Inks) -> Image:
    height = max(24, round(picture.shape[0] * BANNER_SHARE))
    banner = np.empty((height, *picture.shape[1:]), dtype=np.uint8)
    banner[:] = inks.banner if picture.ndim == 3 else inks.banner[0]
    scale = height / 62.0
    reason = result.message if result.verdict is Verdict.UNDECIDED else ""
    lines = (f"{result.verdict.value.upper()}  {serial}", f"{stamp}  {result.model}  {reason}")
    for line, (text, size) in enumerate(zip(lines, (1.0, 0.6), strict=True)):
        origin = (round(10 * scale), round((26 + 26 * line) * scale))
        thickness = max(1, round(2 * size * scale))
        cv2.putText(banner, text, origin, FONT, size * scale, inks.banner_text, thickness, cv2.LINE_AA)
    return banner


def _mark(picture: Image, defect: Defect, inks: _Inks) -> None:
    box = defect.box
    rows, columns = picture.shape[:2]
    left, top = min(box.x, columns - 1), min(box.y, rows - 1)
    right, bottom = min(columns - 1, box.x + box.width), min(rows - 1, box.y + box.height)
    cv2.rectangle(picture, (left, top), (right, bottom), inks.mark_text, 4)
    cv2.rectangle(picture, (left, top), (right, bottom), inks.mark, 2)
    text = f"{defect.code.partition('.')[2].replace('_', ' ')} {defect.subject}".strip()
    (width, height), drop = cv2.getTextSize(text, FONT, LABEL_PX, 1)
    x = max(0, min(left, columns - width - 6))
    above = top - height - drop - 4
    y = above if above >= 0 else min(bottom, rows - height - drop - 6)
    cv2.rectangle(picture, (x, y), (x + width + 6, y + height + drop + 2), inks.mark, -1)
    cv2.putText(picture, text, (x + 3, y + height + 1), FONT, LABEL_PX, inks.mark_text, 1, cv2.LINE_AA)

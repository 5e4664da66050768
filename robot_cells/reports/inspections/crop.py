"""The part of a picture that a mistake is about, large, with boxes and words drawn into it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.errors import InspectionError
from robot_cells.inspections.samples.picture_file import read_picture
from robot_cells.inspections.samples.sample import LabelledBox
from robot_cells.inspections.verdict import Detection
from robot_cells.reports.inspections.finding import Finding

if TYPE_CHECKING:
    from PIL.Image import Image as Drawn
    from PIL.ImageDraw import ImageDraw as Pen
    from PIL.ImageFont import FreeTypeFont

Image = npt.NDArray[np.uint8]

PANE_PX, GAP_PX = 264, 6
LEAST_SIDE_PX = 72
"""Smaller parts show nothing of what lies around."""
AROUND = 2.4
"""The part is so many times as long as the boxes that it is about."""
TRUTH, CALLED, UNSURE = "#19C37D", "#FF5A36", "#FFC43D"
"""What is there; what was said, sure enough; what was said, but not surely enough."""
GROUND = "#1D2127"
DASH_PX = 5


def crop_of(finding: Finding) -> Drawn:
    """The inspected picture, and its reference beside it where there is one.

    Where a picture cannot be read, its pane says why.
    """
    from PIL import Image as Pillow

    sample = finding.sample
    picture, fault = _read(finding)
    references = [] if sample.reference is None else [sample.reference]
    drawn = Pillow.new("RGB", (PANE_PX + len(references) * (PANE_PX + GAP_PX), PANE_PX), GROUND)
    if picture is None:
        _words(drawn, fault)
        return drawn
    part = _part(finding, (picture.shape[1], picture.shape[0]))
    pane = _pane(picture, part)
    _draw_boxes(pane, finding, part)
    drawn.paste(pane, (0, 0))
    for path in references:
        try:
            reference = read_picture(path, colour=True)
        except InspectionError:
            continue
        scale = (reference.shape[1] / picture.shape[1], reference.shape[0] / picture.shape[0])
        same = (part[0] * scale[0], part[1] * scale[1], part[2] * scale[0], part[3] * scale[1])
        drawn.paste(_pane(reference, same), (PANE_PX + GAP_PX, 0))
    return drawn


@cache
def font(size_px: int) -> FreeTypeFont:
    """The font that matplotlib brings along."""
    from matplotlib import font_manager
    from PIL import ImageFont

    return ImageFont.truetype(font_manager.findfont("DejaVu Sans"), size_px)


def _read(finding: Finding) -> tuple[Image | None, str]:
    try:
        return read_picture(finding.sample.image, colour=True), ""
    except InspectionError as error:
        return None, error.what


def _part(finding: Finding, size: tuple[int, int]) -> tuple[float, float, float, float]:
    """x1, y1, x2, y2 in pixels: a square inside the picture, or all of it where the whole picture is meant."""
    boxes = [item for item in (finding.truth, finding.detection) if item is not None]
    if not boxes:
        return 0.0, 0.0, float(size[0]), float(size[1])
    low = (min(item.x1 for item in boxes), min(item.y1 for item in boxes))
    high = (max(item.x2 for item in boxes), max(item.y2 for item in boxes))
    longest = max(high[0] - low[0], high[1] - low[1])
    side = min(max(AROUND * longest, LEAST_SIDE_PX), *size)
    corner = [min(max((a + b - side) / 2, 0.0), end - side) for a, b, end in zip(low, high, size, strict=True)]
    return corner[0], corner[1], corner[0] + side, corner[1] + side


def _pane(picture: Image, part: tuple[float, float, float, float]) -> Drawn:
    """The part, filling the pane; enlarged pixels stay squares, so that nothing is seen that is not there."""
    from PIL import Image as Pillow

    scale = _scale(part)
    shift = np.array([[scale, 0, -part[0] * scale], [0, scale, -part[1] * scale]])
    how = cv2.INTER_NEAREST if scale >= 1 else cv2.INTER_AREA
    if scale < 1:  # Warping does not average: shrink first.
        small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=how)
        picture, shift = (
            np.asarray(small, dtype=np.uint8),
            np.array([[1.0, 0, -part[0] * scale], [0, 1.0, -part[1] * scale]]),
        )
    warped = cv2.warpAffine(picture, shift, (PANE_PX, PANE_PX), flags=cv2.INTER_NEAREST, borderValue=(39, 33, 29))
    return Pillow.fromarray(np.ascontiguousarray(warped[..., ::-1]))


def _scale(part: tuple[float, float, float, float]) -> float:
    return PANE_PX / max(part[2] - part[0], part[3] - part[1])


def _draw_boxes(pane: Drawn, finding: Finding, part: tuple[float, float, float, float]) -> None:
    """True boxes with their class below, detections with class and probability above."""
    from PIL import ImageDraw

    pen = ImageDraw.Draw(pane)
    for item, is_counted in zip(finding.detections, finding.is_counted, strict=True):
        colour = CALLED if is_counted else UNSURE
        _draw_box(pen, item, part, colour, is_dashed=not is_counted)
    for truth in finding.truths:
        _draw_box(pen, truth, part, TRUTH, is_dashed=False)
    # Words last, so that no box runs through them.
    for item, is_counted in zip(finding.detections, finding.is_counted, strict=True):
        text = f"{item.defect_class} {item.probability:.2f}"
        _label(pen, text, _place(item, part), CALLED if is_counted else UNSURE, is_above=True)
    for truth in finding.truths:
        _label(pen, truth.defect_class, _place(truth, part), TRUTH, is_above=False)


def _place(box: LabelledBox | Detection, part: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """In pixels of the pane."""
    scale = _scale(part)
    x1, y1, x2, y2 = ((value - part[axis % 2]) * scale for axis, value in enumerate((box.x1, box.y1, box.x2, box.y2)))
    return x1, y1, x2, y2


def _draw_box(
    pen: Pen, box: LabelledBox | Detection, part: tuple[float, float, float, float], colour: str, *, is_dashed: bool
) -> None:
    x1, y1, x2, y2 = _place(box, part)
    if x2 < 0 or y2 < 0 or x1 > PANE_PX or y1 > PANE_PX:
        return
    if not is_dashed:
        pen.rectangle((x1 - 1, y1 - 1, max(x2, x1) + 1, max(y2, y1) + 1), outline="#000000", width=4)
        pen.rectangle((x1, y1, max(x2, x1), max(y2, y1)), outline=colour, width=2)
        return
    for start, end, fixed in ((x1, x2, y1), (x1, x2, y2)):
        for x in np.arange(start, end, 2 * DASH_PX):
            pen.line((x, fixed, min(x + DASH_PX, end), fixed), fill=colour, width=2)
    for start, end, fixed in ((y1, y2, x1), (y1, y2, x2)):
        for y in np.arange(start, end, 2 * DASH_PX):
            pen.line((fixed, y, fixed, min(y + DASH_PX, end)), fill=colour, width=2)


def _label(pen: Pen, text: str, place: tuple[float, float, float, float], colour: str, *, is_above: bool) -> None:
    """Beside the box where the pane ends."""
    x1, y1, x2, y2 = place
    if x2 < 0 or y2 < 0 or x1 > PANE_PX or y1 > PANE_PX:
        return
    left, top, right, bottom = font(12).getbbox(text)
    width, height = right - left + 6, bottom - top + 6
    x = min(max(x1, 0), PANE_PX - width)
    y = y1 - height - 2 if is_above else y2 + 3
    y = min(max(y, 0), PANE_PX - height)
    pen.rectangle((x, y, x + width, y + height), fill=colour)
    pen.text((x + 3 - left, y + 3 - top), text, fill="#000000", font=font(12))


def _words(drawn: Drawn, text: str) -> None:
    """A sentence in lines of some thirty letters."""
    import textwrap

    from PIL import ImageDraw

    ImageDraw.Draw(drawn).multiline_text((12, 12), "\n".join(textwrap.wrap(text, 30)), fill="#E8EAED", font=font(13))

"""Boxes that people drew, checked against the picture that they were drawn in."""

from __future__ import annotations

import math

from robot_cells.inspections.samples.sample import LabelledBox
from robot_cells.inspections.samples.text_file import is_writable

SLACK_PX, SLACK_SHARE = 2.0, 0.02
"""A box may stick out of its picture by so many pixels, or by this share of its side: rounding and a quick hand."""


def checked_box(
    defect_class: str, corners: tuple[float, float, float, float], size: tuple[int, int]
) -> LabelledBox | str:
    """A box (x1, y1, x2, y2 in pixels) cut to its picture (width, height), or what is wrong with it."""
    if not defect_class.strip() or not is_writable(defect_class):
        return f"the class {ascii(defect_class)[:40]} is no name that can be printed"
    try:
        x1, y1, x2, y2 = (float(value) for value in corners)
    except OverflowError:  # A whole number beyond all floats.
        x1 = y1 = x2 = y2 = math.inf
    if not all(math.isfinite(value) for value in (x1, y1, x2, y2)):
        return "the box has a coordinate that is no finite number"
    shown = f"({x1:g}, {y1:g}) to ({x2:g}, {y2:g})"
    if x2 <= x1 or y2 <= y1:
        return f"the box {shown} has no area"
    width, height = size
    slack_x, slack_y = (max(SLACK_PX, SLACK_SHARE * side) for side in size)
    cut = (max(x1, 0.0), max(y1, 0.0), min(x2, float(width)), min(y2, float(height)))
    is_outside = x1 < -slack_x or y1 < -slack_y or x2 > width + slack_x or y2 > height + slack_y
    if is_outside or cut[2] <= cut[0] or cut[3] <= cut[1]:
        return f"the box {shown} lies outside its picture of {width} x {height} pixels"
    return LabelledBox(defect_class, *cut)

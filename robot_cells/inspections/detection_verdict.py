"""From detections to a verdict, by the thresholds on a model's card."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from robot_cells.inspections.verdict import Box, Defect, Detection, Verdict

UNDECIDED = "undecided"
WHOLE = ""
"""The threshold of classes that have none of their own."""


def defect_code(defect_class: str) -> str:
    """The code of a defect of a class: `inspect.` and the class, spaces and dashes as `_`, in small letters."""
    return f"inspect.{defect_class.strip().replace(' ', '_').replace('-', '_').lower()}"


def judged(detections: Sequence[Detection], thresholds: Mapping[str, float]) -> tuple[Verdict, tuple[Defect, ...], str]:
    """Verdict, defects (the surest first) and message.

    What reaches the threshold of its class is a defect. What does not, and reaches `undecided`, is neither that nor
    nothing: the picture is no pass. A class without a threshold, its own or `""`, is a defect from 0.5 on.
    """
    ordered = sorted(detections, key=lambda item: -item.probability)
    defects = tuple(_defect(item) for item in ordered if item.probability >= _threshold(item, thresholds))
    if defects:
        names = dict.fromkeys(item.code.partition(".")[2].replace("_", " ") for item in defects)
        return Verdict.FAIL, defects, f"{len(defects)} found: {', '.join(names)}"
    doubtful = [item for item in ordered if item.probability >= thresholds.get(UNDECIDED, math.inf)]
    if doubtful:
        first = doubtful[0]
        text = f"{first.defect_class} at {first.x1:.0f}, {first.y1:.0f} is neither sure nor out of the question"
        return Verdict.UNDECIDED, (), f"{text}: probability {first.probability:.3g}."
    return Verdict.PASS, (), ""


def _threshold(item: Detection, thresholds: Mapping[str, float]) -> float:
    return thresholds.get(item.defect_class, thresholds.get(WHOLE, 0.5))


def _defect(item: Detection) -> Defect:
    """Its box in whole pixels, none of the detection's left out."""
    left, top = math.floor(item.x1), math.floor(item.y1)
    box = Box(left, top, math.ceil(item.x2) - left, math.ceil(item.y2) - top)
    return Defect(defect_code(item.defect_class), "", item.probability, box)

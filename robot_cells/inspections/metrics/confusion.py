"""What was taken for what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from robot_cells.inspections.metrics.f_score import threshold_of
from robot_cells.inspections.metrics.judged_picture import JudgedPicture, Numbers, corners, overlaps
from robot_cells.inspections.metrics.matching import LITERATURE_IOU, greedy

BACKGROUND = "background"


@dataclass(frozen=True, slots=True)
class Confusion:
    """`counts` (classes + 1, classes + 1): rows are what is there, columns what was said, the last of both is nothing.

    So the last column counts misses, the last row false calls; the corner of both is 0.
    """

    classes: tuple[str, ...]
    counts: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pairing:
    """The boxes of a picture that belong together, as pairs of numbers; and what is left over.

    `pairs` are (true box, detection), `misses` true boxes, `false_calls` detections, by their numbers in the picture.
    """

    pairs: tuple[tuple[int, int], ...]
    misses: tuple[int, ...]
    false_calls: tuple[int, ...]


def pair_up(picture: JudgedPicture, thresholds: Mapping[str, float], iou: float = LITERATURE_IOU) -> Pairing:
    """Detections that reach their threshold, and true boxes: first within each class, then by overlap alone."""
    counted = [
        place
        for place, item in enumerate(picture.detections)
        if item.probability >= threshold_of(thresholds, item.defect_class)
    ]
    overlap = overlaps(corners([picture.detections[place] for place in counted]), corners(picture.truths))
    found = np.array([picture.detections[place].defect_class for place in counted], dtype=object)
    true = np.array([box.defect_class for box in picture.truths], dtype=object)
    is_same = found[:, None] == true[None, :]
    taken = greedy(np.where(is_same, overlap, 0.0), iou)
    rest = _rest(overlap, taken, iou)
    pairs = sorted((int(truth), counted[row]) for row, truth in enumerate(np.maximum(taken, rest)) if truth >= 0)
    found_truths, used = {truth for truth, _ in pairs}, {place for _, place in pairs}
    misses = tuple(number for number in range(len(picture.truths)) if number not in found_truths)
    return Pairing(tuple(pairs), misses, tuple(place for place in counted if place not in used))


def confusion(
    pictures: Sequence[JudgedPicture],
    classes: Sequence[str],
    thresholds: Mapping[str, float],
    iou: float = LITERATURE_IOU,
) -> Confusion:
    """Counts over all pictures; a class that only the model names has a row without truths."""
    place = {name: number for number, name in enumerate(classes)}
    nothing = len(classes)
    counts = np.zeros((nothing + 1, nothing + 1), dtype=np.int64)
    for picture in pictures:
        pairing = pair_up(picture, thresholds, iou)
        for truth, found in pairing.pairs:
            row, column = picture.truths[truth].defect_class, picture.detections[found].defect_class
            counts[place[row], place[column]] += 1
        for truth in pairing.misses:
            counts[place[picture.truths[truth].defect_class], nothing] += 1
        for found in pairing.false_calls:
            counts[nothing, place[picture.detections[found].defect_class]] += 1
    return Confusion(tuple(classes), counts)


def _rest(overlap: Numbers, taken: npt.NDArray[np.int64], iou: float) -> npt.NDArray[np.int64]:
    """Pairs among what the classes left over, by overlap."""
    left = overlap.copy()
    left[taken >= 0] = 0.0
    left[:, taken[taken >= 0]] = 0.0
    rest = np.full(len(overlap), -1, dtype=np.int64)
    while left.size and left.max() >= max(iou, 1e-9):
        row, column = np.unravel_index(int(left.argmax()), left.shape)
        rest[row] = column
        left[row], left[:, column] = 0.0, 0.0
    return rest

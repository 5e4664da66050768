"""The figures of DeepPCB's own evaluation: F and an average precision over all classes together.

As its authors' script has it (evaluation/script.py of the published set, made from that of ICDAR 2015's Robust
Reading Competition): in each picture the true boxes, in their order, each take the surest detection that is free and
overlaps by more than 0.33, **whatever its class**; where the class differs, both are spent and nothing is found. All
detections of all pictures are then ranked together, and the average precision is the mean, over the true boxes, of
the precision at which each was found, nothing smoothed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from robot_cells.inspections.metrics.average_precision import raw_average_precision
from robot_cells.inspections.metrics.f_score import FScore, threshold_of
from robot_cells.inspections.metrics.judged_picture import JudgedPicture, corners, overlaps
from robot_cells.inspections.metrics.matching import LITERATURE_IOU


@dataclass(frozen=True, slots=True)
class PublishedFigures:
    """`average_precision` over all detections (None where nothing was to be found), `score` at the thresholds."""

    average_precision: float | None
    score: FScore


def published_figures(
    pictures: Sequence[JudgedPicture], thresholds: Mapping[str, float], iou: float = LITERATURE_IOU
) -> PublishedFigures:
    """The script counts all that it is given: for F it is given only what reaches the model's thresholds."""
    probability: list[float] = []
    is_true: list[npt.NDArray[np.bool_]] = []
    truths = detections = found = 0
    for picture in pictures:
        flags = _found(picture, list(range(len(picture.detections))), iou)
        is_true.append(flags)
        probability += [item.probability for item in picture.detections]
        truths += len(picture.truths)
        counted = [
            place
            for place, item in enumerate(picture.detections)
            if item.probability >= threshold_of(thresholds, item.defect_class)
        ]
        detections += len(counted)
        found += int(_found(picture, counted, iou).sum())
    order = np.argsort(-np.array(probability), kind="stable")
    ranked = np.concatenate(is_true)[order] if is_true else np.empty(0, dtype=bool)
    return PublishedFigures(raw_average_precision(ranked, truths), FScore(truths, detections, found))


def _found(picture: JudgedPicture, places: Sequence[int], iou: float) -> npt.NDArray[np.bool_]:
    """Which of the chosen detections are true (n,), surest first."""
    chosen = [picture.detections[place] for place in places]
    overlap = overlaps(corners(picture.truths), corners(chosen))
    free, is_true = np.ones(len(chosen), dtype=bool), np.zeros(len(chosen), dtype=bool)
    for row, truth in enumerate(picture.truths):
        fitting = np.flatnonzero(free & (overlap[row] > iou))
        if len(fitting):
            free[fitting[0]] = False
            is_true[fitting[0]] = chosen[fitting[0]].defect_class == truth.defect_class
    return is_true

"""All figures of a model on a set of samples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from robot_cells.inspections.metrics.average_precision import (
    Curve,
    average_precision,
    average_precision_101,
    curve,
    mean_of,
)
from robot_cells.inspections.metrics.calibration import Calibration, calibration
from robot_cells.inspections.metrics.confusion import Confusion, confusion
from robot_cells.inspections.metrics.f_score import FScore, best_f, f_at_thresholds, threshold_of
from robot_cells.inspections.metrics.judged_picture import JudgedPicture, judged_pictures, only_class
from robot_cells.inspections.metrics.matching import COCO_IOUS, LITERATURE_IOU, ClassMatches, match_classes
from robot_cells.inspections.metrics.picture_tally import PictureTally, picture_tally
from robot_cells.inspections.metrics.published_protocol import PublishedFigures, published_figures
from robot_cells.inspections.samples.sample import SampleSet
from robot_cells.inspections.verdict import InspectionResult, Verdict

IOUS = (LITERATURE_IOU, *COCO_IOUS)


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """Of one class, or of all together.

    `ap` is the average precision at an overlap of 0.33, `ap_strict` its mean over 0.5, 0.55, ..., 0.95, both at all
    points; `ap_strict_101` is the same as `ap_strict` at COCO's 101 points. None where nothing was to be found. `score`
    is at the model's threshold.
    """

    ap: float | None
    ap_strict: float | None
    ap_strict_101: float | None
    score: FScore


@dataclass(frozen=True, slots=True)
class DetectionFigures:
    """Of the boxes. `mean` has means over the classes, and the counts of all; `groups` the same for each group.

    `best` is the greatest F that one threshold for all classes would give, at `best_threshold`. `curves` are at an
    overlap of 0.33, by class; `matches` are what they were drawn from. `ap_by_overlap` is the mean over the classes.
    """

    pictures: int
    mean: ClassFigures
    classes: Mapping[str, ClassFigures]
    groups: Mapping[str, ClassFigures]
    best: FScore
    best_threshold: float
    published: PublishedFigures
    confusion: Confusion
    calibration: Calibration
    curves: Mapping[str, Curve]
    matches: Mapping[str, ClassMatches]
    ap_by_overlap: Mapping[float, float | None]
    thresholds: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything. `detections` is None where the samples have no boxes; `groups` has the pictures by group.

    `duration_ms` are the model's own times for a picture (n,), in the samples' order; `verdicts` how many were which.
    """

    samples: int
    pictures: PictureTally
    groups: Mapping[str, PictureTally]
    picture_classes: Mapping[str, PictureTally]
    detections: DetectionFigures | None
    duration_ms: Sequence[float]
    verdicts: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


def evaluate(
    samples: SampleSet,
    results: Sequence[InspectionResult],
    thresholds: Mapping[str, float],
    model_classes: Sequence[str] = (),
) -> Evaluation:
    """The figures; `results` are in the samples' order, `thresholds` and `model_classes` those of the model's card.

    Where a model knows one class that is none of the samples' (it says where something is unusual, not what), boxes are
    compared without their classes.
    """
    only = only_class(model_classes, samples.classes)
    judged = judged_pictures(samples.samples, results, only)
    classes = samples.classes if only is None else (only,)
    has_boxes = any(picture.truths for picture in judged)
    by_class = {
        name: [number for number, item in enumerate(samples.samples) if item.picture_class == name]
        for name in dict.fromkeys(item.picture_class for item in samples.samples if item.picture_class)
    }
    by_group = {
        group: [number for number, item in enumerate(samples.samples) if item.group == group]
        for group in samples.groups
    }
    return Evaluation(
        len(samples.samples),
        picture_tally(samples.samples, results),
        _tallies(samples, results, by_group),
        _tallies(samples, results, by_class),
        detection_figures(judged, classes, thresholds) if has_boxes else None,
        tuple(1000.0 * item.duration_s for item in results),
        {verdict.value: sum(item.verdict is verdict for item in results) for verdict in Verdict},
    )


def detection_figures(
    pictures: Sequence[JudgedPicture], classes: Sequence[str], thresholds: Mapping[str, float]
) -> DetectionFigures:
    """The figures of the boxes; classes that only the model names come after those of the samples, sorted."""
    named = {item.defect_class for picture in pictures for item in picture.detections}
    named |= {box.defect_class for picture in pictures for box in picture.truths}
    known = (*classes, *sorted(named.difference(classes)))
    matches = match_classes(pictures, known, IOUS)
    best, best_threshold = best_f(list(matches.values()))
    by_group: dict[str, list[int]] = {}
    for number, picture in enumerate(pictures):
        by_group.setdefault(picture.group, []).append(number)
    return DetectionFigures(
        len(pictures),
        _mean(matches, thresholds),
        {name: _of_class(item, thresholds) for name, item in matches.items()},
        {name: _mean(_only(matches, numbers), thresholds) for name, numbers in by_group.items()},
        best,
        best_threshold,
        published_figures(pictures, thresholds),
        confusion(pictures, known, thresholds),
        calibration(list(matches.values())),
        {name: curve(item.probability, item.is_true[0], item.truths) for name, item in matches.items()},
        matches,
        {
            iou: mean_of([average_precision(item.is_true[row], item.truths) for item in matches.values()])
            for row, iou in enumerate(IOUS)
        },
        {name: threshold_of(thresholds, name) for name in known},
    )


def _only(matches: Mapping[str, ClassMatches], numbers: Sequence[int]) -> dict[str, ClassMatches]:
    chosen = np.array(numbers, dtype=np.int64)
    return {name: item.only(chosen) for name, item in matches.items()}


def _of_class(matches: ClassMatches, thresholds: Mapping[str, float]) -> ClassFigures:
    flags = matches.is_true
    strict = [average_precision(row, matches.truths) for row in flags[1:]]
    strict_101 = [average_precision_101(row, matches.truths) for row in flags[1:]]
    score = f_at_thresholds([matches], thresholds)
    return ClassFigures(average_precision(flags[0], matches.truths), mean_of(strict), mean_of(strict_101), score)


def _mean(matches: Mapping[str, ClassMatches], thresholds: Mapping[str, float]) -> ClassFigures:
    each = [_of_class(item, thresholds) for item in matches.values()]
    return ClassFigures(
        mean_of([item.ap for item in each]),
        mean_of([item.ap_strict for item in each]),
        mean_of([item.ap_strict_101 for item in each]),
        f_at_thresholds(list(matches.values()), thresholds),
    )


def _tallies(
    samples: SampleSet, results: Sequence[InspectionResult], parts: Mapping[str, Sequence[int]]
) -> dict[str, PictureTally]:
    return {
        name: picture_tally([samples.samples[number] for number in chosen], [results[number] for number in chosen])
        for name, chosen in parts.items()
    }


def quantile_ms(evaluation: Evaluation, share: float) -> float | None:
    """The time that this share of the pictures stays below, in milliseconds; None without pictures."""
    return float(np.quantile(evaluation.duration_ms, share)) if evaluation.duration_ms else None

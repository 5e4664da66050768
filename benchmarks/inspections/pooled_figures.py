"""The figures of all left-out groups together.

Average precisions rank the detections of all groups together, by their calibrated probabilities, although each group
was judged by a model of its own. F counts what each model calls a defect at its own thresholds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from benchmarks.inspections.judged_group import AS_IT_IS, JudgedGroup
from benchmarks.percentiles import Percentiles, summarise
from robot_cells.inspections.metrics.evaluation import ClassFigures, DetectionFigures, detection_figures
from robot_cells.inspections.metrics.f_score import FScore


@dataclass(frozen=True, slots=True)
class BoxFigures:
    """Average precision at an overlap of 0.33 and over 0.5 to 0.95, and F, precision, recall at the thresholds.

    `boxes` is how many there were to find. None where nothing was there.
    """

    ap: float | None
    ap_50_95: float | None
    f: float
    precision: float
    recall: float
    boxes: int


@dataclass(frozen=True, slots=True)
class DisturbedFigures:
    """Mean average precision at 0.33 under a disturbance; `points` is the difference to the untouched pictures."""

    name: str
    ap: float | None
    points: float | None


@dataclass(frozen=True, slots=True)
class GroupTraining:
    """How long the training without a group took, on so many pairs."""

    group: str
    pairs: int
    trained_on: int
    wall_s: float
    processor_s: float


@dataclass(frozen=True, slots=True)
class DeepPcbFigures:
    """Everything; `is_whole` when every group of the folder was left out once, with the usual number of steps.

    `micro_ap` and `published_f` are by DeepPCB's own protocol.
    """

    is_whole: bool
    pairs: int
    undecided: int
    mean: BoxFigures
    micro_ap: float | None
    published_f: float
    classes: Mapping[str, BoxFigures]
    groups: Mapping[str, BoxFigures]
    disturbed: tuple[DisturbedFigures, ...]
    trainings: tuple[GroupTraining, ...]
    model_time: Percentiles
    time_with_reading: Percentiles


def pooled(groups: Sequence[JudgedGroup], classes: Sequence[str], *, is_whole: bool) -> DeepPcbFigures:
    """The figures of one or more groups; `classes` are those of the samples."""
    judged = [detection_figures(item.pictures[AS_IT_IS], classes, item.thresholds) for item in groups]
    together = _together(groups, AS_IT_IS, classes)
    published = _sum(item.published.score for item in judged)
    by_class = {
        name: _box_figures(figures, _sum(item.classes[name].score for item in judged if name in item.classes))
        for name, figures in together.classes.items()
    }
    return DeepPcbFigures(
        is_whole,
        together.pictures,
        sum(item.undecided for item in groups),
        _box_figures(together.mean, _sum(item.mean.score for item in judged)),
        together.published.average_precision,
        published.f,
        by_class,
        {item.group: _box_figures(one.mean, one.mean.score) for item, one in zip(groups, judged, strict=True)},
        _disturbed(groups, classes, together.mean.ap),
        tuple(
            GroupTraining(item.group, len(item.pictures[AS_IT_IS]), item.trained_on, item.wall_s, item.processor_s)
            for item in groups
        ),
        _summary(item.times.model_ms for item in groups),
        _summary(item.times.with_reading_ms for item in groups),
    )


def _together(groups: Sequence[JudgedGroup], name: str, classes: Sequence[str]) -> DetectionFigures:
    return detection_figures([picture for item in groups for picture in item.pictures[name]], classes, {})


def _disturbed(
    groups: Sequence[JudgedGroup], classes: Sequence[str], before: float | None
) -> tuple[DisturbedFigures, ...]:
    """A row for each disturbance that all groups have."""
    names = [name for name in groups[0].pictures if name != AS_IT_IS and all(name in item.pictures for item in groups)]
    rows = []
    for name in names:
        ap = _together(groups, name, classes).mean.ap
        rows.append(DisturbedFigures(name, ap, None if ap is None or before is None else 100 * (ap - before)))
    return tuple(rows)


def _box_figures(figures: ClassFigures, score: FScore) -> BoxFigures:
    return BoxFigures(figures.ap, figures.ap_strict, score.f, score.precision, score.recall, score.truths)


def _sum(scores: Iterable[FScore]) -> FScore:
    counts = np.array([(item.truths, item.detections, item.found) for item in scores]).reshape(-1, 3).sum(axis=0)
    return FScore(*(int(value) for value in counts))


def _summary(times_ms: Iterable[Sequence[float]]) -> Percentiles:
    return summarise([value / 1e3 for value in chain.from_iterable(times_ms)])

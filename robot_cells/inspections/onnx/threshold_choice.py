"""Thresholds for a network that was trained elsewhere, from labelled samples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from robot_cells.inspections.detection_verdict import UNDECIDED
from robot_cells.inspections.onnx.candidates import Floats
from robot_cells.inspections.samples.sample import LabelledBox, Sample
from robot_cells.inspections.verdict import Detection

MATCH_IOU = 0.33
"""From this intersection over union on a detection is the labelled thing."""
DEFAULT = 0.5
DOUBT_SHARE = 0.01
"""This share of the good samples may be undecided."""
LEAST_DOUBT = 0.25
"""`undecided` is at least this share of the least threshold: below is what networks say of anything."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A sample, and what the network saw in it."""

    sample: Sample
    detections: tuple[Detection, ...]


@dataclass(frozen=True, slots=True)
class ChosenThresholds:
    """`thresholds` as on a card.

    `f` is their F over all classes (NaN where nothing is labelled); of `labelled` things, `found` were found with any
    probability.
    """

    thresholds: Mapping[str, float]
    f: float
    found: int
    labelled: int


def choose_thresholds(seen: Sequence[Seen], classes: Sequence[str]) -> ChosenThresholds:
    """For each class that threshold which gives the best F over the labelled samples; 0.5 where none tells.

    `undecided` is the probability that only one good sample in a hundred reaches, between a quarter of the least
    threshold and that threshold; half of it without good samples.
    """
    thresholds: dict[str, float] = {}
    hits_all = misses_all = false_all = found = labelled = 0
    for name in classes:
        scores, true, count = _scored(seen, name)
        found, labelled = found + int(true.sum()), labelled + count
        threshold, hits, false = _best(scores, true, count)
        thresholds[name] = threshold
        hits_all, misses_all, false_all = hits_all + hits, misses_all + count - hits, false_all + false
    least = min(thresholds.values(), default=DEFAULT)
    thresholds[UNDECIDED] = _doubt(seen, least)
    weight = 2 * hits_all + misses_all + false_all
    return ChosenThresholds(thresholds, 2 * hits_all / weight if labelled else float("nan"), found, labelled)


def _scored(seen: Sequence[Seen], name: str) -> tuple[Floats, npt.NDArray[np.bool_], int]:
    """Probabilities of the detections of a class, which of them are true, and how many things there are."""
    scores: list[float] = []
    true: list[bool] = []
    count = 0
    for item in seen:
        things = _things(item.sample, name)
        if things is None:
            continue
        count += len(things)
        free = list(things)
        for detection in sorted(item.detections, key=lambda one: -one.probability):
            if detection.defect_class != name:
                continue
            best = max(free, key=lambda box: _overlap(box, detection), default=None)
            is_true = best is not None and _overlap(best, detection) >= MATCH_IOU
            if is_true and best is not None:
                free.remove(best)
            scores.append(detection.probability)
            true.append(is_true)
    return np.asarray(scores, dtype=np.float64), np.asarray(true, dtype=bool), count


def _things(sample: Sample, name: str) -> tuple[LabelledBox, ...] | None:
    """What is labelled of a class; a class of the whole picture is a box over all of it; None: nobody said."""
    if sample.boxes is not None:
        return tuple(box for box in sample.boxes if box.defect_class == name)
    if sample.picture_class:
        return (LabelledBox(name, -np.inf, -np.inf, np.inf, np.inf),) if sample.picture_class == name else ()
    return () if sample.is_good else None


def _overlap(box: LabelledBox, detection: Detection) -> float:
    """Intersection over union; 1 for a label of the whole picture."""
    if np.isinf(box.x1):
        return 1.0
    width = min(box.x2, detection.x2) - max(box.x1, detection.x1)
    height = min(box.y2, detection.y2) - max(box.y1, detection.y1)
    if width <= 0 or height <= 0:
        return 0.0
    areas = (box.x2 - box.x1) * (box.y2 - box.y1)
    areas += (detection.x2 - detection.x1) * (detection.y2 - detection.y1)
    return width * height / (areas - width * height)


def _best(scores: Floats, true: npt.NDArray[np.bool_], count: int) -> tuple[float, int, int]:
    """The threshold with the best F, halfway to the next lower score, with its hits and false calls."""
    if not true.any():
        # Nothing to learn from but false calls: stay above them.
        highest = float(scores.max(initial=0.0))
        return max(DEFAULT, min(1.0, (1.0 + highest) / 2 if highest >= DEFAULT else DEFAULT)), 0, 0
    order = np.argsort(-scores, kind="stable")
    scores, true = scores[order], true[order]
    hits, false = np.cumsum(true), np.cumsum(~true)
    quality = 2 * hits / (hits + false + count)
    # Of equal scores all or none are above the threshold.
    quality[:-1][scores[1:] == scores[:-1]] = -1.0
    best = int(np.argmax(quality))
    below = float(scores[best + 1]) if best + 1 < len(scores) else 0.0
    return (float(scores[best]) + below) / 2, int(hits[best]), int(false[best])


def _doubt(seen: Sequence[Seen], least: float) -> float:
    good = [item for item in seen if item.sample.is_good or item.sample.boxes == ()]
    if not good:
        return least / 2
    highest = [max((one.probability for one in item.detections), default=0.0) for item in good]
    return float(np.clip(np.quantile(highest, 1 - DOUBT_SHARE, method="higher") + 1e-9, LEAST_DOUBT * least, least))

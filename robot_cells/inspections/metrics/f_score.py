"""Precision, recall and F at thresholds, and the threshold at which F is best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from robot_cells.inspections.metrics.matching import ClassMatches

DEFAULT_THRESHOLD = 0.5


@dataclass(frozen=True, slots=True)
class FScore:
    """`found` of `truths` true boxes by `detections`, and what follows; F is 2PR / (P + R)."""

    truths: int
    detections: int
    found: int

    @property
    def precision(self) -> float:
        """Share of the detections that is true; 1 where there is none."""
        return self.found / self.detections if self.detections else 1.0

    @property
    def recall(self) -> float:
        """Share of the true boxes that was found; 1 where there is none."""
        return self.found / self.truths if self.truths else 1.0

    @property
    def f(self) -> float:
        """Harmonic mean of precision and recall; 1 where nothing was to be found and nothing was."""
        together = self.truths + self.detections
        return 2.0 * self.found / together if together else 1.0


def threshold_of(thresholds: Mapping[str, float], defect_class: str) -> float:
    """The probability from which on a detection is a defect: of the class, else of any (`""`), else 0.5."""
    return thresholds.get(defect_class, thresholds.get("", DEFAULT_THRESHOLD))


def f_at_thresholds(matches: Sequence[ClassMatches], thresholds: Mapping[str, float], row: int = 0) -> FScore:
    """All classes together, each at its own threshold; `row` chooses the overlap."""
    detections = found = 0
    for item in matches:
        counted = item.probability >= threshold_of(thresholds, item.defect_class)
        detections += int(counted.sum())
        found += int(item.is_true[row][counted].sum())
    return FScore(sum(item.truths for item in matches), detections, found)


def best_f(matches: Sequence[ClassMatches], row: int = 0) -> tuple[FScore, float]:
    """The best F that one threshold for all classes gives, and the threshold; 1 (nothing counts) without detections."""
    truths = sum(item.truths for item in matches)
    probability = np.concatenate([item.probability for item in matches]) if matches else np.empty(0)
    is_true = np.concatenate([item.is_true[row] for item in matches]) if matches else np.empty(0, dtype=bool)
    order = np.argsort(-probability, kind="stable")
    probability, hits = probability[order], np.cumsum(is_true[order])
    # Equally sure detections count together: a threshold cannot part them.
    ends = np.flatnonzero(np.append(np.diff(probability) != 0, True)) if len(probability) else np.empty(0, dtype=int)
    if not len(ends) or not hits[-1]:
        return FScore(truths, 0, 0), 1.0
    f = 2.0 * hits[ends] / (ends + 1 + truths)
    best = int(f.argmax())
    return FScore(truths, int(ends[best]) + 1, int(hits[ends[best]])), float(probability[ends[best]])

"""Precision over recall, and the area below."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from robot_cells.inspections.metrics.judged_picture import Numbers

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Curve:
    """Precision and recall when all detections down to the one with this probability count; all (n,)."""

    probability: Numbers
    precision: Numbers
    recall: Numbers

    @property
    def envelope(self) -> Numbers:
        """(n,): the greatest precision at this recall or a greater one."""
        return np.maximum.accumulate(self.precision[::-1])[::-1]


def curve(probability: Numbers, is_true: Flags, truths: int) -> Curve:
    """The curve of detections that are sorted from the surest down; recall is 0 where nothing was to be found."""
    hits = np.cumsum(is_true, dtype=np.float64)
    return Curve(probability, hits / np.arange(1, len(hits) + 1), hits / max(truths, 1))


def average_precision(is_true: Flags, truths: int) -> float | None:
    """Area under the envelope at all points (PASCAL VOC 2010 on: Everingham et al., IJCV 111, 2015, 3.3).

    `is_true` (n,) from the surest detection down. None where nothing was to be found.
    """
    if truths == 0:
        return None
    drawn = curve(np.empty(len(is_true)), is_true, truths)
    return float(np.sum(np.diff(drawn.recall, prepend=0.0) * drawn.envelope))


def average_precision_101(is_true: Flags, truths: int) -> float | None:
    """Mean of the envelope at the 101 recalls 0, 0.01, ..., 1 (COCO's `cocoeval`); None where nothing was there."""
    if truths == 0:
        return None
    drawn = curve(np.empty(len(is_true)), is_true, truths)
    places = np.searchsorted(drawn.recall, np.linspace(0.0, 1.0, 101), side="left")
    return float(np.append(drawn.envelope, 0.0)[places].mean())


def raw_average_precision(is_true: Flags, truths: int) -> float | None:
    """Mean over the true boxes of the precision at which each was found, nothing smoothed; None where nothing was."""
    if truths == 0:
        return None
    return float(np.sum(curve(np.empty(len(is_true)), is_true, truths).precision[is_true]) / truths)


def mean_of(values: list[float | None]) -> float | None:
    """The mean of those that are known; None where none is."""
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else None

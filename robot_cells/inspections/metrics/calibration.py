"""Whether probabilities are what they say: of detections with 0.8, are four in five true?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from robot_cells.inspections.metrics.judged_picture import Numbers
from robot_cells.inspections.metrics.matching import ClassMatches

BINS = 10


@dataclass(frozen=True, slots=True)
class Calibration:
    """Detections in bins of equal width over 0 to 1; NaN where a bin is empty.

    `count` how many, `said` their mean probability, `true` the share of them that is true. `error` is the expected
    calibration error, the mean of |true - said| weighted by count (Naeini et al., AAAI 2015; Guo et al., ICML 2017);
    None without detections.
    """

    count: Numbers
    said: Numbers
    true: Numbers
    error: float | None


def calibration(matches: Sequence[ClassMatches], row: int = 0, bins: int = BINS) -> Calibration:
    """Over all classes together; `row` chooses the overlap from which on a detection is true."""
    probability = np.concatenate([np.empty(0), *(item.probability for item in matches)])
    is_true = np.concatenate([np.empty(0), *(item.is_true[row].astype(np.float64) for item in matches)])
    place = np.clip((probability * bins).astype(np.int64), 0, bins - 1)
    count = np.bincount(place, minlength=bins).astype(np.float64)
    empty = np.full(bins, np.nan)
    said, true = (
        np.divide(np.bincount(place, values, bins), count, out=empty.copy(), where=count > 0)
        for values in (probability, is_true)
    )
    gap = np.nansum(np.abs(true - said) * count)
    return Calibration(count, said, true, float(gap / count.sum()) if count.sum() else None)

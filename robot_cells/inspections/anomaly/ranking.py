"""How well scores tell bad pictures from good ones."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def area_under_roc(good: npt.ArrayLike, bad: npt.ArrayLike) -> float:
    """The chance that a bad one scores above a good one, ties counting half (Hanley and McNeil 1982); NaN without."""
    low, high = np.sort(np.asarray(good, dtype=np.float64).ravel()), np.asarray(bad, dtype=np.float64).ravel()
    if not len(low) or not len(high):
        return float("nan")
    below = np.searchsorted(low, high, side="left") + np.searchsorted(low, high, side="right")
    return float(below.mean() / 2 / len(low))

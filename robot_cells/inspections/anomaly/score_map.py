"""The score of a picture and the boxes of what is odd in it, from the scores of its places."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Plane = npt.NDArray[np.float32]

SMOOTHING_CELLS = 0.8
BOX_SHARE = 0.5
"""A box reaches as far as the scores lie above this share of the way from the usual score to the box's peak."""
MOST_BOXES = 50


@dataclass(frozen=True, slots=True)
class OddPlace:
    """A box in cells, right and lower edge exclusive, and the highest score in it."""

    x1: float
    y1: float
    x2: float
    y2: float
    peak: float


def smoothed(scores: Plane, seen: npt.NDArray[np.bool_]) -> Plane:
    """Scores averaged with their neighbours' and nothing where nothing is seen: one odd cell is noise."""
    smooth = cv2.GaussianBlur(np.where(seen, scores, np.float32(0)), (0, 0), SMOOTHING_CELLS)
    return np.asarray(np.where(seen, smooth, np.float32(0)), dtype=np.float32)


def odd_places(scores: Plane, limit: float) -> list[OddPlace]:
    """What rises above the limit, the highest first; touching places are one."""
    if scores.size == 0 or not float(scores.max()) > limit:
        return []
    usual = float(np.median(scores))
    base = min(limit, usual + BOX_SHARE * (limit - usual))
    count, labels = cv2.connectedComponents((scores > base).astype(np.uint8), connectivity=8)
    places = []
    for index in range(1, count):
        here = labels == index
        peak = float(scores[here].max())
        if peak > limit:
            rows, columns = np.nonzero(here & (scores > usual + BOX_SHARE * (peak - usual)))
            low, high = (float(columns.min()), float(rows.min())), (float(columns.max()) + 1, float(rows.max()) + 1)
            places.append(OddPlace(*low, *high, peak))
    return sorted(places, key=lambda item: (-item.peak, item.y1, item.x1))[:MOST_BOXES]

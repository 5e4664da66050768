"""How much of each defective region a score map covers."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

MOST_FALSE_SHARE = 0.3
LIMITS = 200


def region_overlap(maps: Sequence[npt.NDArray[np.float32]], masks: Sequence[npt.NDArray[np.bool_]]) -> float:
    """The area under the mean overlap with each region, over false shares of up to 0.3, scaled to 1.

    PRO of Bergmann et al. 2021 (The MVTec anomaly detection dataset, section 4.2): small regions count as much as
    large ones. NaN without a region.
    """
    if not any(mask.any() for mask in masks):
        return float("nan")
    good = np.concatenate([scores[~mask] for scores, mask in zip(maps, masks, strict=True)])
    shares = np.linspace(0, MOST_FALSE_SHARE, LIMITS)
    limits = np.quantile(good, 1 - shares)
    overlaps = []
    for scores, mask in zip(maps, masks, strict=True):
        if not mask.any():
            continue
        count, labels = cv2.connectedComponents(mask.astype(np.uint8), connectivity=8)
        for index in range(1, count):
            inside = np.sort(scores[labels == index])
            overlaps.append(1 - np.searchsorted(inside, limits, side="right") / len(inside))
    mean = np.mean(overlaps, axis=0)
    return float(np.sum((mean[1:] + mean[:-1]) / 2 * np.diff(shares)) / MOST_FALSE_SHARE)

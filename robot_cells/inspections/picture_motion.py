"""How one picture lies against another: the shift of the whole, points found again, the similarity that fits them."""

from __future__ import annotations

import math

import cv2
import numpy as np
import numpy.typing as npt

Grey = npt.NDArray[np.uint8]
Points = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]
Matrix = npt.NDArray[np.float64]


def shift_between(reference: Grey, picture: Grey) -> tuple[float, float] | None:
    """Pixels in x and y by which what `reference` shows lies farther in `picture`, of its size; None: cannot be told.

    By phase correlation (Kuglin and Hines 1975). On regular patterns it may be whole periods off.
    """
    window = cv2.createHanningWindow((reference.shape[1], reference.shape[0]), cv2.CV_32F)
    (dx, dy), _ = cv2.phaseCorrelate(reference.astype(np.float32), picture.astype(np.float32), window)
    return (float(dx), float(dy)) if math.isfinite(dx) and math.isfinite(dy) else None


def followed(
    source: Grey, target: Grey, points: Points, guess: Points, window_px: int, levels: int
) -> tuple[Points, Flags]:
    """Where points (n, 2) of `source` lie in `target`, starting from a guess (n, 2), and which of them were found.

    By optical flow (Lucas and Kanade 1981; pyramids after Bouguet 2001). With a good guess few `levels` are better: on
    a coarse level regular hole patterns fit one hole further, too.
    """
    moved, seen, _ = cv2.calcOpticalFlowPyrLK(
        source,
        target,
        points.reshape(-1, 1, 2),
        # It is written to.
        np.array(guess, dtype=np.float32).reshape(-1, 1, 2),
        winSize=(window_px, window_px),
        maxLevel=levels,
        flags=cv2.OPTFLOW_USE_INITIAL_FLOW,
    )
    return np.asarray(moved, dtype=np.float32).reshape(-1, 2), np.asarray(seen).ravel() == 1


def followed_and_back(
    source: Grey, target: Grey, points: Points, guess: Points, window_px: int, levels: int, *, miss_px: float
) -> tuple[Points, Flags]:
    """As `followed`; found are those that, followed back, come to less than `miss_px` from where they were."""
    ahead, seen = followed(source, target, points, guess, window_px, levels)
    back, again = followed(target, source, ahead, points, window_px, levels)
    return ahead, seen & again & (np.hypot(*(back - points).T) < miss_px)


def fitted_similarity(
    source: Points, target: Points, residual_px: float, *, iterations: int = 2000, confidence: float = 0.999
) -> tuple[Matrix, int] | None:
    """The similarity (2 x 3) that takes most points (n, 2) to within `residual_px` of `target`, and how many; or None.

    By RANSAC (Fischler and Bolles 1981).
    """
    matrix, inliers = cv2.estimateAffinePartial2D(
        source,
        target,
        method=cv2.RANSAC,
        ransacReprojThreshold=residual_px,
        maxIters=iterations,
        confidence=confidence,
    )
    if matrix is None or not np.isfinite(matrix).all():
        return None
    return np.asarray(matrix, dtype=np.float64), int(inliers.sum())

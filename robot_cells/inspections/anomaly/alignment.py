"""Brings pictures into the place of the mean good picture."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.inspections.given_picture import UnjudgeableError

Grey = npt.NDArray[np.uint8]
Points = npt.NDArray[np.float32]
Matrix = npt.NDArray[np.float64]

COARSE = 4
POINTS, POINT_DISTANCE_PX = 400, 8
LEAST_POINTS = 24
RESIDUAL_PX = 1.5
LEAST_INLIERS = 0.35
"""Share of the points that have to fit one similarity; of pictures of something else hardly any do."""
SURE_INLIERS = 0.7
MOST_TURN_RAD, MOST_SCALE, MOST_SHIFT = 0.2, 1.1, 0.2


@dataclass(frozen=True, slots=True)
class Alignment:
    """`reference` is the mean good picture, `points` (n, 2) what is found again of it in others."""

    reference: Grey
    points: Points

    @classmethod
    def to(cls, reference: Grey) -> Alignment:
        """Raises `UnjudgeableError` for a picture that shows too little to be found again."""
        found = cv2.goodFeaturesToTrack(reference, POINTS, 0.03, POINT_DISTANCE_PX)
        if found is None or len(found) < LEAST_POINTS:
            raise UnjudgeableError("The good pictures show too few corners to be registered by.")
        points = np.asarray(found, dtype=np.float32).reshape(-1, 2)
        # Equally good corners come in any order, and the fit depends on it.
        return cls(reference, points[np.lexsort((points[:, 0], points[:, 1]))])

    def matrix(self, picture: Grey) -> Matrix:
        """The similarity (2 x 3) from a pixel of the reference to one of `picture`, which has its size.

        Coarsely by phase correlation, then by optical flow (Lucas and Kanade 1981) and RANSAC (Fischler and Bolles
        1981). Raises `UnjudgeableError` when the picture shows something else, or lies too far from its place.
        """
        matrix, share = self._fitted(picture, self._shift(picture))
        if share < SURE_INLIERS:
            # On regular patterns the correlation may be one period off.
            other, other_share = self._fitted(picture, np.zeros(2, dtype=np.float32))
            matrix, share = (other, other_share) if other_share > share else (matrix, share)
        if matrix is None:
            raise UnjudgeableError("The picture shows something else: hardly a point of the good pictures is found.")
        self._check(matrix, share)
        return matrix

    def _fitted(self, picture: Grey, shift: Points) -> tuple[Matrix | None, float]:
        """The similarity found from a first guess, and the share of the points that it carries to where they are."""
        ahead, seen = _flow(self.reference, picture, self.points, self.points + shift)
        back, again = _flow(picture, self.reference, ahead, self.points)
        good = seen & again & (np.hypot(*(back - self.points).T) < 1.0)
        if good.sum() < LEAST_POINTS // 2:
            return None, 0.0
        found, inliers = cv2.estimateAffinePartial2D(
            self.points[good], ahead[good], method=cv2.RANSAC, ransacReprojThreshold=RESIDUAL_PX, confidence=0.999
        )
        if found is None or not np.isfinite(found).all():
            return None, 0.0
        return np.asarray(found, dtype=np.float64), float(inliers.sum()) / len(self.points)

    def _shift(self, picture: Grey) -> Points:
        size = (self.reference.shape[1] // COARSE, self.reference.shape[0] // COARSE)
        small = [
            cv2.resize(item, size, interpolation=cv2.INTER_AREA).astype(np.float32)
            for item in (self.reference, picture)
        ]
        (x, y), _ = cv2.phaseCorrelate(small[0], small[1], cv2.createHanningWindow(size, cv2.CV_32F))
        limit = MOST_SHIFT * max(size)
        near = math.isfinite(x) and math.isfinite(y) and max(abs(x), abs(y)) < limit
        return np.array((x * COARSE, y * COARSE) if near else (0.0, 0.0), dtype=np.float32)

    def _check(self, matrix: Matrix, inlier_share: float) -> None:
        turn, scale = math.atan2(matrix[1, 0], matrix[0, 0]), math.hypot(matrix[0, 0], matrix[1, 0])
        rows, columns = self.reference.shape
        centre = np.array((columns / 2, rows / 2, 1.0))
        shift = float(np.hypot(*(matrix @ centre - centre[:2]))) / max(rows, columns)
        if inlier_share < LEAST_INLIERS:
            raise UnjudgeableError(f"The picture shows something else: only {inlier_share:.0%} of it is found again.")
        if abs(turn) > MOST_TURN_RAD or not 1 / MOST_SCALE < scale < MOST_SCALE or shift > MOST_SHIFT:
            raise UnjudgeableError("What the picture shows lies too far from its place.")


def _flow(source: Grey, target: Grey, points: Points, start: Points) -> tuple[Points, npt.NDArray[np.bool_]]:
    moved, seen, _ = cv2.calcOpticalFlowPyrLK(
        source,
        target,
        points.reshape(-1, 1, 2),
        # It is written to.
        np.array(start, dtype=np.float32).reshape(-1, 1, 2),
        winSize=(17, 17),
        maxLevel=2,
        flags=cv2.OPTFLOW_USE_INITIAL_FLOW,
    )
    return np.asarray(moved, dtype=np.float32).reshape(-1, 2), np.asarray(seen).ravel() == 1

"""Brings pictures into the place of the mean good picture."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from robot_cells.inspections.given_picture import UnjudgeableError
from robot_cells.inspections.picture_motion import (
    Grey,
    Matrix,
    Points,
    fitted_similarity,
    followed_and_back,
    shift_between,
)

COARSE = 4
POINTS, POINT_DISTANCE_PX = 400, 8
LEAST_POINTS = 24
WINDOW_PX, LEVELS = 17, 2
ROUND_TRIP_PX, RESIDUAL_PX = 1.0, 1.5
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

        Coarsely by phase correlation, then by optical flow and RANSAC. Raises `UnjudgeableError` when the picture
        shows something else, or lies too far from its place.
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
        guess = self.points + shift
        ahead, good = followed_and_back(
            self.reference, picture, self.points, guess, WINDOW_PX, LEVELS, miss_px=ROUND_TRIP_PX
        )
        if good.sum() < LEAST_POINTS // 2:
            return None, 0.0
        found = fitted_similarity(self.points[good], ahead[good], RESIDUAL_PX)
        return (None, 0.0) if found is None else (found[0], found[1] / len(self.points))

    def _shift(self, picture: Grey) -> Points:
        size = (self.reference.shape[1] // COARSE, self.reference.shape[0] // COARSE)
        reference, small = (
            np.asarray(cv2.resize(item, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
            for item in (self.reference, picture)
        )
        x, y = shift_between(reference, small) or (0.0, 0.0)
        is_near = max(abs(x), abs(y)) < MOST_SHIFT * max(size)
        return np.array((x * COARSE, y * COARSE) if is_near else (0.0, 0.0), dtype=np.float32)

    def _check(self, matrix: Matrix, inlier_share: float) -> None:
        turn, scale = math.atan2(matrix[1, 0], matrix[0, 0]), math.hypot(matrix[0, 0], matrix[1, 0])
        rows, columns = self.reference.shape
        centre = np.array((columns / 2, rows / 2, 1.0))
        shift = float(np.hypot(*(matrix @ centre - centre[:2]))) / max(rows, columns)
        if inlier_share < LEAST_INLIERS:
            raise UnjudgeableError(f"The picture shows something else: only {inlier_share:.0%} of it is found again.")
        if abs(turn) > MOST_TURN_RAD or not 1 / MOST_SCALE < scale < MOST_SCALE or shift > MOST_SHIFT:
            raise UnjudgeableError("What the picture shows lies too far from its place.")

"""Where what a camera usually sees lies in a picture now."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from robot_cells.inspections.picture_motion import Grey, Matrix, Points, fitted_similarity, followed

POINTS, POINTS_MIN, QUALITY, DISTANCE_PX = 200, 12, 0.01, 5
WINDOW_PX, LEVELS = 17, 3
ROUND_TRIP_PX, RESIDUAL_PX, INLIER_SHARE_MIN = 0.7, 0.8, 0.35
SURROUNDINGS_PX = 31


@dataclass(frozen=True, slots=True)
class PicturePose:
    """How the scene lies against the reference: its centre's displacement in pixels of the full picture, turn, size."""

    dx_px: float
    dy_px: float
    rotation_rad: float
    scale: float

    @property
    def values(self) -> tuple[float, float, float, float]:
        """All four, in this order."""
        return self.dx_px, self.dy_px, self.rotation_rad, self.scale


def flat(image: Grey) -> Grey:
    """The picture relative to the mean around each pixel, which takes out how it was lit."""
    values = image.astype(np.float32) + 4.0
    around = cv2.blur(values, (SURROUNDINGS_PX, SURROUNDINGS_PX))
    return np.asarray(cv2.divide(values, around, scale=110.0, dtype=cv2.CV_8U), dtype=np.uint8)


def landmarks(image: Grey) -> Points:
    """Corners of a flat picture that can be found again, (n, 2)."""
    found = cv2.goodFeaturesToTrack(image, POINTS, QUALITY, DISTANCE_PX)
    return np.zeros((0, 2), np.float32) if found is None else np.asarray(found, np.float32).reshape(-1, 2)


def matching(reference: Grey, points: Points, picture: Grey) -> Matrix | None:
    """The similarity (2 x 3) that carries flat reference pixels into a flat picture of its size; None: not found."""
    if len(points) < POINTS_MIN or reference.shape != picture.shape:
        return None
    ahead, seen = followed(reference, picture, points, points, WINDOW_PX, LEVELS)
    # From where they are, not from where they should come to: that would help what is lost to come back by chance.
    back, again = followed(picture, reference, ahead, ahead, WINDOW_PX, LEVELS)
    good = seen & again & (np.hypot(*(back - points).T) < ROUND_TRIP_PX)
    if good.sum() < POINTS_MIN:
        return None
    found = fitted_similarity(points[good], ahead[good], RESIDUAL_PX, iterations=1000, confidence=0.99)
    if found is None or found[1] < max(POINTS_MIN, INLIER_SHARE_MIN * good.sum()):
        return None
    return found[0]


def pose_of(matrix: Matrix, shape: tuple[int, ...], scale: float) -> PicturePose:
    """A similarity between small pictures of `shape` as a pose; `scale` is small pixels per pixel of the full one."""
    centre = np.array((shape[1] / 2, shape[0] / 2))
    dx, dy = (matrix[:, :2] @ centre + matrix[:, 2] - centre) / scale
    size = float(np.hypot(matrix[0, 0], matrix[1, 0]))
    return PicturePose(float(dx), float(dy), float(np.arctan2(matrix[1, 0], matrix[0, 0])), size)

"""Where what a camera usually sees lies in a picture now."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Grey = npt.NDArray[np.uint8]
Points = npt.NDArray[np.float32]
Matrix = npt.NDArray[np.float64]

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
    ahead, seen = _flow(reference, picture, points)
    back, again = _flow(picture, reference, ahead)
    good = seen & again & (np.hypot(*(back - points).T) < ROUND_TRIP_PX)
    if good.sum() < POINTS_MIN:
        return None
    matrix, inliers = cv2.estimateAffinePartial2D(
        points[good], ahead[good], method=cv2.RANSAC, ransacReprojThreshold=RESIDUAL_PX, maxIters=1000
    )
    if (
        matrix is None
        or not np.isfinite(matrix).all()
        or inliers.sum() < max(POINTS_MIN, INLIER_SHARE_MIN * good.sum())
    ):
        return None
    return np.asarray(matrix, dtype=np.float64)


def pose_of(matrix: Matrix, shape: tuple[int, ...], scale: float) -> PicturePose:
    """A similarity between small pictures of `shape` as a pose; `scale` is small pixels per pixel of the full one."""
    centre = np.array((shape[1] / 2, shape[0] / 2))
    dx, dy = (matrix[:, :2] @ centre + matrix[:, 2] - centre) / scale
    size = float(np.hypot(matrix[0, 0], matrix[1, 0]))
    return PicturePose(float(dx), float(dy), float(np.arctan2(matrix[1, 0], matrix[0, 0])), size)


def _flow(source: Grey, target: Grey, points: Points) -> tuple[Points, npt.NDArray[np.bool_]]:
    guess = points.reshape(-1, 1, 2).copy()
    moved, seen, _ = cv2.calcOpticalFlowPyrLK(
        source, target, points.reshape(-1, 1, 2), guess, winSize=(WINDOW_PX, WINDOW_PX), maxLevel=LEVELS
    )
    return np.asarray(moved, dtype=np.float32).reshape(-1, 2), np.asarray(seen).ravel() == 1

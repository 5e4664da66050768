"""Brings a picture into the place of the golden sample."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.inspections.given_picture import UnjudgeableError
from robot_cells.inspections.golden_sample.tolerances import Tolerances
from robot_cells.inspections.golden_sample.tray_scale import TrayScale
from robot_cells.inspections.picture_motion import (
    Grey,
    Matrix,
    Points,
    fitted_similarity,
    followed_and_back,
    shift_between,
)

COARSE = 4
"""The first step looks at a picture this many times smaller."""
SURROUNDINGS_PX, FLAT_GREY = 81, 96.0
POINTS_MIN, CHASSIS_POINTS_MIN = 12, 24
PLACING_M = 0.001
"""How far from their places good modules may be, as a whole, for the tray to be found by them."""
CORNER_QUALITY = 0.05
RESIDUAL_PX = 1.0
ROUND_TRIP_PX = 0.7


@dataclass(frozen=True, slots=True)
class Registration:
    """`matrix` (2 x 3) takes a pixel of the golden sample to the picture; the tray is shifted and turned by that."""

    matrix: Matrix
    inlier_share: float
    rotation_rad: float
    scale: float
    shift_m: float


class Registrar:
    """Finds the golden sample's points again in a picture, coarse first and fine after.

    Each time by optical flow, then a similarity by RANSAC. Points on the chassis decide, so that a module out of its
    place does not drag the picture along.
    """

    def __init__(self, reference: Grey, chassis: Grey, steady: Grey, scale: TrayScale) -> None:
        """`chassis` and `steady` are masks as in `Regions`, of the size of `reference`."""
        self._scale = scale
        self._fine = flatten(reference)
        self._coarse = _shrink(self._fine)
        self._coarse_points = _corners(self._coarse, _shrink(steady), 250, 6)
        self._residual_px = RESIDUAL_PX
        self._fine_points = _corners(self._fine, chassis, 250, 14)
        if len(self._fine_points) < CHASSIS_POINTS_MIN or not _spans(self._fine_points, self._fine.shape):
            # Where the chassis is all but covered the modules must do, each of which stands a little aside.
            self._fine_points = _corners(self._fine, steady, 400, 14)
            self._residual_px = max(RESIDUAL_PX, scale.length_px(PLACING_M))

    def register(self, picture: Grey, tolerances: Tolerances) -> Registration:
        """Where the tray lies in a picture of the golden sample's size; raises `UnjudgeableError` when not found."""
        picture = flatten(picture)
        start = self._rough(_shrink(picture))
        matrix, share = _similarity(self._fine, picture, self._fine_points, start, 15, 1, self._residual_px)
        rotation, scale = math.atan2(matrix[1, 0], matrix[0, 0]), math.hypot(matrix[0, 0], matrix[1, 0])
        rows, columns = self._fine.shape
        centre = np.array((columns / 2, rows / 2, 1.0))
        shift_m = float(np.hypot(*(matrix @ centre - centre[:2]))) / self._scale.pixels_per_metre
        # Image y points down, so a positive angle of the matrix turns the tray clockwise.
        found = Registration(matrix, share, -rotation, scale, shift_m)
        _check(found, tolerances)
        return found

    def _rough(self, picture: Grey) -> Matrix:
        dx, dy = shift_between(self._coarse, picture) or (0.0, 0.0)
        if max(abs(dx), abs(dy)) >= 0.15 * picture.shape[1]:
            dx = dy = 0.0
        shifted = np.array(((1.0, 0.0, dx), (0.0, 1.0, dy)))
        matrix, _ = _similarity(self._coarse, picture, self._coarse_points, shifted, 21, 3, RESIDUAL_PX)
        matrix[:, 2] *= COARSE
        return matrix


def flatten(image: Grey) -> Grey:
    """The picture relative to the mean of its surroundings, which takes out how it was lit."""
    values = image.astype(np.float32) + 4.0
    around = cv2.blur(values, (SURROUNDINGS_PX, SURROUNDINGS_PX))
    return np.asarray(cv2.divide(values, around, scale=FLAT_GREY, dtype=cv2.CV_8U), dtype=np.uint8)


def apply(matrix: Matrix, points: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """Points (n, 2) moved by an affine matrix (2 x 3)."""
    return np.asarray(points @ matrix[:, :2].T + matrix[:, 2], dtype=np.float64)


def _shrink(image: Grey) -> Grey:
    size = (max(8, image.shape[1] // COARSE), max(8, image.shape[0] // COARSE))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _corners(image: Grey, mask: Grey, count: int, distance: int) -> Points:
    found = cv2.goodFeaturesToTrack(image, count, CORNER_QUALITY, distance, mask=mask)
    return np.zeros((0, 2), np.float32) if found is None else np.asarray(found, np.float32).reshape(-1, 2)


def _similarity(
    reference: Grey, picture: Grey, points: Points, start: Matrix, window: int, levels: int, residual_px: float
) -> tuple[Matrix, float]:
    """The similarity that carries `points` over, and the share of them that it carries to where they were found."""
    if len(points) < POINTS_MIN:
        raise UnjudgeableError("The golden sample shows too little to find a tray by.")
    guess = apply(start, points).astype(np.float32)
    ahead, good = followed_and_back(reference, picture, points, guess, window, levels, miss_px=ROUND_TRIP_PX)
    if good.sum() < POINTS_MIN:
        raise UnjudgeableError("The tray is not found in the picture: it shows something else, or lies too far away.")
    found = fitted_similarity(points[good], ahead[good], residual_px)
    if found is None:
        raise UnjudgeableError("The tray is not found in the picture: its points do not fit together.")
    return found[0], found[1] / len(points)


def _spans(points: Points, shape: tuple[int, ...]) -> bool:
    """Whether points lie far enough apart to tell how a picture is turned."""
    extent = points.max(axis=0) - points.min(axis=0)
    return bool(extent[0] > 0.5 * shape[1] and extent[1] > 0.5 * shape[0])


def _check(found: Registration, tolerances: Tolerances) -> None:
    if found.inlier_share < tolerances.inlier_share:
        raise UnjudgeableError(f"The tray is not found for sure: only {found.inlier_share:.0%} of its points fit.")
    if abs(found.scale - 1) > tolerances.pose_scale:
        raise UnjudgeableError(f"The tray appears {found.scale:.3f} times its size: camera or tray stands wrong.")
    if abs(found.rotation_rad) > tolerances.pose_rotation_rad:
        raise UnjudgeableError(f"The tray is turned by {math.degrees(found.rotation_rad):.1f} degrees.")
    if found.shift_m > tolerances.pose_shift_m:
        raise UnjudgeableError(f"The tray lies {found.shift_m * 1000:.1f} mm from its place.")

"""The lens of a camera, found from pictures of a board."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.errors import InspectionError
from robot_cells.inspections.calibrations.board import Board, BoardView
from robot_cells.inspections.calibrations.lens import Lens

PICTURES_MIN = 6
TILT_MIN_RAD = math.radians(12.0)
"""Boards that all lie alike leave focal length and distance undetermined."""
COVERAGE_MIN = 0.35
"""Share of 8 by 6 fields of the picture in which corners must lie: beyond them the distortion is a guess."""
FOCAL_SIGMA_MAX = 0.01
RMS_MAX = 0.002
"""Largest usual residual of a picture, as a share of its width."""
OUTLIER_FACTOR, OUTLIER_LEAST_PX, OUTLIER_SHARE_MAX = 3.0, 0.3, 0.25


@dataclass(frozen=True, slots=True, eq=False)
class PictureResidual:
    """How one picture fits: root mean square in pixels; `is_used` is False where it was left out.

    `errors_px` (n, 2) is where each corner was seen minus where the calibration puts it, at `pixels` (n, 2).
    """

    name: str
    rms_px: float
    is_used: bool
    pixels: npt.NDArray[np.float64]
    errors_px: npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class IntrinsicCalibration:
    """The lens, its residual over all corners used, standard deviations, and each picture's residual.

    `poses` are the boards of the pictures used, 4 x 4 in `camera_optical`; `focal_sigma_px` and `centre_sigma_px` are
    the standard deviations of the least squares; `coverage` is the share of the picture in which corners lay.
    """

    lens: Lens
    rms_px: float
    focal_sigma_px: float
    centre_sigma_px: float
    coverage: float
    tilt_rad: float
    pictures: tuple[PictureResidual, ...]
    poses: tuple[npt.NDArray[np.float64], ...]


def calibrate_intrinsics(
    views: Sequence[BoardView], board: Board, width_px: int, height_px: int
) -> IntrinsicCalibration:
    """The lens by Zhang's method (IEEE PAMI 22, 2000) and bundle adjustment.

    A picture is left out while its residual is larger than three times the median of all and than 0.3 px; at most a
    quarter may be. Raises `InspectionError`, with what to do, for pictures that do not determine the lens.
    """
    used = list(views)
    while True:
        _enough(used, views)
        fit = _Fit(used, board, width_px, height_px)
        limit = max(OUTLIER_FACTOR * float(np.median(fit.rms_px)), OUTLIER_LEAST_PX)
        worst = int(np.argmax(fit.rms_px))
        if fit.rms_px[worst] <= limit:
            break
        del used[worst]
        if len(views) - len(used) > OUTLIER_SHARE_MAX * len(views):
            raise InspectionError(
                "More than a quarter of the pictures do not fit the others.",
                remedy="Check that the board is flat, does not move while a picture is taken, and has the size given.",
            )
    _determined(fit, used)
    kept = {id(view) for view in used}
    pictures = tuple(_residual(view, fit, board, id(view) in kept) for view in views)
    errors = np.concatenate([item.errors_px for item in pictures if item.is_used])
    rms = float(np.sqrt((errors**2).sum(axis=1).mean()))
    sigma = fit.sigma
    return IntrinsicCalibration(
        fit.lens, rms, float(sigma[:2].max()), float(sigma[2:4].max()), fit.coverage, fit.tilt_rad, pictures, fit.poses
    )


class _Fit:
    """One bundle adjustment."""

    def __init__(self, views: Sequence[BoardView], board: Board, width_px: int, height_px: int) -> None:
        corners = board.corners_m.astype(np.float32)
        places = [corners[view.numbers].reshape(-1, 1, 3) for view in views]
        pixels = [view.pixels.astype(np.float32).reshape(-1, 1, 2) for view in views]
        guess = np.array(((width_px, 0, width_px / 2), (0, width_px, height_px / 2), (0, 0, 1)), dtype=np.float64)
        try:
            _, matrix, bend, turns, shifts, sigma, _, rms = cv2.calibrateCameraExtended(
                places, pixels, (width_px, height_px), guess, np.zeros(5)
            )
        except cv2.error as error:
            raise InspectionError(
                "The pictures do not determine the lens at all.",
                remedy="Take pictures of the board from several sides, tilted by 20 to 40 degrees.",
            ) from error
        k1, k2, p1, p2, k3 = (float(value) for value in np.asarray(bend).ravel()[:5])
        focal = float(matrix[0, 0]), float(matrix[1, 1]), float(matrix[0, 2]), float(matrix[1, 2])
        self.lens = Lens(width_px, height_px, *focal, (k1, k2, p1, p2, k3))
        self.sigma = np.asarray(sigma, dtype=np.float64).ravel()
        self.rms_px = np.asarray(rms, dtype=np.float64).ravel()
        self.poses = tuple(_pose(turn, shift) for turn, shift in zip(turns, shifts, strict=True))
        self.coverage = _coverage(views, width_px, height_px)
        self.tilt_rad = _tilt(self.poses)


def locate_board(view: BoardView, board: Board, lens: Lens) -> npt.NDArray[np.float64] | None:
    """The board's pose in `camera_optical`, 4 x 4, by the least reprojection error; None where none is found."""
    places = board.corners_m[view.numbers]
    straight = lens.straightened(view.pixels)
    found, turn, shift = cv2.solvePnP(places, straight, lens.matrix, None, flags=cv2.SOLVEPNP_IPPE)
    if not found:
        return None
    turn, shift = cv2.solvePnPRefineLM(places, straight, lens.matrix, np.zeros(5), turn, shift)
    pose = _pose(turn, shift)
    return pose if np.isfinite(pose).all() and pose[2, 3] > 0 else None


def reprojected(view: BoardView, board: Board, lens: Lens, pose: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Where the lens puts the corners that a view names, (n, 2) pixels."""
    points = board.corners_m[view.numbers] @ pose[:3, :3].T + pose[:3, 3]
    return lens.pixels_of(points[:, :2] / points[:, 2:])


def _pose(turn: npt.ArrayLike, shift: npt.ArrayLike) -> npt.NDArray[np.float64]:
    pose = np.eye(4)
    pose[:3, :3] = cv2.Rodrigues(np.asarray(turn, dtype=np.float64))[0]
    pose[:3, 3] = np.asarray(shift, dtype=np.float64).ravel()
    return pose


def _residual(view: BoardView, fit: _Fit, board: Board, is_used: bool) -> PictureResidual:
    pose = locate_board(view, board, fit.lens)
    if pose is None:
        return PictureResidual(view.name, math.inf, is_used, view.pixels, np.zeros_like(view.pixels))
    errors = view.pixels - reprojected(view, board, fit.lens, pose)
    return PictureResidual(view.name, float(np.sqrt((errors**2).sum(axis=1).mean())), is_used, view.pixels, errors)


def _coverage(views: Sequence[BoardView], width_px: int, height_px: int) -> float:
    pixels = np.concatenate([view.pixels for view in views])
    fields = np.floor(pixels / (width_px, height_px) * (8, 6)).astype(int)
    return len(np.unique(fields, axis=0)) / 48


def _tilt(poses: Sequence[npt.NDArray[np.float64]]) -> float:
    """The largest angle between the normals of two boards."""
    normals = np.array([pose[:3, 2] for pose in poses])
    return float(np.arccos(np.clip(normals @ normals.T, -1, 1)).max())


def _enough(used: Sequence[BoardView], views: Sequence[BoardView]) -> None:
    if len(used) < PICTURES_MIN:
        raise InspectionError(
            f"{len(used)} pictures with the board are too few: {PICTURES_MIN} are needed, 15 are good."
            + (f" {len(views) - len(used)} were left out." if len(used) < len(views) else ""),
            remedy="Take more pictures: the board near each corner of the picture, tilted, near and far.",
        )


def _determined(fit: _Fit, used: Sequence[BoardView]) -> None:
    rms_px = float(np.median(fit.rms_px))
    if rms_px > RMS_MAX * fit.lens.width_px:
        raise InspectionError(
            f"The corners lie {rms_px:.2f} px from where any lens would put them.",
            remedy="Check that the board is flat and has the squares given, and that the pictures are not scaled.",
        )
    if fit.tilt_rad < TILT_MIN_RAD:
        raise InspectionError(
            f"All boards are seen from the same angle (within {math.degrees(fit.tilt_rad):.0f} degrees): focal length "
            "and distance cannot be told apart.",
            remedy="Tilt the board by 20 to 40 degrees, to all sides.",
        )
    if fit.coverage < COVERAGE_MIN:
        raise InspectionError(
            f"The corners lie in {fit.coverage:.0%} of the picture only: the distortion elsewhere would be a guess.",
            remedy="Take pictures with the board in every corner of the picture.",
        )
    share = float((fit.sigma[:2] / (fit.lens.fx_px, fit.lens.fy_px)).max())
    if not share < FOCAL_SIGMA_MAX:
        raise InspectionError(
            f"The focal length is known to {share:.1%} only (one sigma) from {len(used)} pictures.",
            remedy="Take more pictures, tilted more, and nearer.",
        )

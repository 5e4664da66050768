"""Where a camera sits on a robot's hand, or beside the robot."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

import numpy as np
import numpy.typing as npt

from robot_cells.errors import InspectionError
from robot_cells.inspections.calibrations.board import Board, BoardView
from robot_cells.inspections.calibrations.hand_eye_solvers import SOLVERS
from robot_cells.inspections.calibrations.intrinsics import locate_board, reprojected
from robot_cells.inspections.calibrations.lens import Lens
from robot_cells.inspections.calibrations.rigid import (
    Pose,
    inverse,
    mean_pose,
    pose_of,
    rotation_of,
    rotation_vector,
)

PICTURES_MIN = 5
TURN_MIN_RAD = math.radians(8.0)
"""Motions must turn the hand about two axes by this much, or the camera's place along the one is undetermined."""
POSITION_MAX_M, ROTATION_MAX_RAD = 0.01, 0.05
"""What leaves over more is no calibration of an industrial robot."""
OUTLIER_FACTOR, OUTLIER_LEAST_M, OUTLIER_LEAST_RAD, OUTLIER_SHARE_MAX = 3.0, 0.0005, 0.002, 0.25


class Mounting(StrEnum):
    """Where the camera sits."""

    EYE_IN_HAND = "eye_in_hand"
    """On the hand; the board lies still. The result is the camera in the frame of the hand."""
    EYE_TO_HAND = "eye_to_hand"
    """Beside the robot; the hand holds the board. The result is the camera in the frame of the robot's base."""


@dataclass(frozen=True, slots=True)
class HandEyeResidual:
    """How one picture fits: the board's place against its mean over all (metres, radians), corners in pixels."""

    name: str
    position_m: float
    rotation_rad: float
    rms_px: float
    is_used: bool


@dataclass(frozen=True, slots=True, eq=False)
class HandEyeCalibration:
    """`camera` is the pose of `camera_optical` in the hand's frame (eye in hand) or the base's, 4 x 4.

    `board` is the board's pose in the other of the two. `solver_rms_px` has what each solver left over; `solver` is the
    best of them, `refined` if least squares of the reprojection made it better yet.
    """

    mounting: Mounting
    camera: Pose
    board: Pose
    solver: str
    solver_rms_px: Mapping[str, float]
    rms_px: float
    rms_position_m: float
    rms_rotation_rad: float
    pictures: tuple[HandEyeResidual, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Station:
    """One picture with the pose that carries the camera's parent: `parent` times X times `seen` is the same for all."""

    view: BoardView
    parent: Pose
    seen: Pose


def calibrate_hand_eye(
    views: Sequence[BoardView], hands: Sequence[Pose], board: Board, lens: Lens, mounting: Mounting
) -> HandEyeCalibration:
    """From pictures and the pose of the hand in the robot's base (4 x 4) at each.

    All solvers are tried, the one with the least reprojection error wins and is refined. The picture that fits worst is
    left out while its board lies more than three times the median from the mean place and more than 0.5 mm, or 2 mrad;
    at most a quarter may be. Raises `InspectionError` for pictures that determine nothing.
    """
    if not board.is_oriented:
        raise InspectionError(
            f"A picture does not tell which way round a chessboard of {board.columns} x {board.rows} squares lies.",
            remedy="Take a board with one count even and the other odd, or a ChArUco board.",
        )
    stations = []
    for view, hand in zip(views, hands, strict=True):
        seen = locate_board(view, board, lens)
        if seen is not None:
            stations.append(_Station(view, hand if mounting is Mounting.EYE_IN_HAND else inverse(hand), seen))
    used = list(stations)
    while True:
        _determined(used, len(stations))
        rms, camera, fixed = _solved(used, board, lens)
        position, rotation = _spread(used, camera, fixed)
        excess = np.maximum(_excess(position, OUTLIER_LEAST_M), _excess(rotation, OUTLIER_LEAST_RAD))
        worst = int(np.argmax(excess))
        if excess[worst] <= 1:
            break
        del used[worst]
        if len(stations) - len(used) > OUTLIER_SHARE_MAX * len(stations):
            raise InspectionError(
                "More than a quarter of the pictures do not fit the poses of the robot.",
                remedy="Check that poses and pictures belong together, their unit, and that the board does not move.",
            )
    solver = min(rms, key=lambda name: rms[name])
    refined = _refined(used, camera, fixed, board, lens)
    left = _rms(np.concatenate([_errors_px(item, *refined, board, lens) for item in used]))
    if left < rms[solver]:
        rms["refined"], solver, (camera, fixed) = left, f"{solver}, refined", refined
        position, rotation = _spread(used, camera, fixed)
    spread = math.sqrt(float((position**2).mean())), math.sqrt(float((rotation**2).mean()))
    if spread[0] > POSITION_MAX_M or spread[1] > ROTATION_MAX_RAD:
        raise InspectionError(
            f"The pictures do not fit the poses of the robot: {1000 * spread[0]:.0f} mm and "
            f"{math.degrees(spread[1]):.1f} degrees are left over.",
            remedy="Check the unit and the frame of the poses, where the camera is mounted, and the board's size.",
        )
    kept = {id(station) for station in used}
    errors_px = [_errors_px(station, camera, fixed, board, lens) for station in stations]
    all_position, all_rotation = _spread(stations, camera, fixed)
    named = tuple(
        HandEyeResidual(station.view.name, float(place), float(turn), _rms(error), id(station) in kept)
        for station, place, turn, error in zip(stations, all_position, all_rotation, errors_px, strict=True)
    )
    total = _rms(np.concatenate([_errors_px(station, camera, fixed, board, lens) for station in used]))
    return HandEyeCalibration(mounting, camera, fixed, solver, rms, total, *spread, named)


def _excess(values: npt.NDArray[np.float64], least: float) -> npt.NDArray[np.float64]:
    return np.asarray(values / max(OUTLIER_FACTOR * float(np.median(values)), least), dtype=np.float64)


def _determined(used: Sequence[_Station], found: int) -> None:
    if len(used) < PICTURES_MIN:
        left = f" {found - len(used)} were left out." if len(used) < found else ""
        raise InspectionError(
            f"{len(used)} pictures with the board and a pose are too few: it takes {PICTURES_MIN}, 12 are good.{left}",
            remedy="Take more, the hand turned about two axes by 20 to 40 degrees each.",
        )
    turns = [rotation_vector((inverse(b.parent) @ a.parent)[:3, :3]) for a, b in combinations(used, 2)]
    spread = np.linalg.svd(np.stack(turns), compute_uv=False) / math.sqrt(len(turns))
    if spread[1] < TURN_MIN_RAD:
        raise InspectionError(
            "The hand was turned about one axis only, or hardly at all: where the camera sits along it is unknown.",
            remedy="Take pictures with the hand turned about two axes by 20 to 40 degrees each.",
        )


def _solved(used: Sequence[_Station], board: Board, lens: Lens) -> tuple[dict[str, float], Pose, Pose]:
    """What each solver left over; from the best of them the camera's pose, and the board's mean one."""
    pairs = [
        (inverse(second.parent) @ first.parent, second.seen @ inverse(first.seen))
        for first, second in combinations(used, 2)
    ]
    found: dict[str, tuple[Pose, Pose]] = {}
    rms: dict[str, float] = {}
    for name, solve in SOLVERS.items():
        camera = solve(pairs)
        fixed = mean_pose([station.parent @ camera @ station.seen for station in used])
        found[name] = camera, fixed
        rms[name] = _rms(np.concatenate([_errors_px(item, camera, fixed, board, lens) for item in used]))
    best = min(rms, key=lambda name: rms[name])
    return rms, *found[best]


def _refined(used: Sequence[_Station], camera: Pose, fixed: Pose, board: Board, lens: Lens) -> tuple[Pose, Pose]:
    """Least squares of all corners' reprojection errors over both poses."""
    from scipy.optimize import least_squares

    def poses(step: npt.NDArray[np.float64]) -> tuple[Pose, Pose]:
        """Both poses after a step of (12,): turn and shift of the one, then of the other."""
        first, second = (pose_of(rotation_of(part[:3]), part[3:]) for part in (step[:6], step[6:]))
        return camera @ first, fixed @ second

    def errors(step: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Of all corners in pixels, (n,)."""
        return np.concatenate([_errors_px(station, *poses(step), board, lens).ravel() for station in used])

    found = least_squares(errors, np.zeros(12), method="lm", max_nfev=400)
    return poses(np.asarray(found.x, dtype=np.float64))


def _errors_px(station: _Station, camera: Pose, fixed: Pose, board: Board, lens: Lens) -> npt.NDArray[np.float64]:
    seen = inverse(station.parent @ camera) @ fixed
    return station.view.pixels - reprojected(station.view, board, lens, seen)


def _spread(
    used: Sequence[_Station], camera: Pose, fixed: Pose
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """How far each picture puts the board from its mean place: metres and radians."""
    apart = [inverse(fixed) @ station.parent @ camera @ station.seen for station in used]
    position = np.array([np.linalg.norm(item[:3, 3]) for item in apart])
    return position, np.array([np.linalg.norm(rotation_vector(item[:3, :3])) for item in apart])


def _rms(errors: npt.NDArray[np.float64]) -> float:
    return math.sqrt(float((errors**2).sum(axis=1).mean()))

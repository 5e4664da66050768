"""A camera's place on the hand and beside the robot is found by every solver; what does not determine it is refused."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest

from robot_cells.errors import InspectionError
from robot_cells.inspections.calibrations.board import Board, BoardKind, BoardView, find_board
from robot_cells.inspections.calibrations.hand_eye import Mounting, calibrate_hand_eye
from robot_cells.inspections.calibrations.hand_eye_solvers import SOLVERS
from robot_cells.inspections.calibrations.lens import Lens
from robot_cells.inspections.calibrations.rendered_board import board_picture
from robot_cells.inspections.calibrations.rigid import (
    inverse,
    mean_pose,
    pose_of,
    quaternion_of,
    rotation_of,
    rotation_of_quaternion,
    rotation_vector,
)

LENS = Lens(640, 480, 700.0, 705.0, 331.0, 236.0, (-0.18, 0.06, 0.0008, -0.0005, 0.0))
CHARUCO = Board(BoardKind.CHARUCO, 10, 7, 0.02, 0.015)
CAMERA = pose_of(rotation_of((0.1, -0.2, 1.5)), (0.03, -0.06, 0.11))
FIXED = pose_of(rotation_of((3.0, 0.2, 0.1)), (0.4, 0.1, 0.02))


def hand_at(seen: np.ndarray, mounting: Mounting) -> np.ndarray:
    """The hand's pose from which the board is seen like that."""
    parent = FIXED @ inverse(seen) @ inverse(CAMERA)
    return parent if mounting is Mounting.EYE_IN_HAND else inverse(parent)


def apart(first: np.ndarray, second: np.ndarray) -> tuple[float, float]:
    """Metres and radians between two poses."""
    between = inverse(first) @ second
    return float(np.linalg.norm(between[:3, 3])), float(np.linalg.norm(rotation_vector(between[:3, :3])))


@pytest.mark.parametrize("name", SOLVERS)
def test_every_solver_finds_the_exact_answer_of_exact_motions(name: str) -> None:
    random = np.random.default_rng(3)
    parents = [pose_of(rotation_of(random.uniform(-1, 1, 3)), random.uniform(-0.5, 0.5, 3)) for _ in range(6)]
    seen = [inverse(parent @ CAMERA) @ FIXED for parent in parents]
    pairs = [
        (inverse(parents[b]) @ parents[a], seen[b] @ inverse(seen[a])) for a, b in combinations(range(len(parents)), 2)
    ]
    assert max(apart(SOLVERS[name](pairs), CAMERA)) < 1e-7


@pytest.mark.parametrize("mounting", Mounting)
def test_the_camera_is_found_to_a_fifth_of_a_millimetre_with_corners_of_a_tenth_of_a_pixel(
    mounting: Mounting, varied: Callable[..., list[np.ndarray]], make_view: Callable[..., BoardView]
) -> None:
    poses = varied(CHARUCO, 12)
    views = [make_view(CHARUCO, pose, f"{n}.png", 0.1, n) for n, pose in enumerate(poses)]
    found = calibrate_hand_eye(views, [hand_at(pose, mounting) for pose in poses], CHARUCO, LENS, mounting)
    metres, radians = apart(found.camera, CAMERA)
    assert metres < 2e-4
    assert radians < 5e-4
    assert found.rms_px < 0.2
    assert set(SOLVERS) < set(found.solver_rms_px)
    assert found.rms_px == min(found.solver_rms_px.values())


def test_the_camera_is_found_in_rendered_pictures(varied: Callable[..., list[np.ndarray]]) -> None:
    poses = varied(CHARUCO, 6, seed=4)
    views = [
        find_board(board_picture(CHARUCO, LENS, pose, seed=n), CHARUCO, f"{n}.png") for n, pose in enumerate(poses)
    ]
    hands = [hand_at(pose, Mounting.EYE_IN_HAND) for pose in poses]
    found = calibrate_hand_eye([view for view in views if view is not None], hands, CHARUCO, LENS, Mounting.EYE_IN_HAND)
    assert apart(found.camera, CAMERA)[0] < 3e-4


def test_a_pose_that_belongs_to_another_picture_is_named_and_left_out(
    varied: Callable[..., list[np.ndarray]], make_view: Callable[..., BoardView]
) -> None:
    poses = varied(CHARUCO, 10)
    hands = [hand_at(pose, Mounting.EYE_IN_HAND) for pose in poses]
    hands[4] = hands[4] @ pose_of(np.eye(3), (0.012, 0.0, 0.0))
    views = [make_view(CHARUCO, pose, f"{n}.png", 0.1, n) for n, pose in enumerate(poses)]
    found = calibrate_hand_eye(views, hands, CHARUCO, LENS, Mounting.EYE_IN_HAND)
    assert [item.name for item in found.pictures if not item.is_used] == ["4.png"]
    assert apart(found.camera, CAMERA)[0] < 3e-4


def test_a_hand_that_turns_about_one_axis_only_is_refused(
    make_pose: Callable[..., np.ndarray], make_view: Callable[..., BoardView]
) -> None:
    poses = [make_pose(CHARUCO, 0.0, 0.01 * n, 0.4, 0.0, 0.0, 0.2 * n - 0.6) for n in range(8)]
    views = [make_view(CHARUCO, pose, f"{n}.png") for n, pose in enumerate(poses)]
    hands = [hand_at(pose, Mounting.EYE_IN_HAND) for pose in poses]
    with pytest.raises(InspectionError, match="one axis only"):
        calibrate_hand_eye(views, hands, CHARUCO, LENS, Mounting.EYE_IN_HAND)
    with pytest.raises(InspectionError, match="3 pictures"):
        calibrate_hand_eye(views[:3], hands[:3], CHARUCO, LENS, Mounting.EYE_IN_HAND)


def test_poses_that_do_not_fit_are_refused(
    varied: Callable[..., list[np.ndarray]], make_view: Callable[..., BoardView]
) -> None:
    poses = varied(CHARUCO, 10)
    views = [make_view(CHARUCO, pose, f"{n}.png") for n, pose in enumerate(poses)]
    hands = [hand_at(pose, Mounting.EYE_IN_HAND) for pose in poses]
    for number in range(0, 10, 3):
        hands[number] = hands[number] @ pose_of(np.eye(3), (0.05 * (number + 1), 0.02, 0.0))
    with pytest.raises(InspectionError):
        calibrate_hand_eye(views, hands, CHARUCO, LENS, Mounting.EYE_IN_HAND)


def test_a_chessboard_that_looks_the_same_upside_down_is_refused() -> None:
    even = Board(BoardKind.CHESSBOARD, 10, 8, 0.02)
    with pytest.raises(InspectionError, match="which way round"):
        calibrate_hand_eye([], [], even, LENS, Mounting.EYE_IN_HAND)


def test_quaternions_and_matrices_agree() -> None:
    for vector in np.random.default_rng(1).normal(0, 2, (50, 3)):
        rotation = rotation_of(vector)
        quaternion = quaternion_of(rotation)
        assert np.abs(rotation_of_quaternion(*quaternion) - rotation).max() < 1e-9
        assert quaternion[3] >= 0
    assert quaternion_of(np.eye(3)) == (0.0, 0.0, 0.0, 1.0)


def test_the_mean_of_equal_poses_is_that_pose() -> None:
    assert np.abs(mean_pose([CAMERA] * 3) - CAMERA).max() < 1e-12

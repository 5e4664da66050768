"""Lenses are found again from rendered boards, and what does not determine one is refused."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from robot_cells.errors import InspectionError
from robot_cells.inspections.calibrations.board import Board, BoardKind, BoardView, find_board
from robot_cells.inspections.calibrations.coverage_picture import write_coverage
from robot_cells.inspections.calibrations.intrinsics import calibrate_intrinsics, locate_board, reprojected
from robot_cells.inspections.calibrations.lens import Lens
from robot_cells.inspections.calibrations.picture_folder import read_board_pictures, read_grey
from robot_cells.inspections.calibrations.rendered_board import board_picture

LENS = Lens(640, 480, 700.0, 705.0, 331.0, 236.0, (-0.18, 0.06, 0.0008, -0.0005, 0.0))
CHESSBOARD = Board(BoardKind.CHESSBOARD, 10, 7, 0.02)
CHARUCO = Board(BoardKind.CHARUCO, 10, 7, 0.02, 0.015)


def test_a_lens_is_found_again_from_rendered_pictures(charuco_views: list[BoardView]) -> None:
    found = calibrate_intrinsics(charuco_views, CHARUCO, 640, 480)
    lens = found.lens
    assert abs(lens.fx_px - LENS.fx_px) < 1.0
    assert abs(lens.fy_px - LENS.fy_px) < 1.0
    assert math.hypot(lens.cx_px - LENS.cx_px, lens.cy_px - LENS.cy_px) < 1.0
    assert found.rms_px < 0.1
    # Wherever there were corners, the distortion is right to a fifth of a pixel.
    places = np.concatenate([view.pixels for view in charuco_views])
    assert np.abs(lens.straightened(places) - LENS.straightened(places)).max() < 1.2
    bent = lens.pixels_of(LENS.directions_of(places)) - places
    assert np.linalg.norm(bent - bent.mean(axis=0), axis=1).max() < 0.35
    assert found.coverage > 0.6
    assert all(item.is_used for item in found.pictures)


@pytest.mark.parametrize("board", [CHESSBOARD, CHARUCO])
def test_corners_are_found_to_a_tenth_of_a_pixel(board: Board, make_pose: Callable[..., np.ndarray]) -> None:
    pose = make_pose(board, 0.01, -0.01, 0.36, 0.35, -0.3, 0.2)
    view = find_board(board_picture(board, LENS, pose, seed=4), board)
    assert view is not None
    errors = view.pixels - reprojected(view, board, LENS, pose)
    assert float(np.sqrt((errors**2).sum(axis=1).mean())) < 0.1


@pytest.mark.parametrize("turn", [0.1, 1.7, 3.2, -1.4])
def test_a_chessboard_with_an_odd_sum_is_seen_the_right_way_round(
    turn: float, make_pose: Callable[..., np.ndarray]
) -> None:
    pose = make_pose(CHESSBOARD, 0.0, 0.0, 0.5, 0.2, 0.1, turn)
    view = find_board(board_picture(CHESSBOARD, LENS, pose), CHESSBOARD)
    assert view is not None
    found = locate_board(view, CHESSBOARD, LENS)
    assert found is not None
    assert np.abs(found - pose).max() < 0.01


def test_a_picture_that_was_shaken_is_named_and_left_out(charuco_views: list[BoardView]) -> None:
    random = np.random.default_rng(3)
    shaken = replace(
        charuco_views[4], pixels=charuco_views[4].pixels + random.normal(0, 2.0, charuco_views[4].pixels.shape)
    )
    found = calibrate_intrinsics([*charuco_views[:4], shaken, *charuco_views[5:]], CHARUCO, 640, 480)
    assert [item.name for item in found.pictures if not item.is_used] == ["04.png"]
    assert abs(found.lens.fx_px - LENS.fx_px) < 1.5


def test_pictures_from_one_angle_are_refused(make_views: Callable[..., list[BoardView]]) -> None:
    flat = make_views(
        CHARUCO, [(x, y, z, 0.0, 0.0, x) for x in (-0.05, 0.05) for y in (-0.04, 0.04) for z in (0.3, 0.4)]
    )
    with pytest.raises(InspectionError, match="same angle"):
        calibrate_intrinsics(flat, CHARUCO, 640, 480)


def test_boards_in_the_middle_only_are_refused(make_views: Callable[..., list[BoardView]]) -> None:
    far = [(0.0, 0.0, 1.2, 0.5 * math.cos(n), 0.5 * math.sin(n), 0.1 * n) for n in range(8)]
    with pytest.raises(InspectionError, match="in every corner"):
        calibrate_intrinsics(make_views(CHARUCO, far), CHARUCO, 640, 480)


def test_too_few_pictures_are_refused(charuco_views: list[BoardView]) -> None:
    with pytest.raises(InspectionError, match="5 pictures with the board are too few"):
        calibrate_intrinsics(charuco_views[:5], CHARUCO, 640, 480)


def test_pictures_that_fit_nothing_are_refused(charuco_views: list[BoardView]) -> None:
    random = np.random.default_rng(5)
    noisy = [
        replace(view, pixels=view.pixels + random.normal(0, 6.0 * (number % 2), view.pixels.shape))
        for number, view in enumerate(charuco_views)
    ]
    with pytest.raises(InspectionError):
        calibrate_intrinsics(noisy, CHARUCO, 640, 480)


def test_the_lens_and_its_inverse_agree() -> None:
    pixels = np.random.default_rng(1).uniform((0, 0), (640, 480), (200, 2))
    assert np.abs(LENS.pixels_of(LENS.directions_of(pixels)) - pixels).max() < 1e-6
    assert np.abs(LENS.bent(LENS.straightened(pixels)) - pixels).max() < 1e-6


def test_the_lens_is_that_of_opencv() -> None:
    random = np.random.default_rng(1)
    points = np.concatenate([random.uniform(-0.4, 0.4, (50, 2)), np.ones((50, 1))], axis=1)
    pixels, _ = cv2.projectPoints(points, np.zeros(3), np.zeros(3), LENS.matrix, LENS.coefficients)
    assert np.abs(np.asarray(pixels).reshape(-1, 2) - LENS.pixels_of(points[:, :2])).max() < 1e-6


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"columns": 2}, "no board"),
        ({"square_m": 0.0}, "no board"),
        ({"square_m": 20.0}, "no board"),
        ({"kind": BoardKind.CHARUCO}, "markers"),
        ({"kind": BoardKind.CHARUCO, "marker_m": 0.03}, "markers"),
        ({"kind": BoardKind.CHARUCO, "marker_m": 0.01, "dictionary": "nonsense"}, "dictionary"),
        ({"kind": BoardKind.CHARUCO, "marker_m": 0.01, "columns": 20, "rows": 20}, "200 markers, DICT_5X5_100 has 100"),
    ],
)
def test_a_board_that_cannot_be_is_refused(fields: dict[str, object], message: str) -> None:
    with pytest.raises(InspectionError, match=message):
        replace(CHESSBOARD, **fields)  # type: ignore[arg-type]


def test_an_opencv_without_charuco_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(cv2.aruco, "CharucoDetector")
    with pytest.raises(InspectionError, match="Use a chessboard"):
        replace(CHARUCO, columns=8)


def test_another_number_of_squares_is_told_from_none(tmp_path: Path, make_pose: Callable[..., np.ndarray]) -> None:
    cv2.imwrite(str(tmp_path / "a.png"), board_picture(CHESSBOARD, LENS, make_pose(CHESSBOARD, 0, 0, 0.4)))
    with pytest.raises(InspectionError, match="seen in none of 1"):
        read_board_pictures(tmp_path, replace(CHESSBOARD, columns=12))
    assert len(read_board_pictures(tmp_path, CHESSBOARD).views) == 1


def test_pictures_of_two_sizes_are_refused(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "a.png"), np.zeros((480, 640), np.uint8))
    cv2.imwrite(str(tmp_path / "b.png"), np.zeros((240, 320), np.uint8))
    with pytest.raises(InspectionError, match=r"a\.png is 640 x 480"):
        read_board_pictures(tmp_path, CHESSBOARD)


@pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n"])
def test_a_broken_picture_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(InspectionError, match=r"a\.png"):
        read_grey(tmp_path / "a.png")


def test_the_coverage_picture_is_drawn(tmp_path: Path, charuco_views: list[BoardView]) -> None:
    write_coverage(calibrate_intrinsics(charuco_views, CHARUCO, 640, 480), tmp_path / "coverage.png", title="camera")
    drawn = read_grey(tmp_path / "coverage.png")
    assert min(drawn.shape) > 500
    assert len(np.unique(drawn)) > 20

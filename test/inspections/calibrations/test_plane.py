"""Distances on a plane are right, and their uncertainty is."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from robot_cells.errors import InspectionError
from robot_cells.inspections.calibrations.board import Board, BoardKind, find_board
from robot_cells.inspections.calibrations.lens import Lens
from robot_cells.inspections.calibrations.plane import PlaneCalibration, PlanePoint, calibrate_plane
from robot_cells.inspections.calibrations.rendered_board import board_picture

LENS = Lens(640, 480, 700.0, 705.0, 331.0, 236.0, (-0.18, 0.06, 0.0008, -0.0005, 0.0))
CHESSBOARD = Board(BoardKind.CHESSBOARD, 10, 7, 0.02)


def seen_at(places: np.ndarray, pose: np.ndarray) -> np.ndarray:
    """Pixels of places on the board."""
    points = np.concatenate([places, np.zeros((len(places), 1))], axis=1) @ pose[:3, :3].T + pose[:3, 3]
    return LENS.pixels_of(points[:, :2] / points[:, 2:])


def named(places: np.ndarray, pixels: np.ndarray) -> list[PlanePoint]:
    both = zip(places, pixels, strict=True)
    return [PlanePoint(f"mark {n}", *map(float, pixel), *map(float, place)) for n, (place, pixel) in enumerate(both)]


@pytest.fixture(scope="module")
def pose(make_pose: Callable[..., np.ndarray]) -> np.ndarray:
    return make_pose(CHESSBOARD, 0.01, -0.02, 0.38, 0.35, -0.2, 0.2)


@pytest.fixture(scope="module")
def calibrated(pose: np.ndarray) -> PlaneCalibration:
    view = find_board(board_picture(CHESSBOARD, LENS, pose, seed=3), CHESSBOARD)
    assert view is not None
    return calibrate_plane(named(CHESSBOARD.corners_m[view.numbers, :2], view.pixels), "board", LENS)


def test_distances_in_a_rendered_picture_are_right_to_a_tenth_of_a_millimetre(
    calibrated: PlaneCalibration, pose: np.ndarray
) -> None:
    places = np.array(((0.02, 0.02), (0.18, 0.12), (0.05, 0.11), (0.06, 0.11)))
    distances = calibrated.measure_m(seen_at(places, pose))
    truth = np.linalg.norm(np.diff(places, axis=0), axis=1)
    assert [item.distance_m for item in distances] == pytest.approx(truth, abs=1e-4)
    assert all(item.sigma_m < 2e-4 for item in distances)


def test_the_uncertainty_is_that_of_repeated_measurements(pose: np.ndarray) -> None:
    random = np.random.default_rng(7)
    corners, noise = CHESSBOARD.corners_m[::4, :2], 0.3
    pair = np.array(((0.03, 0.03), (0.16, 0.10)))
    errors, stated = [], []
    for _ in range(100):
        pixels = seen_at(corners, pose) + random.normal(0, noise, corners.shape)
        (found,) = calibrate_plane(named(corners, pixels), "board", LENS).measure_m(
            seen_at(pair, pose) + random.normal(0, noise, pair.shape), noise
        )
        errors.append(found.distance_m - float(np.linalg.norm(pair[1] - pair[0])))
        stated.append(found.sigma_m)
    assert np.std(errors) == pytest.approx(np.mean(stated), rel=0.25)
    assert abs(np.mean(errors)) < 0.3 * np.std(errors)


def test_pixels_and_metres_are_inverses(calibrated: PlaneCalibration) -> None:
    pixels = np.random.default_rng(1).uniform((100, 100), (540, 380), (50, 2))
    assert np.abs(calibrated.to_pixels(calibrated.to_plane_m(pixels)) - pixels).max() < 1e-6


def test_far_from_the_points_a_distance_is_less_sure(calibrated: PlaneCalibration) -> None:
    (inside,) = calibrated.measure_m([(300, 240), (320, 240)], 0.0)
    (outside,) = calibrated.measure_m([(10, 10), (30, 10)], 0.0)
    assert outside.sigma_m / outside.distance_m > 1.1 * inside.sigma_m / inside.distance_m


def test_a_point_that_was_mistaken_is_named_and_left_out(pose: np.ndarray) -> None:
    corners = CHESSBOARD.corners_m[::6, :2]
    pixels = seen_at(corners, pose)
    pixels[3] += (4.0, -3.0)
    found = calibrate_plane(named(corners, pixels), "tray", LENS)
    assert [(item.name, round(item.residual_px)) for item in found.points if not item.is_used] == [("mark 3", 5)]
    assert found.sigma_px < 0.1


SQUARE = np.array(((0.0, 0.0), (0.1, 0.0), (0.1, 0.1), (0.0, 0.1), (0.05, 0.04)))


@pytest.mark.parametrize(
    ("places", "pixels", "message"),
    [
        (SQUARE[:4], SQUARE[:4] * 1000, "4 points"),
        (SQUARE[:0], SQUARE[:0], "0 points"),
        (
            np.stack([np.arange(6.0), np.arange(6.0)], 1),
            np.stack([np.arange(6.0), 2 * np.arange(6.0)], 1),
            "on one line",
        ),
        (np.repeat(SQUARE[:1], 6, axis=0), np.repeat(SQUARE[:1], 6, axis=0), "on one line"),
        (np.where(SQUARE == 0.04, np.nan, SQUARE), SQUARE * 1000, "no finite number"),
        (SQUARE, np.random.default_rng(1).uniform(0, 500, SQUARE.shape), "do not fit one plane"),
    ],
)
def test_points_that_determine_no_plane_are_refused(places: np.ndarray, pixels: np.ndarray, message: str) -> None:
    with pytest.raises(InspectionError, match=message):
        calibrate_plane(named(places, pixels), "tray")


@pytest.mark.parametrize("pixels", [[(1.0, 2.0)], [(1.0, 2.0), (float("nan"), 1.0)]])
def test_a_distance_needs_two_points(calibrated: PlaneCalibration, pixels: list[tuple[float, float]]) -> None:
    with pytest.raises(InspectionError, match="two points"):
        calibrated.measure_m(pixels)

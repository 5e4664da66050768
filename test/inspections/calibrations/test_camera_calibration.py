"""The calibration document: written and read it is the same, and every fault in it is named at its line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import yaml

from robot_cells.documents.problem import DocumentProblemsError
from robot_cells.errors import InspectionError
from robot_cells.inspections.calibrations.board import Board, BoardKind, BoardView
from robot_cells.inspections.calibrations.camera_calibration import (
    CameraCalibration,
    new_calibration,
    read_calibration,
    read_plane_points,
    read_robot_poses,
)
from robot_cells.inspections.calibrations.hand_eye import Mounting, calibrate_hand_eye
from robot_cells.inspections.calibrations.intrinsics import calibrate_intrinsics
from robot_cells.inspections.calibrations.plane import PlanePoint, calibrate_plane

CHARUCO = Board(BoardKind.CHARUCO, 10, 7, 0.02, 0.015)


@pytest.fixture(scope="module")
def whole(charuco_views: list[BoardView], varied: Callable[..., list[np.ndarray]]) -> CameraCalibration:
    """With lens, plane and mounting."""
    found = calibrate_intrinsics(charuco_views, CHARUCO, 640, 480)
    view = charuco_views[0]
    places = CHARUCO.corners_m[view.numbers]
    points = [
        PlanePoint(f"corner {n}", *map(float, pixel), float(place[0]), float(place[1]))
        for n, pixel, place in zip(view.numbers, view.pixels, places, strict=True)
    ]
    hands = [np.linalg.inv(pose) for pose in varied(CHARUCO, 10)]
    mounting = calibrate_hand_eye(charuco_views, hands, CHARUCO, found.lens, Mounting.EYE_IN_HAND)
    calibration = new_calibration("over_tray").with_lens(found)
    return calibration.with_plane(calibrate_plane(points, "tray", found.lens)).with_mounting(mounting, "tool0")


def test_what_is_written_is_what_is_read(tmp_path: Path, whole: CameraCalibration) -> None:
    whole.write(tmp_path / "over_tray.yaml")
    again = read_calibration(tmp_path / "over_tray.yaml")
    assert again.model == whole.model
    assert again.lens == whole.lens
    assert again.plane == whole.plane
    assert again.camera is not None
    assert whole.camera is not None
    assert np.abs(again.camera - whole.camera).max() < 1e-9
    pixels = [(200.0, 150.0), (420.0, 300.0)]
    assert again.on_plane().measure_m(pixels) == whole.on_plane().measure_m(pixels)
    assert [item.name for item in tmp_path.iterdir()] == ["over_tray.yaml"]


def test_another_lens_drops_what_was_found_with_the_old_one(
    whole: CameraCalibration, charuco_views: list[BoardView]
) -> None:
    anew = whole.with_lens(calibrate_intrinsics(charuco_views, CHARUCO, 640, 480))
    assert anew.plane is None
    assert anew.model.mounting is None
    with pytest.raises(InspectionError, match="no plane"):
        anew.on_plane()
    with pytest.raises(InspectionError, match="no lens"):
        new_calibration("bare").needed_lens()


SPOILT = {
    "unknown key": (lambda data: data["lens"].update(focal=3), "focal"),
    "no width": (lambda data: data["lens"].pop("width_px"), "add width_px"),
    "negative focal length": (lambda data: data["lens"].update(fx_px=-1.0), "greater than 0"),
    "not a number": (lambda data: data["lens"].update(cx_px=float("nan")), "finite"),
    "four coefficients": (lambda data: data["lens"]["distortion"].pop(), "at least 5"),
    "no inverse": (lambda data: data["plane"].update(homography=[[1.0, 2.0, 3.0]] * 3), "has no inverse"),
    "a point that was moved": (lambda data: data["plane"]["points"][2].update(x_m=0.5), "px from where it should"),
    "another lens": (lambda data: data["lens"].update(fx_px=720.0), "belong together"),
    "no point is used": (
        lambda data: [item.update(is_used=False) for item in data["plane"]["points"]],
        "none is used",
    ),
    "a quaternion of another length": (
        lambda data: data["mounting"].update(quaternion_xyzw=[1.0, 1.0, 0.0, 0.0]),
        "has the length 1",
    ),
    "another mounting": (lambda data: data["mounting"].update(kind="eye_on_stalk"), "eye_on_stalk"),
}


@pytest.mark.parametrize("fault", SPOILT)
def test_a_fault_is_named_at_its_line(tmp_path: Path, whole: CameraCalibration, fault: str) -> None:
    spoil, message = SPOILT[fault]
    data = whole.model.model_dump(exclude_none=True)
    spoil(data)
    path = tmp_path / "camera.yaml"
    path.write_text(yaml.safe_dump(data, sort_keys=False))
    with pytest.raises(DocumentProblemsError, match=message) as refused:
        read_calibration(path)
    assert all(problem.line > 0 for problem in refused.value.problems)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("robot_poses: []\n", "at least 1"),
        (
            "robot_poses:\n" + "  - {picture: a.png, translation_m: [0, 0, 0.5], quaternion_xyzw: [0, 0, 0, 1]}\n" * 2,
            "stands twice",
        ),
        ("robot_poses:\n  - {picture: a.png, translation_m: [0, 0], quaternion_xyzw: [0, 0, 0, 1]}\n", "at least 3"),
        ("robot_poses:\n  - {picture: a.png, translation_m: [0, 0, 0], quaternion_xyzw: [0, 0, 0, 2]}\n", "length"),
    ],
)
def test_robot_poses_that_are_wrong_are_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "poses.yaml").write_text(text)
    with pytest.raises(DocumentProblemsError, match=message):
        read_robot_poses(tmp_path / "poses.yaml")


def test_named_points_are_read(tmp_path: Path) -> None:
    text = "plane_points:\n  - {name: pin, x_px: 10.5, y_px: 20, x_m: 0.1, y_m: 0.2}\n"
    (tmp_path / "points.yaml").write_text(text)
    assert read_plane_points(tmp_path / "points.yaml") == (PlanePoint("pin", 10.5, 20.0, 0.1, 0.2),)

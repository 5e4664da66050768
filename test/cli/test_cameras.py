"""A camera is calibrated and measured with from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
import yaml
from typer.testing import CliRunner, Result

from robot_cells.cli.main import application
from robot_cells.inspections.calibrations.board import Board, BoardKind
from robot_cells.inspections.calibrations.lens import Lens
from robot_cells.inspections.calibrations.rendered_board import board_picture
from robot_cells.inspections.calibrations.rigid import inverse, pose_of, quaternion_of, rotation_of

LENS = Lens(480, 360, 520.0, 521.0, 243.0, 178.0, (-0.12, 0.03, 0.0, 0.0, 0.0))
BOARD = Board(BoardKind.CHARUCO, 10, 7, 0.02, 0.015)
DESCRIBED = ["--board", "charuco", "--squares", "10x7", "--square-m", "0.02", "--marker-m", "0.015"]
CAMERA = pose_of(rotation_of((0.1, -0.2, 1.5)), (0.03, -0.06, 0.11))


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(application, ["cameras", *map(str, arguments)], env={"COLUMNS": "100"})


@pytest.fixture(scope="module")
def poses() -> list[np.ndarray]:
    random = np.random.default_rng(2)
    middle = np.array((0.1, 0.07, 0.0))
    found = []
    for _ in range(10):
        turn = rotation_of((*random.uniform(-0.5, 0.5, 2), random.uniform(-0.3, 0.3)))
        z = random.uniform(0.3, 0.4)
        place = np.array((random.uniform(-0.16, 0.16) * z, random.uniform(-0.13, 0.13) * z, z))
        found.append(pose_of(turn, place - turn @ middle))
    return found


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory, poses: list[np.ndarray]) -> Path:
    folder = tmp_path_factory.mktemp("pictures")
    for number, pose in enumerate(poses):
        cv2.imwrite(str(folder / f"{number:02}.png"), board_picture(BOARD, LENS, pose, seed=number))
    cv2.imwrite(str(folder / "empty.png"), np.full((360, 480), 120, np.uint8))
    return folder


def test_a_camera_is_calibrated_and_measures(tmp_path: Path, pictures: Path, poses: list[np.ndarray]) -> None:
    out = tmp_path / "camera.yaml"
    result = call("calibrate", pictures, *DESCRIBED, "--out", out, "--coverage", tmp_path / "coverage.png")
    assert result.exit_code == 0, result.output
    assert "no board" in result.output
    assert (tmp_path / "coverage.png").exists()
    assert abs(yaml.safe_load(out.read_text())["lens"]["fx_px"] - 520.0) < 2.0

    picture = pictures / "00.png"
    result = call("plane", "--calibration", out, "--picture", picture, *DESCRIBED, "--frame", "tray")
    assert result.exit_code == 0, result.output
    places = np.array(((0.04, 0.04, 0.0), (0.14, 0.1, 0.0)))
    seen = places @ poses[0][:3, :3].T + poses[0][:3, 3]
    first, second = (f"{x:.3f},{y:.3f}" for x, y in LENS.pixels_of(seen[:, :2] / seen[:, 2:]))
    answer = json.loads(call("measure", out, first, second, "--json").output)
    assert answer["frame"] == "tray"
    assert abs(answer["distances"][0]["distance_m"] - 0.1166190) < 2e-4
    assert " mm ± " in call("measure", out, first, second).output

    laid = tmp_path / "laid.yaml"
    laid.write_text(out.read_text())
    place = ["--picture", picture, *DESCRIBED, "--frame", "tray", "--board-at", "0.5,0.3,1.5707963267948966"]
    assert call("plane", "--calibration", laid, *place).exit_code == 0
    (at,) = json.loads(call("measure", laid, first, second, "--json").output)["points_m"][:1]
    # A quarter turn: the board's x is the tray's y, its y (which points down) the tray's x.
    assert at == pytest.approx([0.5 + 0.04, 0.3 + 0.04], abs=2e-4)

    lines = []
    for number, pose in enumerate(poses):
        hand = inverse(CAMERA @ pose)
        lines.append(
            {
                "picture": f"{number:02}.png",
                "translation_m": [float(value) for value in hand[:3, 3]],
                "quaternion_xyzw": list(quaternion_of(hand[:3, :3])),
            }
        )
    (tmp_path / "poses.yaml").write_text(yaml.safe_dump({"robot_poses": lines}))
    result = call("hand-eye", pictures, "--poses", tmp_path / "poses.yaml", "--calibration", out, *DESCRIBED)
    assert result.exit_code == 0, result.output
    written = yaml.safe_load(out.read_text())
    assert np.abs(np.array(written["mounting"]["translation_m"]) - CAMERA[:3, 3]).max() < 1e-3
    assert written["mounting"]["parent_frame"] == "tool0"
    assert written["plane"]["frame"] == "tray"


def test_named_points_give_a_plane_without_a_lens(tmp_path: Path) -> None:
    points = [(0, 0), (0.3, 0), (0.3, 0.2), (0, 0.2), (0.1, 0.1)]
    rows = [{"x_px": 100 + 1000 * x, "y_px": 50 + 1000 * y, "x_m": x, "y_m": y} for x, y in points]
    (tmp_path / "points.yaml").write_text(yaml.safe_dump({"plane_points": rows}))
    out = tmp_path / "camera.yaml"
    result = call("plane", "--calibration", out, "--points", tmp_path / "points.yaml", "--frame", "tray")
    assert result.exit_code == 0, result.output
    assert "Without a lens" in result.output
    assert "500.000 mm ± " in call("measure", out, "100,50", "400,450").output


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["calibrate", "{pictures}", "--squares", "10", "--square-m", "0.02", "--out", "{tmp}/c.yaml"], 2, "10x7"),
        (
            ["calibrate", "{pictures}", "--squares", "11x7", "--square-m", "0.02", "--out", "{tmp}/c.yaml"],
            1,
            "none of 11",
        ),
        (["calibrate", "{tmp}", "--squares", "10x7", "--square-m", "0.02", "--out", "{tmp}/c.yaml"], 1, "no pictures"),
        (["plane", "--calibration", "{tmp}/c.yaml"], 2, "--points"),
        (["measure", "{bare}", "1,2", "3,4"], 1, "has no plane"),
        (["measure", "{bare}", "1,2", "nonsense"], 1, "has no plane"),
        (["measure", "{bare}"], 2, ""),
    ],
)
def test_what_cannot_be_done_is_said(
    tmp_path: Path, pictures: Path, arguments: list[str], code: int, message: str
) -> None:
    bare = tmp_path / "bare.yaml"
    bare.write_text("calibration: camera\n")
    (tmp_path / "blank").mkdir()
    cv2.imwrite(str(tmp_path / "blank" / "a.png"), np.full((120, 160), 120, np.uint8))
    names = {"pictures": pictures, "tmp": tmp_path, "bare": bare, "blank": tmp_path / "blank"}
    result = call(*(argument.format(**names) for argument in arguments))
    assert result.exit_code == code, result.output
    assert message in " ".join(result.output.split())

"""What the line is as bodies: every rule, one row each (as in test_line_refusals.py)."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from own_arms import HOME as OTHER_HOME
from own_arms import family_arm, other_arm

from robot_cells.documents.body_checks import check_bodies
from robot_cells.documents.check import check_paths
from robot_cells.documents.plant import load_plant, read_plant
from robot_cells.documents.yaml_reader import read_document

Row = tuple[str, str, str, str, str, str]

REFERENCE = Path(__file__).parents[2] / "config" / "lines" / "compute_tray.yaml"
POST = "    pose: {x_m: 4.0, y_m: 0.0}\n"
STATION = "      - id: station\n"
REST = """\
    pose: {x_m: 4.0, y_m: 0.0}
    capabilities:
      - name: look
        duration_s: 5
    devices:
      - {id: camera, kind: camera}
vehicles:
  - id: cart
    home: bench
    speed_mps: 1.0
"""
"""From the pose of the last cell to the end of the vehicles."""


def post(pose: str) -> str:
    """The second cell stands elsewhere."""
    return f"    pose: {{{pose}}}  # <-\n"


def device(text: str) -> str:
    """Another device before the station."""
    return f"      - {{{text}}}  # <-\n{STATION}"


FLOOR_ROWS: list[Row] = [
    (
        "line.yaml",
        POST,
        post("x_m: 0.6, y_m: 0.0"),
        "cells[1].pose",
        "deep in the table of bench",
        "move one of the cells by",
    ),
    ("line.yaml", POST, post("x_m: 1.1, y_m: -0.5"), "cells[1].pose", "deep in the input buffer of bench", "move one"),
    (
        "line.yaml",
        "    pose: {x_m: 0.0, y_m: 0.0}\n",
        post("x_m: 2.2, y_m: 0.0"),
        "cells[0].pose",
        "a vehicle that docks at bench stands",
        "leave room",
    ),
    (
        "line.yaml",
        REST,
        REST.replace("4.0, y_m: 0.0", "1.7, y_m: 1.4") + "  - {id: last, home: bench}  # <-\n",
        "vehicles[1].home",
        "last, which waits beside others at bench, stands",
        "give it another home",
    ),
]
ARM_ROWS: list[Row] = [
    (
        "line.yaml",
        STATION,
        device("id: other, kind: arm, parameters: *arm"),
        "cells[0].devices[1].parameters",
        "bench/other: stands in the arm arm: their feet are 0.00 m apart",
        "give it a base",
    ),
    (
        "line.yaml",
        STATION,
        device("id: other, kind: arm, parameters: {model: ur5e, home_rad: [0,0,0,0,0,0], base: {x_m: 0.2, z_m: 0.8}}"),
        "cells[0].devices[1].parameters.base",
        "their feet are 0.20 m apart",
        "0.26 m or more away",
    ),
]
TOOL_ROWS: list[Row] = [
    (
        "line.yaml",
        "          tool_length_m: 0.2\n",
        "          tool_length_m: 0.15  # <-\n      - {id: gripper, kind: gripper}\n",
        "cells[0].devices[0].parameters.tool_length_m",
        "bench/arm: its two_finger_gripper is 0.160 m long, and is to end 0.150 m before the flange",
        "give 0.16 or more",
    ),
    (
        "line.yaml",
        "          tool_length_m: 0.2\n",
        "          tool_length_m: 0.1  # <-\n      - {id: screwdriver, kind: screwdriver}\n",
        "cells[0].devices[0].parameters.tool_length_m",
        "its screwdriver is 0.150 m long",
        "give 0.15 or more",
    ),
]


BOARD = "width_m: 0.1, depth_m: 0.08}"
GRIPPER = "cells[0].devices[1].parameters"
CAMERA = "      - {id: camera, kind: camera}\n"


def gripper(parameters: str, mark: str = "  # <-") -> str:
    """A gripper before the station."""
    return f"      - {{id: gripper, kind: gripper, parameters: {{{parameters}}}}}{mark}\n{STATION}"


PART_ROWS: list[Row] = [
    (
        "line.yaml",
        STATION,
        gripper("opening_m: 0.07"),
        f"{GRIPPER}.opening_m",
        "bench/gripper: opens 0.070 m, and board is 0.100 m x 0.080 m",
        "give it an opening_m of 0.08 or more, or take a suction gripper",
    ),
    (
        "line.yaml",
        STATION,
        gripper("model: suction, force_n: 8"),
        f"{GRIPPER}.force_n",
        "bench/gripper: holds board with 8 N, and 0.18 kg need 9 N in a move",
        "give it a force_n of 10 or more",
    ),
]
PRODUCT_ROWS: list[tuple[str, str, str, str, str]] = [
    ("", "mass_kg: 12.0}", "devices[0].parameters.model", "12.00 kg: 13.00 kg in all, and the ur10e", "a stronger arm"),
    ("model: suction", "height_m: 0.9}", "devices[2].parameters.feeders.board", "its tool at z 0.950 m", "nearer"),
    (
        "model: suction",
        "height_m: 0.9}",
        "devices[2].parameters.tray",
        "does not reach m1 of widget at x 0.50",
        "nearer",
    ),
    (
        "model: suction",
        "mass_kg: 2.0}",
        "devices[1].parameters.force_n",
        "2.00 kg need 103 N",
        "force_n of 104 or more",
    ),
]
"""What the gripper says of itself and the product of its part; key in the cell, what, remedy."""
CAMERA_ROWS: list[Row] = [
    (
        "line.yaml",
        CAMERA,
        CAMERA.replace("camera}\n", "camera}  # <-\n") + "      - {id: machine, kind: machine}\n",
        "cells[1].devices[0].parameters",
        "camera_post/camera: it looks on the roof of machine, which stands round the tray",
        "hang it lower (above_m below 0.5",
    ),
]

SDF = '<sdf version="1.9"><model name="post"><static>true</static>\n<link name="l">{}</link></model></sdf>'
POST_KIND = "    kind: inspection\n"
FILES = {
    "wrong.sdf": SDF.format("<pose>1 2</pose>"),
    "wide.sdf": SDF.format(
        '<collision name="c"><geometry><box><size>7.5 1 3</size></box></geometry></collision><light name="x"/>'
    ),
}
FILE_ROWS: list[Row] = [
    (
        "line.yaml",
        POST_KIND,
        POST_KIND + "    model: none.sdf  # <-\n",
        "cells[1].model",
        "none.sdf: the file is missing",
        "name an SDF file, relative to the line document",
    ),
    (
        "line.yaml",
        POST_KIND,
        POST_KIND + "    model: wrong.sdf  # <-\n",
        "cells[1].model",
        "wrong.sdf:2: <pose> says '1 2'",
        "give 6 finite numbers",
    ),
    (
        "line.yaml",
        POST_KIND + POST,
        POST_KIND + "    model: wide.sdf\n" + POST.replace("\n", "  # <-\n"),
        "cells[1].pose",
        "the model post of camera_post stands",
        "move one of the cells",
    ),
    ("line.yaml", POST_KIND, POST_KIND + '    model: ""  # <-\n', "cells[1].model", "", "character"),
]


@pytest.mark.parametrize("row", FILE_ROWS, ids=lambda row: row[4][:60])
def test_a_cells_own_file_that_cannot_be_is_told_at_the_cell(
    row: Row, plant_folder: Path, refused: Callable[[Row], None]
) -> None:
    for name, text in FILES.items():
        (plant_folder / name).write_text(text, encoding="utf-8")
    refused(row)


ARM = """\
          model: ur10e
          home_rad: [0, -1.57, 1.57, -1.57, -1.57, 0]
"""


def own(*lines: str, home: str = "[0, -1.57, 1.57, -1.57, -1.57, 0]") -> str:
    """The arm of the bench with these lines in place of its model."""
    return "".join(f"          {line}\n" for line in (*lines, f"home_rad: {home}"))


OWN_ARM_ROWS: list[Row] = [
    (
        "line.yaml",
        ARM,
        own("urdf: none.urdf  # <-"),
        "parameters.urdf",
        "none.urdf: the file is missing",
        "name a URDF",
    ),
    (
        "line.yaml",
        ARM,
        own("urdf: arm.urdf  # <-", "tool_link: hand"),
        "parameters.urdf",
        "bench/arm: arm.urdf:2: there is no link 'hand' to be the frame 'flange'",
        "it has: base_link",
    ),
    (
        "line.yaml",
        ARM,
        own("urdf: arm.urdf", home="[0, -3.5, 1.57, -1.57, -1.57, 0]  # <-"),
        "parameters.home_rad",
        "joint 2 goes from -3 to 3 rad, not to -3.5",
        "within its range",
    ),
    (
        "line.yaml",
        ARM,
        own("urdf: arm.urdf  # <-", "model: ur5e"),
        "parameters.urdf",
        "stands beside a model",
        "leave one",
    ),
    (
        "line.yaml",
        ARM,
        own("model: ur5e", "payload_kg: 4  # <-"),
        "parameters.payload_kg",
        "is for an arm with a urdf",
        "",
    ),
    ("line.yaml", ARM, own(), "parameters.model", "missing", "add model (ur10e, ur5e), or a urdf of your own"),
    (
        "line.yaml",
        ARM,
        own("urdf: small.urdf", home=str(OTHER_HOME)),
        "devices[1].parameters.tray",
        "the arm does not reach the corner of the tray of widget",
        "bring it nearer",
    ),
]


@pytest.mark.parametrize("row", OWN_ARM_ROWS, ids=lambda row: row[4][:60])
def test_an_arm_of_the_users_that_cannot_be_is_told(row: Row, plant_folder: Path, spoil: Callable[..., Path]) -> None:
    family_arm(plant_folder / "arm.urdf")
    small = other_arm(plant_folder / "small.urdf")
    small.write_text(small.read_text().replace('xyz="0 0 0.56"', 'xyz="0 0 0.1"'))
    file, old, new, key, what, remedy = row
    path = spoil(file, old, new)
    found = [item for item in check_paths([path]) if what in item.what]
    assert found, check_paths([path])
    assert key in found[0].key
    assert remedy in found[0].remedy
    marked = [number for number, line in enumerate(path.read_text().splitlines(), 1) if "# <-" in line]
    assert not marked or found[0].line == marked[0]


def test_an_arm_of_the_users_that_is_right_is_right(plant_folder: Path, spoil: Callable[..., Path]) -> None:
    family_arm(plant_folder / "arm.urdf")
    path = spoil("line.yaml", ARM, own("urdf: arm.urdf", "joints: [axis_1, axis_2, axis_3, axis_4, axis_5, axis_6]"))
    assert check_paths([path]) == []
    arm = load_plant(path).line.cells[0].devices[0]
    assert arm.parameters["urdf"] == str(plant_folder / "arm.urdf")


@pytest.mark.parametrize("row", PRODUCT_ROWS, ids=lambda row: row[3])
def test_parts_that_the_cell_cannot_handle_are_told_at_its_device(
    row: tuple[str, str, str, str, str], plant_folder: Path, spoil: Callable[..., Path]
) -> None:
    holds, part, key, what, remedy = row
    spoil("widget.yaml", BOARD, BOARD.replace("}", f", {part}"))
    path = spoil("line.yaml", STATION, gripper(holds, ""))
    found = [item for item in read_plant(path)[1] if what in item.what]
    assert found, read_plant(path)[1]
    assert found[0].key == f"cells[0].{key}"
    assert remedy in found[0].remedy
    assert "bench/" in found[0].what


def test_a_camera_of_the_users_that_looks_past_the_tray_is_told(plant_folder: Path, spoil: Callable[..., Path]) -> None:
    model = (
        '<model name="camera"><static>1</static><link name="l"/><frame name="optical"><pose>{}</pose></frame></model>'
    )
    path = spoil("line.yaml", POST_KIND, POST_KIND + "    model: eye.sdf\n")
    for pose, wrong in (("0 0 1.9 3.14159265 0 0", 0), ("0.1 0 1.9 3.14159265 0 0", 1), ("0 0 1.9 0 0 0", 1)):
        (plant_folder / "eye.sdf").write_text(f'<sdf version="1.9">{model.format(pose)}</sdf>')
        found = read_plant(path)[1]
        assert len(found) == wrong, found
        if found:
            assert "camera_post/camera: it does not see the corner of the tray" in found[0].what


@pytest.mark.parametrize(
    "row", FLOOR_ROWS + ARM_ROWS + TOOL_ROWS + PART_ROWS + CAMERA_ROWS, ids=lambda row: row[4][:60]
)
def test_a_line_whose_bodies_cannot_be_is_refused_with_its_place(row: Row, refused: Callable[[Row], None]) -> None:
    refused(row)


def test_the_reference_line_is_right() -> None:
    assert read_plant(REFERENCE)[1] == []


def test_what_a_journal_was_written_under_is_not_asked_again(plant_folder: Path, spoil: Callable[..., Path]) -> None:
    path = spoil("line.yaml", POST, post("x_m: 0.6, y_m: 0.0"))
    assert read_plant(path)[0] is None
    assert load_plant(path, past=True).line.cells[1].pose.x_m == 0.6


def test_cells_that_only_dwell_have_no_bodies(plant_folder: Path, spoil: Callable[..., Path]) -> None:
    spoil("line.yaml", "      - {id: camera, kind: camera}\n", "      - {id: station, kind: station}\n")
    spoil("processes/look.yaml", "skill: capture", "skill: dwell, with: {duration_s: 1.0}")
    path = spoil("line.yaml", POST, post("x_m: 0.6, y_m: 0.0"))
    assert read_plant(path)[1] == []


def test_looking_at_the_bodies_of_the_reference_line_takes_little(benchmark_limit_s: float = 0.15) -> None:
    plant, document = load_plant(REFERENCE), read_document(REFERENCE)
    begin = time.process_time()
    assert list(check_bodies(document, plant.line, plant.products)) == []
    assert time.process_time() - begin < benchmark_limit_s

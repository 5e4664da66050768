"""A cell whose furniture is the user's own file."""

from __future__ import annotations

import logging
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import mujoco
import pytest
from scene_plant import reference

from robot_cells.errors import SceneError
from robot_cells.ids import CellId
from robot_cells.lines.cell_file import CellFile
from robot_cells.lines.line import Line
from robot_cells.motions.collision_world import CollisionWorld
from robot_cells.scenes.cell_plan import plan_cell
from robot_cells.scenes.footprint import furniture
from robot_cells.scenes.mjcf import mjcf_text
from robot_cells.scenes.scene import Role, Scene
from robot_cells.scenes.scene_builder import build_scene, layouts_of
from robot_cells.scenes.sdf import sdf_text

ASSEMBLY, LEAK, INSPECTION = CellId("assembly_1"), CellId("leak_test"), CellId("inspection")
HOME = (0.0, -1.5708, 1.5708, -1.5708, -1.5708, 0.0)
BENCH = """
<model name="bench"><static>true</static><link name="top"><pose>0.4 0 0.735 0 0 0</pose>
  <visual name="v"><geometry><box><size>1.4 2.0 0.03</size></box></geometry></visual>
  <collision name="c"><geometry><box><size>1.4 2.0 0.03</size></box></geometry></collision></link></model>"""
TOOLBOX = """
<model name="toolbox"><pose>1.3 0 0.5 0 0 0</pose><link name="box">
  <inertial><mass>2</mass><inertia><ixx>0.02</ixx><iyy>0.02</iyy><izz>0.02</izz></inertia></inertial>
  <collision name="c"><geometry><box><size>0.2 0.3 0.2</size></box></geometry></collision></link></model>"""
PILLAR = """
<model name="pillar"><static>true</static><link name="l"><pose>-0.69 -0.17 1.33 0 0 0</pose>
  <collision name="c"><geometry><box><size>0.2 0.2 0.2</size></box></geometry></collision></link></model>"""


def with_file(cell: CellId, path: Path) -> Line:
    """The reference line, that cell with a file of its own."""
    line = reference().line
    cells = [replace(item, model=CellFile(path)) if item.id == cell else item for item in line.cells]
    return replace(line, cells=tuple(cells))


def scene(folder: Path, *models: str, cell: CellId = ASSEMBLY) -> Scene:
    """One cell with these models of its own."""
    path = folder / "cell.sdf"
    path.write_text(f'<sdf version="1.9"><world name="w">{"".join(models)}</world></sdf>', encoding="utf-8")
    return build_scene(with_file(cell, path), reference().products, cells=[cell], vehicles=False)


def test_its_models_stand_in_place_of_table_and_racks_and_devices_stay(tmp_path: Path) -> None:
    found = scene(tmp_path, BENCH, TOOLBOX)
    assert [item.name.removeprefix("assembly_1/") for item in found.placed] == [
        "floor", "bench", "toolbox", "arm", "scanner", "station"
    ]  # fmt: skip
    own = reference()
    built = build_scene(own.line, own.products, cells=[ASSEMBLY], vehicles=False)
    for name in ("assembly_1/arm", "assembly_1/station"):
        assert found.find(name) == built.find(name)
    toolbox = found.find("assembly_1/toolbox")
    assert (toolbox.is_fixed, toolbox.cell, toolbox.role) == (False, ASSEMBLY, Role.STRUCTURE)
    assert toolbox.pose.position_m == pytest.approx((9.3, 0.0, 0.5))


def test_physics_has_them(tmp_path: Path) -> None:
    model = mujoco.MjModel.from_xml_string(mjcf_text(scene(tmp_path, BENCH, TOOLBOX)))
    data = mujoco.MjData(model)
    mujoco.mj_resetDataKeyframe(model, data, 0)
    for _ in range(1000):
        mujoco.mj_step(model, data)
    assert data.body("assembly_1/toolbox/box").xpos == pytest.approx((9.3, 0.0, 0.1), abs=0.001)


def test_planning_has_them(tmp_path: Path) -> None:
    assert CollisionWorld(scene(tmp_path, BENCH), "assembly_1/arm").is_free(HOME)
    contact = CollisionWorld(scene(tmp_path, BENCH, PILLAR), "assembly_1/arm").contact(HOME)
    assert contact is not None
    assert "pillar" in str(contact)


@pytest.mark.skipif(shutil.which("ign") is None, reason="SDF's checker is not installed (sdformat-sdf, ignition-tools)")
def test_the_world_that_is_written_with_them_is_valid(tmp_path: Path) -> None:
    path = tmp_path / "written.sdf"
    path.write_text(sdf_text(scene(tmp_path, BENCH, TOOLBOX)), encoding="utf-8")
    told = subprocess.run(["ign", "sdf", "-k", str(path)], capture_output=True, text=True, check=False)
    assert "Valid." in told.stdout


def test_what_is_left_out_is_told_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        scene(tmp_path, BENCH, '<light name="sun" type="point"/>')
        build_scene(with_file(ASSEMBLY, tmp_path / "cell.sdf"), reference().products, cells=[ASSEMBLY])
    assert [message.split(": ")[1] for message in caplog.messages] == ["<light> 'sun' is left out."]


def test_a_file_that_is_written_anew_is_read_anew(tmp_path: Path) -> None:
    assert "assembly_1/toolbox" not in {item.name for item in scene(tmp_path, BENCH).placed}
    assert "assembly_1/toolbox" in {item.name for item in scene(tmp_path, BENCH, TOOLBOX).placed}


def test_they_cover_the_floor_that_they_cover(tmp_path: Path) -> None:
    flat = '<collision name="c"><geometry><plane/></geometry></collision>'
    plane = f'<model name="ground"><static>1</static><link name="l">{flat}</link></model>'
    scene(tmp_path, BENCH, TOOLBOX, plane)
    own = reference()
    plan = plan_cell(with_file(ASSEMBLY, tmp_path / "cell.sdf").cell(ASSEMBLY), layouts_of(own.products))
    found = {item.name: item.corners_m for item in furniture(plan)}
    assert list(found) == ["model bench", "model toolbox"]
    assert found["model bench"][0] == pytest.approx((7.7, -1.0))
    assert found["model bench"][2] == pytest.approx((9.1, 1.0))


def joint(name: str, upper: float, child: str) -> str:
    """A driven slide from 0 to `upper`."""
    limit = f"<limit><lower>0</lower><upper>{upper}</upper><effort>100</effort><velocity>0.2</velocity></limit>"
    inertia = "<inertia><ixx>0.1</ixx><iyy>0.1</iyy><izz>0.1</izz></inertia>"
    return f"""<link name="{child}"><inertial><mass>3</mass>{inertia}</inertial></link>
      <joint name="{name}" type="prismatic"><parent>frame</parent><child>{child}</child><axis><xyz>0 0 1</xyz>{limit}
      </axis></joint>"""


def machine(*inside: str) -> str:
    """A model that stands for the machine of the leak test."""
    bolt = '<joint name="bolt" type="fixed"><parent>world</parent><child>frame</child></joint>'
    return f'<model name="machine"><link name="frame"/>{bolt}{"".join(inside)}</model>'


def test_a_model_called_as_a_device_stands_for_it(tmp_path: Path) -> None:
    own = machine(joint("door_joint", 0.5, "door"), joint("clamp_joint", 0.1, "clamp"))
    found = scene(tmp_path, own, cell=LEAK).find("leak_test/machine")
    assert (found.role, found.device, found.joint_positions) == (Role.MACHINE, "machine", {"door_joint": 0.46})
    tray = '<model name="station"><static>1</static><link name="l"/><frame name="tray"><pose>{}</pose></frame></model>'
    placed = scene(tmp_path, tray.format("0.4 -0.35 0.8 0 0 0")).find("assembly_1/station")
    assert (placed.role, placed.device) == (Role.STATION, "station")
    optical = '<frame name="optical"><pose>0 0 2 3.14159 0 0</pose></frame>'
    eye = f'<model name="camera"><static>1</static><link name="l"/>{optical}</model>'
    seen = scene(tmp_path, eye, cell=INSPECTION)
    assert seen.cameras[0].placed == "inspection/camera"


STATION = '<model name="station"><static>1</static><link name="l"/>{}</model>'
WRONG = {
    "as the arm": (
        ASSEMBLY,
        '<model name="arm"><static>1</static><link name="l"/></model>',
        "is called as the arm of the",
    ),
    "a machine without a door": (LEAK, machine(), "has no driven joint 'door_joint' from 0 to 0.46 m"),
    "a clamp that is short": (
        LEAK,
        machine(joint("door_joint", 0.5, "door"), joint("clamp_joint", 0.05, "clamp")),
        "no driven joint 'clamp_joint' from 0 to 0.1 m",
    ),
    "a camera without an eye": (
        INSPECTION,
        '<model name="camera"><static>1</static><link name="l"/></model>',
        "stands for a camera, and has no frame 'optical'",
    ),
    "a station without a place": (ASSEMBLY, STATION.format(""), "has no frame 'tray'"),
    "a station elsewhere": (
        ASSEMBLY,
        STATION.format('<frame name="tray"><pose>0.4 -0.3 0.8 0 0 0</pose></frame>'),
        "is 0.050 m away from where the line document has the tray. Move one of them: the tray is at 0.400, -0.350",
    ),
}


@pytest.mark.parametrize(("cell", "model", "told"), WRONG.values(), ids=WRONG.keys())
def test_a_model_that_cannot_stand_for_a_device_is_refused(cell: CellId, model: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(SceneError, match=told):
        scene(tmp_path, model, cell=cell)

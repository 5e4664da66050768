"""What Gazebo is given: facts of the world, and the word of SDF's own checker where it is installed."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from scene_plant import TRAY_A, bare, reference, with_fingers

from robot_cells.bodies.body import Body
from robot_cells.bodies.forward import body_poses
from robot_cells.bodies.joint import Joint, JointKind, JointLimits
from robot_cells.bodies.mechanism import Mechanism
from robot_cells.bodies.pose3d import Matrix, Pose3D
from robot_cells.devices.arm_joints import ARM_JOINT_NAMES
from robot_cells.errors import SceneError
from robot_cells.ids import CellId, LineId
from robot_cells.scenes.gazebo_release import GazeboRelease
from robot_cells.scenes.scene import Placed, Role, Scene
from robot_cells.scenes.scene_builder import build_scene
from robot_cells.scenes.sdf import sdf_text


@cache
def scene(has_fingers: bool = False) -> Scene:
    """One assembly cell with a chassis, and the cell with the camera."""
    plant = reference()
    cells = [CellId("assembly_1"), CellId("inspection")]
    trays = {cells[0]: (TRAY_A, bare(TRAY_A))}
    line = with_fingers(plant.line) if has_fingers else plant.line
    return build_scene(line, plant.products, cells=cells, trays=trays)


@cache
def world(release: GazeboRelease = GazeboRelease.HARMONIC, has_fingers: bool = False) -> ElementTree.Element:
    """Its world."""
    found = ElementTree.fromstring(sdf_text(scene(has_fingers), release)).find("world")
    assert found is not None
    return found


def model(name: str, has_fingers: bool = False) -> ElementTree.Element:
    """The model of that name."""
    found = world(has_fingers=has_fingers).find(f"model[@name='{name}']")
    assert found is not None
    return found


def pose_in(element: ElementTree.Element) -> Matrix:
    """What its `pose` says."""
    x, y, z, roll, pitch, yaw = (float(word) for word in (element.findtext("pose") or "").split())
    return Pose3D(x, y, z, roll, pitch, yaw).matrix()


@pytest.mark.skipif(shutil.which("ign") is None, reason="SDF's checker is not installed (sdformat-sdf, ignition-tools)")
def test_sdfs_own_checker_finds_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "cell.sdf"
    file.write_text(sdf_text(scene()), encoding="utf-8")
    told = subprocess.run(["ign", "sdf", "-k", str(file)], capture_output=True, text=True, check=False, timeout=120)
    assert "Valid." in told.stdout, told.stdout[:500] + told.stderr[:500]
    assert "Error" not in told.stdout + told.stderr.replace("Library error", "")


def test_every_mechanism_is_a_model_at_its_place() -> None:
    assert [item.get("name") for item in world().findall("model")] == [placed.name for placed in scene().placed]
    for placed in scene().placed:
        assert pose_in(model(placed.name)) == pytest.approx(placed.pose.matrix(), abs=1e-8)


def test_links_stand_where_the_scene_has_them_at_joint_zero() -> None:
    for placed in scene().placed:
        found: dict[str, Matrix] = {}
        for link in model(placed.name).findall("link"):
            pose = link.find("pose")
            assert pose is not None
            carrier = found[pose.get("relative_to", "")] if pose.get("relative_to") else np.eye(4)
            found[link.get("name", "")] = carrier @ pose_in(link)
        for name, matrix in body_poses(placed.mechanism).items():
            assert found[name] == pytest.approx(matrix, abs=1e-8)


def test_an_arm_has_its_joints_with_their_limits_and_a_controller_that_begins_at_home() -> None:
    arm, placed = model("assembly_1/arm"), scene().find("assembly_1/arm")
    for joint in placed.mechanism.joints:
        written = arm.find(f"joint[@name='{joint.name}']")
        assert written is not None
        assert joint.limits is not None
        limit = written.find("axis/limit")
        assert limit is not None
        assert float(limit.findtext("lower") or "nan") == pytest.approx(joint.limits.lower)
        assert float(limit.findtext("effort") or "nan") == pytest.approx(joint.limits.effort)
    controller = arm.find("plugin[@name='gz::sim::systems::JointTrajectoryController']")
    assert controller is not None
    assert controller.findtext("topic") == "assembly_1/arm/joint_trajectory"
    assert tuple(item.text for item in controller.findall("joint_name")) == ARM_JOINT_NAMES
    begin = [float(item.text or "nan") for item in controller.findall("initial_position")]
    assert begin == pytest.approx([placed.joint_positions[name] for name in ARM_JOINT_NAMES])


def test_both_fingers_listen_to_one_topic() -> None:
    arm = model("assembly_1/arm", has_fingers=True)
    controllers = arm.findall("plugin[@name='gz::sim::systems::JointPositionController']")
    topics = {item.findtext("joint_name"): item.findtext("topic") for item in controllers}
    assert topics["left_finger_joint"] == topics["right_finger_joint"] == "assembly_1/arm/left_finger_joint/position"


@pytest.mark.parametrize(
    ("release", "file", "name"),
    [
        (GazeboRelease.HARMONIC, "gz-sim-physics-system", "gz::sim::systems::Physics"),
        (GazeboRelease.FORTRESS, "ignition-gazebo-physics-system", "ignition::gazebo::systems::Physics"),
    ],
)
def test_systems_are_called_as_in_the_release(release: GazeboRelease, file: str, name: str) -> None:
    plugin = world(release).find(f"plugin[@name='{name}']")
    assert plugin is not None
    assert plugin.get("filename") == file


def test_the_camera_looks_down_on_the_tray_and_speaks_on_the_devices_topic() -> None:
    sensor = model("inspection/camera").find("link/sensor")
    assert sensor is not None
    assert sensor.findtext("topic") == "inspection/camera/image_raw"
    assert sensor.findtext("camera/image/width") == "960"
    turn = pose_in(sensor)[:3, :3]
    # A sensor of Gazebo's looks along its x with z up: here down, with the tray's y up in the picture.
    assert turn[:, 0] == pytest.approx((0.0, 0.0, -1.0), abs=1e-9)
    assert turn[:, 2] == pytest.approx((0.0, 1.0, 0.0), abs=1e-9)


def test_parts_are_free_and_tables_are_static() -> None:
    assert model("assembly_1/table").findtext("static") == "true"
    part = model("WO-1-001/acc_1")
    assert part.find("static") is None
    assert part.find("joint") is None
    assert float(part.findtext("link/inertial/mass") or "nan") == pytest.approx(0.45)


def test_a_name_that_sdf_has_no_room_for_twice_is_refused() -> None:
    joint = Joint("door", JointKind.PRISMATIC, limits=JointLimits(0.0, 1.0, 1.0, 1.0))
    mechanism = Mechanism("m", (Body("door", joint=joint),))
    with pytest.raises(SceneError, match="p: SDF has no room for two things of the name door"):
        sdf_text(Scene(LineId("line"), (Placed("p", Role.MACHINE, mechanism),)))

"""Tools on a flange: where they work, how they move, what is too long, too heavy, or no tool."""

from __future__ import annotations

import math

import numpy as np
import pytest

from robot_cells.bodies.body import Body
from robot_cells.bodies.forward import body_poses, frame_poses
from robot_cells.bodies.joint import Joint, JointKind
from robot_cells.bodies.mechanism import Frame, Mechanism
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.devices.six_axis_arm import SixAxisArm
from robot_cells.errors import SceneError
from robot_cells.robots.line_robot import line_robot
from robot_cells.robots.payload import check_payload
from robot_cells.robots.screwdriver import BIT_JOINT, FOLLOW_M, OUT_M, REACH_M, STROKE_M, screwdriver, with_screwdriver
from robot_cells.robots.suction_gripper import VACUUM_PA, cup_radius, suction_gripper
from robot_cells.robots.tool import mass_kg, tool_length, with_tool
from robot_cells.robots.two_finger_gripper import FINGER_JOINT, two_finger_gripper
from robot_cells.robots.universal_robot import JOINTS, universal_robot

TOOLS = {
    "fingers": two_finger_gripper(),
    "cup": suction_gripper(),
    "fingers and bit": with_screwdriver(two_finger_gripper()),
    "cup and bit": with_screwdriver(suction_gripper()),
    "bit": screwdriver(),
}
ARM = {"model": "ur10e", "tool_length_m": 0.2}
HOME = (0.0, -math.pi / 2, math.pi / 2, -math.pi / 2, -math.pi / 2, 0.0)
STANDING = dict(zip(JOINTS, HOME, strict=True))


@pytest.mark.parametrize("name", [*TOOLS, None])
def test_every_tool_works_where_the_closed_form_of_the_arm_says(name: str | None) -> None:
    robot = with_tool(universal_robot("ur10e"), None if name is None else TOOLS[name], 0.2)
    assert np.allclose(frame_poses(robot, STANDING)["tool"], SixAxisArm(tool_length_m=0.2).forward(HOME), atol=1e-9)


@pytest.mark.parametrize("name", TOOLS)
def test_a_spacer_fills_what_a_tool_is_too_short(name: str) -> None:
    robot, tool = with_tool(universal_robot("ur10e"), TOOLS[name], 0.2), TOOLS[name]
    root = robot.body(tool.bodies[0].name)
    assert root.parent == "wrist_3" and math.isclose(root.pose.z_m, 0.2 - tool_length(tool))
    spacer = next(item for item in root.geometries if item.name == "spacer")
    assert math.isclose(spacer.shape.length_m, 0.2 - tool_length(tool))  # type: ignore[union-attr]
    fitting = with_tool(universal_robot("ur10e"), tool, tool_length(tool))
    assert not [item for item in fitting.body(root.name).geometries if item.name == "spacer"]


def test_the_pads_of_the_fingers_open_as_wide_as_said_and_go_together() -> None:
    robot = line_robot(ARM, {"opening_m": 0.1, "force_n": 80.0})
    joint = next(joint for joint in robot.joints if joint.name == FINGER_JOINT)
    assert joint.limits is not None and joint.limits.upper == 0.05 and joint.limits.effort == 160.0
    for position, opening in ((0.05, 0.1), (0.0, 0.0)):
        pads = []
        poses = body_poses(robot, {**STANDING, FINGER_JOINT: position})
        tool = frame_poses(robot, STANDING)["tool"]
        for side, name in ((1.0, "left_finger"), (-1.0, "right_finger")):
            pad = next(item for item in robot.body(name).geometries if item.name == "pad")
            inner = pad.pose.matrix() @ [-side * pad.shape.x_m / 2, 0.0, 0.0, 1.0]  # type: ignore[union-attr]
            pads.append((np.linalg.inv(tool) @ poses[name] @ inner)[0])
        assert pads[0] - pads[1] == pytest.approx(opening, abs=5e-4)
        assert pads[0] == pytest.approx(-pads[1])


@pytest.mark.parametrize("gripper", [None, {}, {"model": "suction"}])
def test_the_bit_comes_out_beyond_the_tool_and_back_behind_what_is_held(gripper: dict[str, object] | None) -> None:
    robot = line_robot(ARM, gripper, has_screwdriver=True)
    level, out, back = (frame_poses(robot, {**STANDING, BIT_JOINT: at}) for at in (STROKE_M, OUT_M, 0.0))
    assert np.allclose(level["bit_point"], level["tool"], atol=1e-9)
    assert np.allclose(out["tool"] @ [0.0, 0.0, REACH_M, 1.0], out["bit_point"][:, 3])
    assert next(joint for joint in robot.joints if joint.name == BIT_JOINT).limits.upper == OUT_M + FOLLOW_M  # type: ignore[union-attr]
    assert np.allclose(back["tool"] @ [0.0, 0.0, -STROKE_M, 1.0], back["bit_point"][:, 3])


def test_fingers_end_just_before_the_plane_on_which_they_grasp() -> None:
    finger = two_finger_gripper().body("left_finger")
    ends = [item.pose.z_m + item.shape.z_m / 2 for item in finger.geometries]  # type: ignore[union-attr]
    assert ends == pytest.approx([-0.001, -0.001])


def test_a_cup_is_as_wide_as_the_force_needs_at_its_vacuum() -> None:
    assert math.isclose(math.pi * cup_radius(60.0) ** 2 * VACUUM_PA, 60.0)
    lip = next(item for item in suction_gripper(60.0).bodies[0].geometries if item.name == "cup_felt")
    assert lip.shape.radius_m == cup_radius(60.0)  # type: ignore[union-attr]


def test_what_is_left_of_the_payload_is_what_tool_and_part_do_not_weigh() -> None:
    tool = TOOLS["fingers and bit"]
    assert mass_kg(tool) == pytest.approx(1.75)
    assert check_payload("ur5e", tool, 1.25) == pytest.approx(2.0)
    assert check_payload("ur10e", None) == 12.5
    with pytest.raises(SceneError, match=r"1\.75 kg and cold_plate of 3\.50 kg: 5\.25 kg in all, and the ur5e carries"):
        check_payload("ur5e", tool, 3.5, "cold_plate")
    with pytest.raises(SceneError, match="ur10e, ur5e"):
        check_payload("ur7", tool)


def _tool(*bodies: Body, mount: Pose3D = Pose3D(), tip: Pose3D = Pose3D(z_m=0.1), **more: Frame) -> Mechanism:  # noqa: B008
    root = bodies[0].name
    return Mechanism("odd", bodies, {"mount": Frame(root, mount), "tip": Frame(root, tip), **more})


@pytest.mark.parametrize(
    ("tool", "said"),
    [
        (_tool(Body("a"), tip=Pose3D(z_m=0.3)), "0.300 m long, but the tool is to end 0.200 m"),
        (_tool(Body("a"), tip=Pose3D(0.1, 0.0, 0.1)), "does not lie on the axis"),
        (_tool(Body("a"), mount=Pose3D(z_m=0.01)), "does not lie on the axis"),
        (_tool(Body("forearm")), "body 'forearm' of odd is there already"),
        (_tool(Body("a"), Body("b", "a", joint=Joint("elbow_joint", JointKind.REVOLUTE))), "joint 'elbow_joint'"),
        (_tool(Body("a"), flange=Frame("a")), "frame 'flange'"),
        (_tool(Body("a"), tool=Frame("a")), "frame 'tool'"),
        (_tool(Body("a"), Body("b")), "no single tree"),
        (_tool(Body("a", joint=Joint("swivel", JointKind.REVOLUTE))), "no single tree"),
        (Mechanism("odd", (Body("a"),), {"tip": Frame("a")}), "no frame 'mount'"),
        (Mechanism("odd", (Body("a"), Body("b", "a")), {"mount": Frame("a"), "tip": Frame("b")}), "no frame 'tip'"),
    ],
)
def test_what_cannot_be_bolted_on_is_refused(tool: Mechanism, said: str) -> None:
    with pytest.raises(SceneError, match=said):
        with_tool(universal_robot("ur10e"), tool, 0.2)


def test_an_arm_without_a_flange_takes_no_tool() -> None:
    with pytest.raises(SceneError, match="no frame 'flange'"):
        with_tool(Mechanism("crane", (Body("hook"),)), None, 0.1)


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        (
            {"model": "three_finger"},
            "model: No gripper model is called 'three_finger'. Use one of: two_finger, suction",
        ),
        ({"model": "suction", "opening_m": 0.1}, "opening_m: A suction gripper does not open"),
        ({"opening_m": 0}, "opening_m is 0. Give a number above 0 and not above 0.3 m"),
        ({"opening_m": 140}, "opening_m is 140"),
        ({"opening_m": "wide"}, "opening_m is 'wide'"),
        ({"force_n": -1.0}, "force_n is -1.0. Give a number above 0 and not above 500 N"),
        ({"force_n": float("nan")}, "force_n is nan"),
        ({"force_n": True}, "force_n is True"),
    ],
)
def test_parameters_of_a_gripper_that_make_no_sense_are_refused(parameters: dict[str, object], said: str) -> None:
    with pytest.raises(SceneError, match=said):
        line_robot(ARM, parameters)


def test_what_a_document_leaves_empty_has_its_usual_value() -> None:
    usual = line_robot(ARM, {})
    assert line_robot(ARM, {"model": None, "opening_m": None, "force_n": None}) == usual
    assert line_robot(ARM, {"model": "suction", "opening_m": None}) == line_robot(ARM, {"model": "suction"})

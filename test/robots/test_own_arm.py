"""A user's URDF in the robot's place."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from own_arms import HOME, family_arm, other_arm

from robot_cells.devices.arm_joints import ARM_JOINT_NAMES
from robot_cells.devices.six_axis_arm import UR10E, SixAxisArm, tool_down
from robot_cells.errors import DeviceError, SceneError
from robot_cells.motions.arm_kinematics import OwnKinematics, arm_kinematics
from robot_cells.robots.line_robot import line_robot

POSITIONS = (0.3, -1.2, 1.1, -0.4, 0.9, 2.0)


def parameters(path: Path, **more: object) -> dict[str, object]:
    return {"urdf": str(path), "home_rad": HOME, "tool_length_m": 0.2, **more}


def test_it_has_the_names_and_frames_of_a_lines_arm_and_its_base_is_where_it_stands(tmp_path: Path) -> None:
    robot = line_robot(parameters(family_arm(tmp_path / "a.urdf")), {"model": "suction"}, has_screwdriver=True)
    assert tuple(joint.name for joint in robot.joints[:6]) == ARM_JOINT_NAMES
    assert {"base", "flange", "tool", "bit_point"} <= set(robot.frames)
    arm = arm_kinematics(parameters(tmp_path / "a.urdf"))
    np.testing.assert_allclose(arm.forward(POSITIONS), SixAxisArm(UR10E, 0.2).forward(POSITIONS), atol=1e-9)


def test_an_arm_of_the_family_under_other_names_keeps_its_closed_form_within_its_own_limits(tmp_path: Path) -> None:
    arm = arm_kinematics(parameters(family_arm(tmp_path / "a.urdf", limit_rad=2.0)))
    assert isinstance(arm, OwnKinematics)
    assert arm.ways.closed is not None
    pose = SixAxisArm(UR10E, 0.2).forward(POSITIONS)
    found = list(arm.solutions(pose, POSITIONS))
    assert found[0] == pytest.approx(POSITIONS, abs=1e-6)
    assert all(abs(q) <= 2.0 + 1e-6 for row in found for q in row)
    assert len(found) < len(list(SixAxisArm(UR10E, 0.2).solutions(pose, POSITIONS)))
    assert not arm.within_limits((2.1, 0, 0, 0, 0, 0))


def test_any_other_arm_is_solved_numerically_and_the_same_way_each_time(tmp_path: Path) -> None:
    path = other_arm(tmp_path / "b.urdf")
    arm = arm_kinematics(parameters(path))
    assert isinstance(arm, OwnKinematics)
    assert arm.ways.closed is None
    for x_m, y_m, yaw_rad in ((0.5, 0.0, 0.0), (0.45, 0.3, 1.0), (0.6, -0.2, -0.7)):
        pose = tool_down(x_m, y_m, 0.2, yaw_rad)
        found = arm.inverse(pose, HOME)
        assert found is not None
        np.testing.assert_allclose(arm.forward(found), pose, atol=1e-6)
        assert arm.within_limits(found)
        assert arm_kinematics(parameters(path)).inverse(pose, HOME) == found
    assert arm.inverse(tool_down(2.0, 0.0, 0.2), HOME) is None


def test_a_model_is_no_arm_of_ones_own() -> None:
    assert type(arm_kinematics({"model": "ur5e", "tool_length_m": 0.1})) is SixAxisArm
    with pytest.raises(DeviceError, match="no model"):
        SixAxisArm.from_parameters({"urdf": "a.urdf"})


def spoiled(path: Path, old: str, new: str) -> Path:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


WRONG: dict[str, tuple[dict[str, object], str, str, str]] = {
    "no file": ({"urdf": "none.urdf"}, "", "", "The file is missing. Name a URDF file"),
    "another flange": ({"tool_link": "hand"}, "", "", "There is no link 'hand' to be the frame 'flange'"),
    "a flange below": (
        {"base_link": "link_u", "tool_link": "link_s"},
        "",
        "",
        r"The flange \(link_s\) does not stand on",
    ),
    "five joints": (
        {"tool_link": "link_b"},
        "",
        "",
        "5 joints move between base_link and link_b; an arm of a line has six",
    ),
    "another order": (
        {"joints": ["joint_l", "joint_s"]},
        "",
        "",
        "are joint_s, joint_l, .*, not joint_l, joint_s. Name",
    ),
    "no limits": (
        {},
        'type="revolute"',
        'type="continuous"',
        "'joint_s' is continuous: it has no limits. Make it revo",
    ),
    "a slide": ({}, 'type="revolute"', 'type="prismatic"', "'joint_s' is prismatic, and an arm of a line turns"),
    "no motor": ({}, 'effort="600"', 'effort="0"', "Nothing drives the joint 'joint_s': its effort is zero"),
}


@pytest.mark.parametrize(("more", "old", "new", "told"), WRONG.values(), ids=WRONG.keys())
def test_what_is_no_arm_of_a_line_is_refused(
    more: dict[str, object], old: str, new: str, told: str, tmp_path: Path
) -> None:
    path = spoiled(other_arm(tmp_path / "b.urdf"), old, new)
    given = parameters(path, **more)
    if more.get("urdf"):
        given["urdf"] = str(tmp_path / str(more["urdf"]))
    with pytest.raises(SceneError, match=told):
        line_robot(given)


def test_it_carries_what_is_said_of_it(tmp_path: Path) -> None:
    path = other_arm(tmp_path / "b.urdf")
    assert line_robot(parameters(path), {})
    with pytest.raises(SceneError, match=r"1.00 kg in all, and the arm carries 0.5 kg"):
        line_robot(parameters(path, payload_kg=0.5), {})


def test_a_turn_of_its_base_is_taken_out(tmp_path: Path) -> None:
    robot = line_robot(parameters(family_arm(tmp_path / "a.urdf")))
    assert robot.bodies[0].pose.position_m == pytest.approx((0.0, 0.0, 0.0), abs=1e-12)
    assert math.isclose(robot.bodies[0].pose.yaw_rad, 0.0, abs_tol=1e-12)

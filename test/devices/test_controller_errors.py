"""Codes of controllers and planners are those of docs/errors.md, and none of them reads as success."""

from __future__ import annotations

from pathlib import Path

import pytest

from robot_cells.devices.arm_action_options import FOLLOW, MOVE_GROUP, ArmActionOptions
from robot_cells.devices.controller_errors import FOLLOW_ERRORS, MOVEIT_ERRORS, follow_fault, moveit_fault
from robot_cells.errors import DeviceError

ERRORS = (Path(__file__).parents[2] / "docs" / "errors.md").read_text(encoding="utf-8")


def test_every_code_that_an_error_becomes_is_documented() -> None:
    for fault in (*FOLLOW_ERRORS.values(), *MOVEIT_ERRORS.values()):
        assert f"| `{fault.code}`" in ERRORS


@pytest.mark.parametrize(
    ("code", "ours"),
    [(-1, "arm.refused"), (-2, "arm.refused"), (-3, "arm.refused"), (-4, "arm.deviation"), (-5, "arm.deviation")],
)
def test_errors_of_a_controller(code: int, ours: str) -> None:
    found = follow_fault(code, "elbow_joint by 0.2 rad")
    assert found is not None
    assert found.code == ours and found.message.endswith(": elbow_joint by 0.2 rad")


@pytest.mark.parametrize(
    ("value", "ours"),
    [
        (-1, "arm.no_plan"),
        (-6, "arm.no_plan"),
        (-12, "arm.collision"),
        (-14, "arm.limit"),
        (-4, "arm.deviation"),
        (-15, "arm.refused"),
        (-25, "device.no_answer"),
        (99999, "arm.refused"),
    ],
)
def test_errors_of_moveit(value: int, ours: str) -> None:
    found = moveit_fault(value)
    assert found is not None and found.code == ours


def test_success_is_zero_for_a_controller_and_one_for_moveit_and_what_is_unknown_is_refused() -> None:
    assert follow_fault(0) is None and moveit_fault(1) is None
    unset, unknown = moveit_fault(0), follow_fault(7)
    assert unset is not None and unset.code == "arm.refused"
    assert unknown is not None and unknown.message == "The controller gave the error 7."


def test_usual_names_follow_from_the_device_and_the_driver() -> None:
    follow = ArmActionOptions.from_parameters("assembly_1", "arm", FOLLOW, {})
    assert (follow.action, follow.joint_states) == (
        "assembly_1/arm/follow_joint_trajectory",
        "assembly_1/arm/joint_states",
    )
    assert ArmActionOptions.from_parameters("assembly_1", "arm", MOVE_GROUP, {}).action == "move_action"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"joint_names": ["a"]}, "joint_names is"),
        ({"joint_names": "abcdef"}, "joint_names is 'abcdef'"),
        ({"goal_tolerance_rad": 0}, "goal_tolerance_rad is 0"),
        ({"speed": 1.5}, "speed is 1.5"),
        ({"planning_time_s": True}, "planning_time_s is True"),
    ],
)
def test_parameters_that_make_no_sense_are_said_with_their_key(values: dict[str, object], message: str) -> None:
    with pytest.raises(DeviceError, match=f"cell assembly_1, device arm: {message}"):
        ArmActionOptions.from_parameters("assembly_1", "arm", MOVE_GROUP, values)

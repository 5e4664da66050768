"""The robot of a cell, from the parameters of its devices in the line document."""

from __future__ import annotations

from collections.abc import Mapping

from robot_cells.bodies.mechanism import Mechanism
from robot_cells.devices.six_axis_arm import SixAxisArm
from robot_cells.robots.gripper_options import GripperOptions
from robot_cells.robots.own_arm import OwnArm
from robot_cells.robots.payload import arm_payload
from robot_cells.robots.screwdriver import screwdriver, with_screwdriver
from robot_cells.robots.tool import with_tool
from robot_cells.robots.universal_robot import universal_robot


def line_robot(
    arm: Mapping[str, object], gripper: Mapping[str, object] | None = None, has_screwdriver: bool = False
) -> Mechanism:
    """The arm with what its cell has bolted to it: frames `base`, `flange`, `tool`, and `bit_point` with a screwdriver.

    `arm` and `gripper` are the parameters of those devices; None: the cell has no gripper. Raises `DeviceError` or
    `SceneError` where they are wrong, where the tool does not fit into `tool_length_m`, or is too heavy for the arm.
    """
    tool = line_tool(gripper, has_screwdriver)
    arm_payload(arm, tool)
    own = OwnArm.from_parameters(arm)
    if own is not None:
        bare = SixAxisArm.from_parameters({"tool_length_m": arm.get("tool_length_m", 0.0)})
        return with_tool(own.mechanism(), tool, bare.tool_length_m)
    kinematics = SixAxisArm.from_parameters(arm)
    return with_tool(universal_robot(kinematics.model.name), tool, kinematics.tool_length_m)


def line_tool(gripper: Mapping[str, object] | None, has_screwdriver: bool) -> Mechanism | None:
    """What is bolted to the flange: gripper, screwdriver, both in one, or None for nothing; raises `SceneError`."""
    tool = None if gripper is None else GripperOptions.from_parameters(gripper).mechanism()
    if not has_screwdriver:
        return tool
    return screwdriver() if tool is None else with_screwdriver(tool)

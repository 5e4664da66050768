"""Rules on what is bolted to an arm: it fits into the tool's length, and the arm carries it."""

from __future__ import annotations

from collections.abc import Iterator

from robot_cells.documents.cell_bodies import CellBodies
from robot_cells.documents.problem import Problem
from robot_cells.documents.sentence import told
from robot_cells.errors import RobotCellsError
from robot_cells.lines.device import DeviceKind
from robot_cells.robots.line_robot import line_tool
from robot_cells.robots.own_arm import OwnArm
from robot_cells.robots.payload import arm_payload
from robot_cells.robots.tool import tool_length, with_tool

_ROUNDING_M = 1e-6


def check_tools(bodies: CellBodies) -> Iterator[Problem]:
    """A tool that is longer than the arm's `tool_length_m`, or heavier than its payload."""
    arm, gripper = bodies.first(DeviceKind.ARM), bodies.first(DeviceKind.GRIPPER)
    if arm is None:
        return
    own = OwnArm.from_parameters(arm.parameters)
    has_screwdriver = bodies.first(DeviceKind.SCREWDRIVER) is not None
    tool = line_tool(None if gripper is None else gripper.parameters, has_screwdriver)
    if tool is None:
        return
    length_m, stated_m = tool_length(tool), float(str(arm.parameters.get("tool_length_m", 0.0)))
    if length_m > stated_m + _ROUNDING_M:
        what = f"its {tool.name} is {length_m:.3f} m long, and is to end {stated_m:.3f} m before the flange"
        yield bodies.device_problem(arm, ("tool_length_m",), what, f"give {length_m:.2f} or more")
    try:
        arm_payload(arm.parameters, tool)
        if own is not None and length_m <= stated_m + _ROUNDING_M:
            with_tool(own.mechanism(), tool, stated_m)
    except RobotCellsError as error:
        yield bodies.device_problem(arm, ("model",) if own is None else (), told(error.what), told(error.remedy))

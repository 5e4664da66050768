"""How the gripper of a cell holds a part: how high above the part's underside the tool is then, and how turned."""

from __future__ import annotations

import math

from robot_cells.errors import ProcessError, SceneError
from robot_cells.orders.layout import Layout, Module
from robot_cells.orders.part_sizes import CABLE, part_height_m, size_of
from robot_cells.robots.grip_height import grip_height_m, grip_turn_rad
from robot_cells.robots.gripper_options import SUCTION, GripperOptions
from robot_cells.skills.workplace import Workplace


def gripper_of(workplace: Workplace, name: str) -> GripperOptions:
    """What the line document says of a gripper; raises `ProcessError` where that makes no gripper."""
    device = workplace.device(name)
    try:
        return GripperOptions.from_parameters(device.parameters)
    except SceneError as error:
        where = f"cell {workplace.cell}: {device.id}: {error.where}"
        raise ProcessError(error.what, where=where, remedy=error.remedy) from error


def module_grip(gripper: GripperOptions, module: Module) -> tuple[float, float]:
    """Of a module: metres above its underside, and radians from its own x axis."""
    height_m = grip_height_m(size_of(module).height_m, gripper)
    return height_m, grip_turn_rad(module.width_m, module.depth_m, gripper)


def type_grip(gripper: GripperOptions, layout: Layout | None, part: str) -> tuple[float, float]:
    """Of the next part of a type in its feeder: the same, as for the first module of that type.

    Fingers take a cable across its plug, for along it the cable is in their way.
    """
    height_m = grip_height_m(part_height_m(layout, part), gripper)
    if part == CABLE:
        return height_m, 0.0 if gripper.model == SUCTION else math.pi / 2.0
    module = next((item for item in layout.modules if item.type == part), None) if layout is not None else None
    turn_rad = 0.0 if module is None else grip_turn_rad(module.width_m, module.depth_m, gripper)
    return height_m, turn_rad

"""The arm of a cell with its tool, at home."""

from __future__ import annotations

from collections.abc import Sequence

from robot_cells.devices.arm_joints import ARM_JOINT_NAMES
from robot_cells.errors import RobotCellsError, SceneError
from robot_cells.lines.device import Device, DeviceKind
from robot_cells.robots.line_robot import line_robot
from robot_cells.scenes.cell_plan import CellPlan, base_of, device_of
from robot_cells.scenes.scene import Placed, Role


def arm_placed(plan: CellPlan, device: Device) -> Placed:
    """The arm that the line document describes, standing on its own `base`; raises `SceneError`.

    What the cell has of grippers and screwdrivers is bolted to its first arm; a second arm has nothing on its flange.
    """
    where = f"cell {plan.cell.id}: {device.id}"
    is_first = device_of(plan.cell, DeviceKind.ARM) is device
    gripper = device_of(plan.cell, DeviceKind.GRIPPER) if is_first else None
    has_screwdriver = is_first and device_of(plan.cell, DeviceKind.SCREWDRIVER) is not None
    try:
        robot = line_robot(device.parameters, gripper.parameters if gripper is not None else None, has_screwdriver)
    except RobotCellsError as error:
        place = f"{where}: {error.where}" if error.where else where
        raise SceneError(error.what, where=place, remedy=error.remedy) from error
    return Placed(
        name=f"{plan.cell.id}/{device.id}",
        role=Role.ARM,
        mechanism=robot,
        pose=plan.pose @ base_of(plan.cell, device),
        cell=plan.cell.id,
        device=device.id,
        joint_positions=dict(zip(ARM_JOINT_NAMES, _home(device, where), strict=True)),
    )


def _home(device: Device, where: str) -> list[float]:
    home = device.parameters.get("home_rad")
    if isinstance(home, Sequence) and len(home) == 6 and all(isinstance(value, int | float) for value in home):
        return [float(value) for value in home]
    raise SceneError(f"home_rad is {home!r}.", where=where, remedy="Give six joint positions in radians.")

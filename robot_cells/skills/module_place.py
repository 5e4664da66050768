"""Where the tool is when a module that it holds is in its place."""

from __future__ import annotations

from robot_cells.orders.layout import Module
from robot_cells.orders.rest_heights import nominal_rest_heights
from robot_cells.robots.gripper_options import GripperOptions
from robot_cells.skills.grip import module_grip
from robot_cells.skills.layout_search import layout_of
from robot_cells.skills.station_place import BasePlace, tray_place
from robot_cells.skills.workplace import Workpiece, Workplace


def module_place(
    workplace: Workplace,
    workpiece: Workpiece,
    gripper: GripperOptions,
    module: Module,
    beside: tuple[float, float, float] = (0.0, 0.0, 0.0),
) -> BasePlace:
    """Down on what it lies on; `beside` is how far from its place (m, m, rad, frame `tray`) it stands.

    Raises `ProcessError` before `take_in` has located the tray.
    """
    grip_m, turn_rad = module_grip(gripper, module)
    height_m = nominal_rest_heights(layout_of(workpiece))[module.id] + grip_m
    x_m, y_m = module.x_m + beside[0], module.y_m + beside[1]
    rotation_rad = module.rotation_rad + turn_rad + beside[2]
    return tray_place(workplace, workpiece, x_m, y_m, rotation_rad, height_m)

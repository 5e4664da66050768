"""Rules on the places of parts: the arm reaches each of them at its true height, with its tool straight down."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TypeAlias

from robot_cells.devices.six_axis_arm import SixAxisArm, tool_down
from robot_cells.documents.cell_bodies import CellBodies
from robot_cells.documents.problem import Problem
from robot_cells.documents.reach_checks import CLEARANCE_M
from robot_cells.lines.device import DeviceKind
from robot_cells.motions.arm_kinematics import arm_kinematics
from robot_cells.orders.layout import Layout
from robot_cells.orders.part_sizes import (
    CABLE,
    COUPLING,
    COUPLING_HEIGHT_M,
    PLUG_M,
    SCREW,
    SCREW_HEAD_M,
    part_height_m,
    size_of,
)
from robot_cells.orders.rest_heights import nominal_rest_heights, screw_seat_m
from robot_cells.robots.grip_height import grip_height_m
from robot_cells.robots.gripper_options import GripperOptions
from robot_cells.robots.screwdriver import REACH_M
from robot_cells.scenes.blocks import corners

Place: TypeAlias = tuple[str, float, float, float]
"""What is there; x, y in the frame `tray` (of a feeder: `base`), and how high above its plane the tool works there."""


def check_places(bodies: CellBodies) -> Iterator[Problem]:
    """Places on the trays and feeders over which the first arm cannot have its tool where a skill brings it."""
    arm, station = bodies.first(DeviceKind.ARM), bodies.first(DeviceKind.STATION)
    if arm is None or station is None:
        return
    kinematics = arm_kinematics(arm.parameters)
    remedy = "bring it nearer to the base of the arm (or further from it, where it is very near)"
    for name, x_m, y_m, z_m in _feeder_places(bodies):
        if not _reaches(kinematics, x_m, y_m, z_m):
            what = f"the arm does not reach this feeder with its tool at z {z_m:.3f} m"
            yield bodies.device_problem(station, ("feeders", name), what, remedy)
    tray = bodies.plan.tray
    cosine, sine = math.cos(tray.yaw_rad), math.sin(tray.yaw_rad)
    for product, layout in bodies.layouts.items():
        for name, x_m, y_m, height_m in _tray_places(bodies, layout):
            x, y = tray.x_m + cosine * x_m - sine * y_m, tray.y_m + sine * x_m + cosine * y_m
            if not _reaches(kinematics, x, y, tray.z_m + height_m):
                what = f"the arm does not reach {name} of {product} at x {x:.2f} m, y {y:.2f} m"
                yield bodies.device_problem(station, ("tray",), what, remedy)
                break


def _gripper(bodies: CellBodies) -> GripperOptions | None:
    gripper = bodies.first(DeviceKind.GRIPPER)
    return None if gripper is None else GripperOptions.from_parameters(gripper.parameters)


def _feeder_places(bodies: CellBodies) -> Iterator[Place]:
    gripper = _gripper(bodies)
    if gripper is None:
        return
    for part, place in bodies.plan.feeders.items():
        layouts = bodies.layouts.values()
        height_m = 0.0 if part == SCREW else max((part_height_m(layout, part) for layout in layouts), default=0.0)
        yield part, place.x_m, place.y_m, place.z_m + grip_height_m(height_m, gripper)


def _tray_places(bodies: CellBodies, layout: Layout) -> Iterator[Place]:
    """Where the cell places what it has feeders for, and drives screws."""
    for x_m, y_m in corners((0.0, layout.width_m), (0.0, layout.depth_m)):
        yield "the corner of the tray", x_m, y_m, 0.0
    gripper, feeders = _gripper(bodies), bodies.plan.feeders
    heights = nominal_rest_heights(layout)
    if gripper is not None:
        for module in layout.modules:
            if module.type in feeders:
                grip_m = grip_height_m(size_of(module).height_m, gripper)
                yield module.id, module.x_m, module.y_m, heights[module.id] + grip_m
        for coupling in layout.couplings if COUPLING in feeders else ():
            yield coupling.id, coupling.x_m, coupling.y_m, grip_height_m(COUPLING_HEIGHT_M, gripper)
        for cable in layout.cables if CABLE in feeders else ():
            for x_m, y_m in ((cable.x1_m, cable.y1_m), (cable.x2_m, cable.y2_m)):
                yield cable.id, x_m, y_m, grip_height_m(PLUG_M[2], gripper)
    if bodies.first(DeviceKind.SCREWDRIVER) is not None:
        for screw in layout.screws:
            yield screw.id, screw.x_m, screw.y_m, screw_seat_m(layout, screw, heights) + SCREW_HEAD_M + REACH_M


def _reaches(arm: SixAxisArm, x_m: float, y_m: float, z_m: float) -> bool:
    """On any branch within the limits; there and `CLEARANCE_M` above."""
    return all(
        next(arm.solutions(tool_down(x_m, y_m, height_m), (0.0,) * 6), None) is not None
        for height_m in (z_m, z_m + CLEARANCE_M)
    )

"""How high above a part's underside the tool point is when the part is held, and how it is turned."""

from __future__ import annotations

import math

from robot_cells.robots.gripper_options import SUCTION, GripperOptions

FINGER_DEPTH_M = 0.020
"""Two fingers reach so far below a part's top: less than their pads are long."""
FINGER_CLEARANCE_M = 0.006
"""But they stay so far above the plane that it lies on: clear of a feeder's rim, which is 4 mm high."""


def grip_height_m(part_height_m: float, gripper: GripperOptions) -> float:
    """For a part of that height: the tool goes to the top of what the part lies on, plus this (metres).

    A cup sits on the part's top. Two fingers reach `FINGER_DEPTH_M` below it, and not below `FINGER_CLEARANCE_M` or,
    of parts that are lower than twice that, the middle.
    """
    if gripper.model == SUCTION:
        return part_height_m
    return max(part_height_m - FINGER_DEPTH_M, min(FINGER_CLEARANCE_M, part_height_m / 2.0))


def grip_turn_rad(width_m: float, depth_m: float, gripper: GripperOptions) -> float:
    """How far the tool's x axis is turned from the part's: fingers, which open along it, take the side that fits.

    Across a part that is wider than they open they close on its depth; a cup takes every part straight.
    """
    is_too_wide = gripper.model != SUCTION and width_m > gripper.opening_m >= depth_m
    return math.pi / 2.0 if is_too_wide else 0.0

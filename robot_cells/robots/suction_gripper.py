"""A gripper that holds by vacuum."""

from __future__ import annotations

import math

from robot_cells.bodies.body import Body
from robot_cells.bodies.geometry import Colour
from robot_cells.bodies.inertia import solid
from robot_cells.bodies.mechanism import Mechanism
from robot_cells.robots.arm_shapes import ACCENT, JOINT, METAL
from robot_cells.robots.segment import can
from robot_cells.robots.tool import tool_of

FORCE_N = 60.0
VACUUM_PA = 80_000.0
"""Below the pressure around: what an ejector comes to on a smooth, tight surface."""

GIVES_M = 0.001
"""The lip gives way so far before the cup is felt: a part is reached without being pushed."""
LENGTH_M = 0.13
_MASS_KG = 0.6
_HOUSING_Z_M, _CUP_M, _LIP_M = 0.075, 0.030, 0.004
_RUBBER: Colour = (0.72, 0.32, 0.16, 1.0)


def cup_radius(force_n: float) -> float:
    """The radius in metres of a cup that holds with so much force: `F = p A` at `VACUUM_PA`."""
    return math.sqrt(force_n / (math.pi * VACUUM_PA))


def suction_gripper(force_n: float = FORCE_N) -> Mechanism:
    """A gripper whose one cup holds with up to `force_n`; the cup ends at the tip. Lengths and mass are ours."""
    radius_m, cup_z = cup_radius(force_n), LENGTH_M - _CUP_M
    shapes = (
        can("housing", (0.0, 0.0, 0.0), (0.0, 0.0, _HOUSING_Z_M), 0.036, JOINT),
        can("ring", (0.0, 0.0, 0.020), (0.0, 0.0, 0.028), 0.0368, ACCENT, "visual"),
        can("stem", (0.0, 0.0, _HOUSING_Z_M), (0.0, 0.0, cup_z), 0.012, METAL),
        can("fold_1", (0.0, 0.0, cup_z), (0.0, 0.0, cup_z + 0.009), radius_m * 0.85, _RUBBER, "visual"),
        can("fold_2", (0.0, 0.0, cup_z + 0.011), (0.0, 0.0, cup_z + 0.020), radius_m * 0.92, _RUBBER, "visual"),
        can("lip", (0.0, 0.0, LENGTH_M - _LIP_M), (0.0, 0.0, LENGTH_M), radius_m, _RUBBER, "visual"),
        can("core", (0.0, 0.0, cup_z), (0.0, 0.0, LENGTH_M - _LIP_M), radius_m * 0.7, _RUBBER, "visual"),
        can("cup_felt", (0.0, 0.0, cup_z), (0.0, 0.0, LENGTH_M - GIVES_M), radius_m, use="collision"),
    )
    return tool_of("suction_gripper", (Body("gripper", inertia=solid(shapes, _MASS_KG), geometries=shapes),), LENGTH_M)

"""What a suction gripper can hold.

Its cup is an area of many small cells, each with a check valve: only the area that the part covers holds, `F = p A`.
"""

from __future__ import annotations

import math

from robot_cells.robots.gripper_options import GripperOptions
from robot_cells.robots.suction_gripper import VACUUM_PA, cup_radius

GRAVITY_MPS2 = 9.81
ACCELERATION_MPS2 = 8.0
"""Of what is held: 8 rad/s2, the greatest of the joints in moves, at a reach of 1 m."""
FRICTION = 0.5
"""Between cup and part, of metal, glass and boards (J. Schmalz GmbH, "Theoretical holding force of a suction cup")."""
SAFETY = 2.0
"""What a gripper is chosen with; a part slips or falls at 1."""
_STRIPS = 256


def needed_force_n(mass_kg: float, safety: float = 1.0) -> float:
    """The force that holds a part from above in a level move: `F = m (g + a / mu) S` (J. Schmalz GmbH, as above)."""
    return mass_kg * (GRAVITY_MPS2 + ACCELERATION_MPS2 / FRICTION) * safety


def holding_force_n(
    gripper: GripperOptions, width_m: float, depth_m: float, beside_m: tuple[float, float] = (0.0, 0.0)
) -> float:
    """The force with which the cup holds a flat upper side of that size, its middle `beside_m` from the cup's."""
    area = covered_area_m2(cup_radius(gripper.force_n), width_m, depth_m, beside_m)
    return min(gripper.force_n, VACUUM_PA * area)


def covered_area_m2(
    radius_m: float, width_m: float, depth_m: float, beside_m: tuple[float, float] = (0.0, 0.0)
) -> float:
    """How much of a disc round the origin lies on a rectangle round `beside_m`; in strips, to 0.1 per cent."""
    low_x, high_x = (beside_m[0] + side * width_m / 2.0 for side in (-1.0, 1.0))
    low_y, high_y = (beside_m[1] + side * depth_m / 2.0 for side in (-1.0, 1.0))
    low_x, high_x = max(low_x, -radius_m), min(high_x, radius_m)
    if high_x <= low_x:
        return 0.0
    strip = (high_x - low_x) / _STRIPS
    area = 0.0
    for index in range(_STRIPS):
        x = low_x + (index + 0.5) * strip
        half = math.sqrt(max(0.0, radius_m * radius_m - x * x))
        area += strip * max(0.0, min(high_y, half) - max(low_y, -half))
    return area

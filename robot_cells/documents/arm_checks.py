"""Rules on the arms of a cell: no two of them stand in each other."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations

from robot_cells.documents.cell_bodies import CellBodies
from robot_cells.documents.problem import Problem
from robot_cells.lines.device import DeviceKind
from robot_cells.scenes.cell_plan import FOOT_M, base_of

_FOOT_HEIGHT_M = 0.25
"""Of feet that are nearer than this above each other, one stands in the other's shoulder."""


def check_arms(bodies: CellBodies) -> Iterator[Problem]:
    """Arms whose feet, each `FOOT_M` to all sides, stand in one another."""
    arms = [device for device in bodies.cell.devices if device.kind is DeviceKind.ARM]
    for first, second in combinations(arms, 2):
        one, other = base_of(bodies.cell, first), base_of(bodies.cell, second)
        apart = math.hypot(one.x_m - other.x_m, one.y_m - other.y_m)
        if apart < 2 * FOOT_M and abs(one.z_m - other.z_m) < _FOOT_HEIGHT_M:
            what = f"stands in the arm {first.id}: their feet are {apart:.2f} m apart"
            remedy = f"give it a base (x_m, y_m, z_m) {2 * FOOT_M:.2f} m or more away"
            yield bodies.device_problem(second, ("base",), what, remedy)

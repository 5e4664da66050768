"""Rules on the arms of a cell: a file of the user's own is a six-axis arm, and no two stand in each other."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from robot_cells.documents.cell_bodies import CellBodies
from robot_cells.documents.problem import Problem
from robot_cells.documents.sentence import told
from robot_cells.errors import SceneError
from robot_cells.lines.device import Device, DeviceKind
from robot_cells.robots.own_arm import OwnArm
from robot_cells.scenes.cell_plan import FOOT_M, base_of

_FOOT_HEIGHT_M = 0.25
"""Of feet that are nearer than this above each other, one stands in the other's shoulder."""


def check_arms(bodies: CellBodies) -> Iterator[Problem]:
    """URDF files that are no six-axis arm, homes beyond its joints' range, and arms that stand in one another.

    Feet take `FOOT_M` to all sides.
    """
    arms = [device for device in bodies.cell.devices if device.kind is DeviceKind.ARM]
    for arm in arms:
        yield from _check_own(bodies, arm)
    for first, second in combinations(arms, 2):
        one, other = base_of(bodies.cell, first), base_of(bodies.cell, second)
        apart = math.hypot(one.x_m - other.x_m, one.y_m - other.y_m)
        if apart < 2 * FOOT_M and abs(one.z_m - other.z_m) < _FOOT_HEIGHT_M:
            what = f"stands in the arm {first.id}: their feet are {apart:.2f} m apart"
            remedy = f"give it a base (x_m, y_m, z_m) {2 * FOOT_M:.2f} m or more away"
            yield bodies.device_problem(second, ("base",), what, remedy)


def _check_own(bodies: CellBodies, arm: Device) -> Iterator[Problem]:
    own = OwnArm.from_parameters(arm.parameters)
    if own is None:
        return
    try:
        mechanism = own.mechanism()
    except SceneError as error:
        where = Path(error.where).name if Path(error.where).is_absolute() else error.where
        yield bodies.device_problem(arm, ("urdf",), f"{where}: {told(error.what)}", told(error.remedy))
        return
    home = arm.parameters.get("home_rad")
    positions = home if isinstance(home, list) else []
    for place, (joint, position) in enumerate(zip(mechanism.joints, positions, strict=False)):
        limits = joint.limits
        if limits is not None and not limits.lower <= position <= limits.upper:
            what = f"joint {place + 1} goes from {limits.lower:g} to {limits.upper:g} rad, not to {position:g}"
            yield bodies.device_problem(arm, ("home_rad",), what, "give it a home within its range")

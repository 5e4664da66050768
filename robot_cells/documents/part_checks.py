"""Rules on the parts at a cell's feeders: its gripper is large and strong enough for them, and its arm carries them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from robot_cells.documents.cell_bodies import CellBodies
from robot_cells.documents.problem import Problem
from robot_cells.documents.sentence import told
from robot_cells.errors import RobotCellsError
from robot_cells.lines.device import Device, DeviceKind
from robot_cells.orders.layout import Layout
from robot_cells.orders.part_sizes import (
    CABLE,
    CABLE_MASS_KG,
    COUPLING,
    COUPLING_MASS_KG,
    PLUG_M,
    size_of,
)
from robot_cells.robots.gripper_options import SUCTION, GripperOptions
from robot_cells.robots.line_robot import line_tool
from robot_cells.robots.payload import arm_payload
from robot_cells.robots.suction_hold import SAFETY, holding_force_n, needed_force_n


@dataclass(frozen=True, slots=True)
class _Part:
    """A part as the gripper meets it: metres and kilograms; `name` is what it is called in messages."""

    name: str
    width_m: float
    depth_m: float
    mass_kg: float


def check_parts(bodies: CellBodies) -> Iterator[Problem]:
    """Parts that are wider than fingers open, heavier than a cup holds twofold, or than the arm carries."""
    arm, gripper, station = (bodies.first(kind) for kind in (DeviceKind.ARM, DeviceKind.GRIPPER, DeviceKind.STATION))
    if arm is None or gripper is None or station is None:
        return
    options = GripperOptions.from_parameters(gripper.parameters)
    parts = _parts(bodies.layouts, bodies.plan.feeders)
    for part in parts:
        yield from _size(bodies, gripper, options, part)
    heaviest = max(parts, key=lambda part: part.mass_kg, default=None)
    if heaviest is None:
        return
    tool = line_tool(gripper.parameters, bodies.first(DeviceKind.SCREWDRIVER) is not None)
    try:
        arm_payload(arm.parameters, tool, heaviest.mass_kg, f"a part ({heaviest.name})")
    except RobotCellsError as error:
        yield bodies.device_problem(arm, ("model",), told(error.what), told(error.remedy))


def _size(bodies: CellBodies, gripper: Device, options: GripperOptions, part: _Part) -> Iterator[Problem]:
    if options.model != SUCTION:
        least_m = min(part.width_m, part.depth_m)
        if least_m > options.opening_m:
            size = f"{part.width_m:.3f} m x {part.depth_m:.3f} m"
            what = f"opens {options.opening_m:.3f} m, and {part.name} is {size}"
            remedy = f"give it an opening_m of {math.ceil(least_m * 100) / 100:.2f} or more, or take a suction gripper"
            yield bodies.device_problem(gripper, ("opening_m",), what, remedy)
        return
    holds_n = holding_force_n(options, part.width_m, part.depth_m)
    needed_n = needed_force_n(part.mass_kg, SAFETY)
    if holds_n < needed_n:
        what = f"holds {part.name} with {holds_n:.0f} N, and {part.mass_kg:.2f} kg need {needed_n:.0f} N in a move"
        remedy = f"give it a force_n of {math.ceil(needed_n)} or more"
        if holds_n < options.force_n * 0.999:
            remedy = "take two fingers: a cup finds too little of it to cover"
        yield bodies.device_problem(gripper, ("force_n",), what, remedy)


def _parts(layouts: Mapping[str, Layout], feeders: Mapping[str, object]) -> list[_Part]:
    """What can be picked in the cell, each once: the parts of the layouts that have a feeder, in their order."""
    found: dict[_Part, None] = {}
    for layout in layouts.values():
        for module in layout.modules:
            if module.type in feeders:
                found[_Part(module.type, module.width_m, module.depth_m, size_of(module).mass_kg)] = None
        for coupling in layout.couplings:
            if COUPLING in feeders:
                side_m = coupling.diameter_m * math.sqrt(math.pi) / 2.0  # the square of the same area
                found[_Part(COUPLING, side_m, side_m, COUPLING_MASS_KG)] = None
        if layout.cables and CABLE in feeders:
            found[_Part(CABLE, PLUG_M[0], PLUG_M[1], CABLE_MASS_KG)] = None
    return list(found)

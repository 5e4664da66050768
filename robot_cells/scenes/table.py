"""The table of a cell: a plate on a frame of profiles, with a cabinet for the controllers below."""

from __future__ import annotations

from robot_cells.bodies.body import Body
from robot_cells.bodies.geometry import Geometry
from robot_cells.bodies.mechanism import Mechanism
from robot_cells.lines.device import DeviceKind
from robot_cells.scenes import palette
from robot_cells.scenes.blocks import block, corners, slab
from robot_cells.scenes.cell_plan import FOOT_M, TABLE_TOP_M, CellPlan, device_of

PLATE_M = 0.03
PROFILE_M = 0.06
"""Edge of the square profiles."""


def table_mechanism(plan: CellPlan) -> Mechanism:
    """Stands in the cell's frame; the top is `TABLE_TOP_M` above the floor. An arm that stands higher has a socket."""
    x, y = plan.table_x_m, plan.table_y_m
    under = TABLE_TOP_M - PLATE_M
    found = [block("plate", x, y, (under, TABLE_TOP_M), palette.TABLE_TOP)]
    found.append(block("edge", _wide(x), _wide(y), (under - 0.004, under + 0.004), palette.ACCENT, "visual"))
    legs = corners(x, y, PROFILE_M)
    found += [slab(f"leg_{n}", at, (PROFILE_M, PROFILE_M), (0.03, under), palette.FRAME) for n, at in enumerate(legs)]
    found += [slab(f"foot_{n}", at, (0.09, 0.09), (0.0, 0.03), palette.RUBBER) for n, at in enumerate(legs)]
    inner_x = (x[0] + 2 * PROFILE_M, x[1] - 2 * PROFILE_M)
    inner_y = (y[0] + 2 * PROFILE_M, y[1] - 2 * PROFILE_M)
    found.append(block("cabinet", inner_x, inner_y, (0.12, 0.56), palette.WHITE))
    found.append(block("plinth", inner_x, inner_y, (0.06, 0.12), palette.FRAME, "visual"))
    for n, half in enumerate(((inner_y[0], sum(inner_y) / 2), (sum(inner_y) / 2, inner_y[1]))):
        face = (inner_x[1], inner_x[1] + 0.006)
        found.append(block(f"door_{n}", face, (half[0] + 0.02, half[1] - 0.02), (0.14, 0.54), palette.ALUMINIUM))
        handle = (half[1] - 0.07, half[1] - 0.05)
        found.append(block(f"handle_{n}", (face[1], face[1] + 0.02), handle, (0.30, 0.42), palette.FRAME, "visual"))
    found += _socket(plan)
    return Mechanism("table", (Body("table", geometries=tuple(found)),))


def _wide(span: tuple[float, float]) -> tuple[float, float]:
    return span[0] - 0.002, span[1] + 0.002


def _socket(plan: CellPlan) -> list[Geometry]:
    """What an arm stands on whose base is higher than the table."""
    x, y, z = plan.base.position_m
    if device_of(plan.cell, DeviceKind.ARM) is None or z <= TABLE_TOP_M + 1e-6:
        return []
    return [slab("socket", (x, y), (2 * FOOT_M, 2 * FOOT_M), (TABLE_TOP_M, z), palette.FRAME)]

"""A cell as its arm must expect it at any time: with all that may stand there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from robot_cells.ids import CellId, DeviceId, LineId, ProductId, SerialNumber
from robot_cells.lines.cell import Cell
from robot_cells.lines.line import Line
from robot_cells.lines.pose import Pose2D
from robot_cells.orders.product import Product
from robot_cells.scenes.cell_plan import plan_cell
from robot_cells.scenes.nominal_tray import bare_tray, finished_tray
from robot_cells.scenes.scene import Role, Scene
from robot_cells.scenes.scene_builder import build_scene, layouts_of
from robot_cells.scenes.tray_contents import tray_mechanisms

CELL = CellId("cell")
"""What every cell is called here, and it stands at the origin: cells that are alike have the same scene."""
_TRAY, _FEEDERS = SerialNumber("tray"), SerialNumber("feeders")


def fullest_scene(cell: Cell, products: Mapping[ProductId, Product], product: ProductId, arm: DeviceId) -> Scene:
    """One cell with a finished tray of the product at its working place, and a part in every feeder.

    Everything is there at its highest state, so that a way that is free here is free in every state in between. Other
    arms of the cell are left out: from them an arm keeps away by claims (`ZoneClaims`). Raises `SceneError`.
    """
    alone = replace(cell, id=CELL, pose=Pose2D(0.0, 0.0))
    line = Line(LineId("cell"), (alone,))
    known = products.get(product)
    layout = known.layout if known is not None else None
    trays = {}
    if layout is not None:
        trays[CELL] = (product, finished_tray(layout, _TRAY))
    scene = build_scene(line, products, cells=[CELL], vehicles=False, trays=trays)
    kept = [item for item in scene.placed if item.role is not Role.ARM or item.device == arm]
    if layout is not None:
        plan = plan_cell(alone, layouts_of(products))
        bare = bare_tray(layout, _FEEDERS)
        lying = tray_mechanisms(layout, bare, plan.tray_in_line, CELL, plan.feeders_in_line)
        kept += [item for item in lying if item.role is Role.PART]
    return Scene(line.id, tuple(kept))

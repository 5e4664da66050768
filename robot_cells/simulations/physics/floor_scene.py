"""The floor with all vehicles of a line, and what they could run into; the cells' machinery is in worlds of its own."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from robot_cells.bodies.body import Body
from robot_cells.bodies.inertia import solid
from robot_cells.bodies.mechanism import Mechanism
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.ids import CellId, ProductId
from robot_cells.lines.line import Line
from robot_cells.orders.part_sizes import BOTTOM_M, WALL_HEIGHT_M, WALL_M
from robot_cells.orders.product import Product
from robot_cells.scenes import palette
from robot_cells.scenes.blocks import Span, block
from robot_cells.scenes.cell_plan import TRAY_DEPTH_M, TRAY_WIDTH_M
from robot_cells.scenes.lanes import Dock
from robot_cells.scenes.scene import Placed, Role, Scene
from robot_cells.scenes.scene_builder import build_scene, layouts_of

LOAD_KG = 10.0
"""What a finished tray weighs about; so heavy is every load."""
_STORE_X_M, _STORE_Z_M, _STORE_APART_M = -20.0, 0.5, 1.5
_SHELF_M: tuple[Span, Span, Span] = ((-0.3, 1.0), (-0.3, 1.2), (-0.1, 0.0))


def docked_pose(dock: Dock) -> Pose3D:
    """Of a vehicle that has docked there."""
    return Pose3D(dock.x_m, dock.y_m, yaw_rad=dock.side * math.pi / 2)


def load_of(vehicle: CellId) -> str:
    """The name of the tray that stands for what it carries."""
    return f"{vehicle}/tray"


def floor_scene(line: Line, products: Mapping[ProductId, Product], at: Mapping[CellId, Dock]) -> Scene:
    """Tables, racks and every vehicle where it stands at the beginning; of what it could carry one tray, in a store."""
    whole = build_scene(line, products)
    placed = [item for item in whole.placed if item.role in (Role.STRUCTURE, Role.BUFFER)]
    layouts = layouts_of(products)
    load = _load(
        max((item.width_m for item in layouts), default=TRAY_WIDTH_M),
        max((item.depth_m for item in layouts), default=TRAY_DEPTH_M),
    )
    shelf = Mechanism("store", (Body("shelf", geometries=(block("top", *_SHELF_M, palette.FRAME),)),))
    for number, vehicle in enumerate(line.vehicles):
        place = Pose3D(_STORE_X_M, _STORE_APART_M * number, _STORE_Z_M)
        above = place @ Pose3D(z_m=BOTTOM_M)
        placed += [
            replace(whole.find(str(vehicle.id)), pose=docked_pose(at[vehicle.id])),
            Placed(f"{vehicle.id}/store", Role.STRUCTURE, shelf, place, cell=vehicle.id),
            Placed(load_of(vehicle.id), Role.PRODUCT, load, above, is_fixed=False, cell=vehicle.id),
        ]
    return Scene(line.id, tuple(placed))


def _load(width_m: float, depth_m: float) -> Mechanism:
    """A tray as heavy as a finished one; its frame is that of trays, the corner of the placing plane."""
    w, d, t, high = width_m, depth_m, WALL_M, WALL_HEIGHT_M
    sheet = (
        block("bottom", (0.0, w), (0.0, d), (-BOTTOM_M, 0.0), palette.TRAY),
        block("left", (-t, 0.0), (-t, d + t), (-BOTTOM_M, high), palette.TRAY),
        block("right", (w, w + t), (-t, d + t), (-BOTTOM_M, high), palette.TRAY),
        block("front", (0.0, w), (-t, 0.0), (-BOTTOM_M, high), palette.TRAY),
        block("back", (0.0, w), (d, d + t), (-BOTTOM_M, high), palette.TRAY),
    )
    return Mechanism("load", (Body("tray", inertia=solid(sheet, LOAD_KG), geometries=sheet),))

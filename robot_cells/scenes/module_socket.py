"""The socket of a module as a body: four walls round its place, sloped inward at their rim."""

from __future__ import annotations

import math

from robot_cells.bodies.geometry import Geometry
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.bodies.shape import Box
from robot_cells.orders.layout import Module
from robot_cells.scenes import palette

SOCKET_WALL_M = 0.003
CHAMFER_M = 0.001
"""How far the slope at the rim leads inward, and down."""
FRICTION = 0.3
"""Plastic on machined aluminium, dry."""
_BAR_SHARE = 0.9
"""The bar whose upper face is the slope is so thick, as a share of the chamfer."""


def socket_walls(module: Module) -> tuple[Geometry, ...]:
    """In the frame `tray`, on its bottom; none where the module names no socket."""
    if module.socket is None:
        return ()
    at = Pose3D(module.x_m, module.y_m, yaw_rad=module.rotation_rad)
    depth_m, clearance_m = module.socket.depth_m, module.socket.clearance_m
    found: list[Geometry] = []
    sides = (("x", 0.0, module.width_m, module.depth_m), ("y", math.pi / 2, module.depth_m, module.width_m))
    for axis, turn, across, along in sides:
        for sign, half_turn in (("+", 0.0), ("-", math.pi)):
            name = f"socket_{module.id}_{axis}{sign}"
            # Each wall in a frame of its own: x outward from the middle of the place.
            frame = at @ Pose3D(yaw_rad=turn + half_turn)
            edge_m, length_m = (across + clearance_m) / 2, along + clearance_m + 2 * SOCKET_WALL_M
            found += _wall(name, frame, edge_m, length_m, depth_m)
    return tuple(found)


def _wall(name: str, frame: Pose3D, edge_m: float, length_m: float, depth_m: float) -> list[Geometry]:
    """One wall with its inner face `edge_m` along x, and on it a bar turned by an eighth, its upper face the slope."""
    chamfer_m = min(CHAMFER_M, depth_m / 2)
    upright_m, bar_m = depth_m - chamfer_m, _BAR_SHARE * chamfer_m
    down_m = bar_m / 2 * math.sqrt(0.5)
    body = Pose3D(edge_m + SOCKET_WALL_M / 2, 0.0, upright_m / 2)
    slope = Pose3D(edge_m + chamfer_m / 2 + down_m, 0.0, depth_m - chamfer_m / 2 - down_m, pitch_rad=-math.pi / 4)
    shapes = (
        (name, body, Box(SOCKET_WALL_M, length_m, upright_m)),
        (f"{name}_slope", slope, Box(chamfer_m * math.sqrt(2.0), length_m, bar_m)),
    )
    return [Geometry(n, shape, frame @ pose, palette.PLASTIC, friction=FRICTION) for n, pose, shape in shapes]

"""The tray itself: a bottom and four walls of sheet metal, and the code with its serial number."""

from __future__ import annotations

from robot_cells.bodies.body import Body
from robot_cells.bodies.geometry import Geometry
from robot_cells.bodies.inertia import solid
from robot_cells.bodies.mechanism import Mechanism
from robot_cells.orders.layout import Layout
from robot_cells.orders.part_sizes import BOTTOM_M, TRAY_DENSITY_KG_M3, WALL_HEIGHT_M, WALL_M
from robot_cells.scenes import palette
from robot_cells.scenes.blocks import block, slab
from robot_cells.scenes.module_socket import socket_walls

TRAY = "tray"
"""The one body of a tray; its frame is the layout's frame `tray`, z = 0 the plane on which parts are placed."""


def tray_mechanism(layout: Layout) -> Mechanism:
    """The bare chassis with the modules' sockets; its walls stand outside of the layout, its bottom below z = 0."""
    w, d, t = layout.width_m, layout.depth_m, WALL_M
    low, high = -BOTTOM_M, WALL_HEIGHT_M
    sheet: tuple[Geometry, ...] = (
        block("bottom", (0, w), (0, d), (low, 0.0), palette.TRAY),
        block("left", (-t, 0.0), (-t, d + t), (low, high), palette.TRAY),
        block("right", (w, w + t), (-t, d + t), (low, high), palette.TRAY),
        block("front", (0.0, w), (-t, 0.0), (low, high), palette.TRAY),
        block("back", (0.0, w), (d, d + t), (low, high), palette.TRAY),
    )
    volume = sum(item.shape.volume_m3 for item in sheet)
    code = layout.code
    label = slab("label", (code.x_m, code.y_m), (code.size_m * 1.2,) * 2, (0.0, 0.0004), palette.WHITE, "visual")
    cells = tuple(
        slab(
            f"code_{n}",
            (code.x_m + (n % 4 - 1.5) * code.size_m / 4, code.y_m + (n // 4 - 1.5) * code.size_m / 4),
            (code.size_m / 4.4,) * 2,
            (0.0, 0.0006),
            palette.CHIP,
            "visual",
        )
        for n in (0, 1, 2, 3, 4, 7, 8, 10, 12, 13, 15)
    )
    sockets = [wall for module in layout.modules for wall in socket_walls(module)]
    body = Body(TRAY, inertia=solid(sheet, volume * TRAY_DENSITY_KG_M3), geometries=(*sheet, *sockets, label, *cells))
    return Mechanism("tray", (body,))

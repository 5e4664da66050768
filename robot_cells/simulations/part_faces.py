"""The upper sides of a tray and its parts, each a picture of its own: what a rendered scene shows on their tops.

All are (rows, columns, 3) of uint8, blue, green, red, the first row at the side of larger y.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from robot_cells.orders.layout import CodeMark, Coupling, Layout, Screw
from robot_cells.simulations.canvas import Canvas
from robot_cells.simulations.code_mark import QUIET_ZONE_MODULES, code_mark
from robot_cells.simulations.part_looks import draw_chassis, draw_code, draw_coupling, draw_screw_head
from robot_cells.simulations.tray_picture import draw_free_parts

Image = npt.NDArray[np.uint8]

FOOT_SHARE = 0.12
"""Of the label: what the serial number in letters takes below the code, as a share of the code's edge."""


def chassis_face(layout: Layout, pixels_per_metre: float) -> Image:
    """The bare bottom of the tray with its holes, outlines and open sockets; as large as the layout."""
    canvas = Canvas.blank(layout.width_m, layout.depth_m, pixels_per_metre, (60, 60, 60))
    draw_chassis(canvas, layout, 0.0)
    draw_free_parts(canvas, layout, 0.0)
    for coupling in layout.couplings:
        draw_coupling(canvas, coupling, 0.0, mated=False)
    return canvas.image


def label_size(layout: Layout, text: str) -> tuple[float, float]:
    """Width and depth of the label with the code of such a text, in metres."""
    module = layout.code.size_m / code_mark(text).shape[0]
    width = layout.code.size_m + 2 * QUIET_ZONE_MODULES * module
    return width, width + FOOT_SHARE * layout.code.size_m


def label_middle(layout: Layout) -> tuple[float, float]:
    """The middle of the label in the frame `tray`, metres: the code's is higher by half of the letters' room."""
    return layout.code.x_m, layout.code.y_m - FOOT_SHARE * layout.code.size_m / 2


def label_face(layout: Layout, text: str, rows: int, columns: int) -> Image:
    """The label, so many pixels large whatever its size on the tray is."""
    width, depth = label_size(layout, text)
    canvas = Canvas(np.full((rows, columns, 3), 239, dtype=np.uint8), columns / width)
    code = CodeMark(width / 2, depth - width / 2, layout.code.size_m)
    draw_code(canvas, replace(layout, code=code), text, 0.0)
    return canvas.image


def coupling_face(coupling: Coupling, pixels_per_metre: float) -> Image:
    """A mated coupling from above, as large as its diameter."""
    size = coupling.diameter_m
    canvas = Canvas.blank(size, size, pixels_per_metre, (140, 138, 134))
    draw_coupling(canvas, replace(coupling, x_m=size / 2, y_m=size / 2), 0.0, mated=True)
    return canvas.image


def screw_face(screw: Screw, pixels_per_metre: float) -> Image:
    """The head of a screw from above, its drive unturned, as large as the head's diameter."""
    size = head_diameter(screw)
    canvas = Canvas.blank(size, size, pixels_per_metre, (150, 148, 146))
    draw_screw_head(canvas, size / 2, size / 2, size, 0.0)
    return canvas.image


def head_diameter(screw: Screw) -> float:
    """Of the screw's head, metres: as the drawn one's."""
    return screw.diameter_m * 1.15


def turn_of_screw(random: np.random.Generator) -> float:
    """How a screw came to stand when it was driven, radians: its drive looks the same every sixth of a turn."""
    return float(random.uniform(0, math.pi / 3))

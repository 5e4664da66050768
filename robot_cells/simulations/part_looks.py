"""What screws, couplings, cables, the bare chassis and things that do not belong there look like from above."""

from __future__ import annotations

import math

import numpy as np

from robot_cells.orders.layout import Cable, Coupling, Layout, Screw
from robot_cells.simulations.canvas import Canvas, Colour, shade
from robot_cells.simulations.code_mark import QUIET_ZONE_MODULES, code_mark

STEEL: Colour = (172, 170, 166)
BENCH: Colour = (58, 54, 50)
CABLE_COLOURS: tuple[Colour, ...] = ((40, 40, 42), (40, 60, 176), (160, 92, 40), (40, 150, 196))
PLUG: Colour = (232, 234, 230)
SLACK_SHARE = 0.04
"""How far a cable may sag aside, as a share of the distance between its ends (three quarters of it in the middle)."""
FOREIGN_KINDS = ("screw", "washer", "tie", "swab")


def draw_chassis(canvas: Canvas, layout: Layout, offset_m: float) -> None:
    """The bench and the empty tray on it, the tray's corner `offset_m` inside the canvas."""
    random = np.random.default_rng(5)
    w, d, o = layout.width_m, layout.depth_m, offset_m
    canvas.image[:] = BENCH
    canvas.rectangle(o + 0.004, o - 0.005, w, d, shade(BENCH, 0.55))
    canvas.raised(o, o, w, d, shade(STEEL, 1.12), 0.0012)
    canvas.rectangle(o + 0.0035, o + 0.0035, w - 0.007, d - 0.007, shade(STEEL, 0.62))
    canvas.rectangle(o + 0.005, o + 0.0035, w - 0.0085, d - 0.0085, shade(STEEL, 0.92))
    _brush(canvas, layout, o, random)
    for row in range(3):
        for column in range(max(4, int(w / 0.012) - 2)):
            canvas.disc(o + 0.018 + column * 0.012, o + 0.010 + row * 0.006, 0.0038, (48, 46, 44))
    for x in (0.012, w - 0.012):
        for y in (0.035, d / 2, d - 0.012):
            canvas.disc(o + x, o + y, 0.009, shade(STEEL, 0.7))
            canvas.disc(o + x, o + y, 0.006, (40, 38, 36))
    for module in layout.modules:
        _bay(canvas, o + module.x_m, o + module.y_m, module.width_m, module.depth_m, module.rotation_rad)


def _brush(canvas: Canvas, layout: Layout, offset_m: float, random: np.random.Generator) -> None:
    """Brushed sheet metal: streaks along the width, and a little grain."""
    scale = canvas.pixels_per_metre
    top = canvas.image.shape[0] - round((offset_m + layout.depth_m - 0.006) * scale)
    bottom = canvas.image.shape[0] - round((offset_m + 0.005) * scale)
    left, right = round((offset_m + 0.006) * scale), round((offset_m + layout.width_m - 0.005) * scale)
    rows = random.normal(0, 3.5, (bottom - top, 1, 1))
    grain = random.normal(0, 2.0, (bottom - top, right - left, 1))
    sheet = canvas.image[top:bottom, left:right]
    sheet[:] = np.clip(sheet + rows + grain, 0, 255).astype(np.uint8)


def _bay(canvas: Canvas, x: float, y: float, width: float, depth: float, rotation: float) -> None:
    """Where a module goes: a printed outline and four stand-offs."""
    cos, sin = math.cos(rotation), math.sin(rotation)

    def at(u: float, v: float) -> tuple[float, float]:
        """A point of the module in metres on the tray."""
        return x + u * cos - v * sin, y + u * sin + v * cos

    hw, hd = width / 2 - 0.003, depth / 2 - 0.003
    outline = [at(-hw, -hd), at(hw, -hd), at(hw, hd), at(-hw, hd), at(-hw, -hd)]
    canvas.path(outline, 0.0008, shade(STEEL, 0.62))
    inset = 0.12 * min(width, depth)
    for u in (-width / 2 + inset, width / 2 - inset):
        for v in (-depth / 2 + inset, depth / 2 - inset):
            stand = at(u, v)
            canvas.disc(*stand, 0.006, shade(STEEL, 1.2))
            canvas.disc(*stand, 0.003, (50, 48, 46))


def draw_code(canvas: Canvas, layout: Layout, text: str, offset_m: float) -> None:
    """The label with the code and, below it, the serial number in plain letters; the code's edge is `size_m`."""
    code, o = layout.code, offset_m
    marks = code_mark(text)
    module = code.size_m / marks.shape[0]
    label, foot = code.size_m + 2 * QUIET_ZONE_MODULES * module, code.size_m * 0.12
    x, y = o + code.x_m - label / 2, o + code.y_m - label / 2 - foot
    canvas.rectangle(x + 0.0006, y - 0.0008, label, label + foot, shade(STEEL, 0.6))
    canvas.rectangle(x, y, label, label + foot, (238, 240, 240))
    left, top = o + code.x_m - code.size_m / 2, o + code.y_m + code.size_m / 2
    for row, column in np.argwhere(marks == 0):
        canvas.rectangle(left + column * module, top - (row + 1) * module, module, module, (24, 24, 24))
    height = min(code.size_m * 0.13, label / (0.95 * max(6, len(text))))
    canvas.text(text, x + label * 0.06, y + label * 0.05, height, (24, 24, 24))


def draw_screw_seat(canvas: Canvas, x_m: float, y_m: float, diameter_m: float) -> None:
    """The empty countersunk hole that a screw goes into."""
    canvas.disc(x_m, y_m, diameter_m * 1.35, shade(STEEL, 0.8))
    canvas.disc(x_m, y_m, diameter_m * 1.0, (66, 64, 62))
    canvas.disc(x_m, y_m, diameter_m * 0.72, (22, 21, 20))


def draw_screw(canvas: Canvas, screw: Screw, offset_m: float, turn_rad: float) -> None:
    """A screw in its seat: a bright head with a six-lobe drive, turned by `turn_rad`."""
    head_m = screw.diameter_m * 1.15
    draw_screw_head(canvas, screw.x_m + offset_m, screw.y_m + offset_m, head_m, turn_rad)


def draw_screw_head(canvas: Canvas, x: float, y: float, diameter_m: float, turn_rad: float) -> None:
    """The head of a screw from above."""
    canvas.disc(x + diameter_m * 0.08, y - diameter_m * 0.1, diameter_m * 1.12, (50, 48, 46))
    canvas.disc(x, y, diameter_m, (150, 148, 146))
    canvas.disc(x - diameter_m * 0.03, y + diameter_m * 0.04, diameter_m * 0.9, (214, 214, 212))
    lobes = []
    for step in range(24):
        angle = turn_rad + 2 * math.pi * step / 24
        radius = diameter_m * (0.21 + 0.05 * math.cos(6 * (angle - turn_rad)))
        lobes.append((x + radius * math.cos(angle), y + radius * math.sin(angle)))
    canvas.polygon(lobes, (42, 42, 44))


def draw_coupling(canvas: Canvas, coupling: Coupling, offset_m: float, mated: bool) -> None:
    """A quick-disconnect coupling: closed collar with its lock ring, or the open socket with its valve."""
    x, y, size = coupling.x_m + offset_m, coupling.y_m + offset_m, coupling.diameter_m
    canvas.disc(x + size * 0.05, y - size * 0.08, size * 1.12, (66, 64, 62))
    if mated:
        canvas.disc(x, y, size, (140, 138, 134))
        canvas.disc(x, y, size * 0.88, (206, 204, 200))
        canvas.ring(x, y, size * 0.62, size * 0.11, (176, 116, 34))
        canvas.disc(x, y, size * 0.42, (158, 156, 152))
        canvas.rectangle(x - size * 0.05, y + size * 0.18, size * 0.1, size * 0.28, (40, 200, 230))
        return
    canvas.disc(x, y, size, (112, 110, 106))
    canvas.disc(x, y, size * 0.8, (44, 42, 40))
    canvas.ring(x, y, size * 0.56, size * 0.05, (90, 96, 120))
    canvas.disc(x, y, size * 0.3, (96, 94, 92))


def draw_socket(canvas: Canvas, x: float, y: float, angle_rad: float) -> None:
    """The connector on the tray that a cable's plug goes into; `angle_rad` is where the cable leaves to."""
    _box(canvas, x, y, angle_rad, 0.010, 0.014, (62, 60, 58))
    _box(canvas, x, y, angle_rad, 0.007, 0.011, (24, 23, 22))
    _box(canvas, x, y, angle_rad, 0.002, 0.009, (92, 178, 214))


def draw_cable(
    canvas: Canvas, cable: Cable, offset_m: float, slack: float, pulled_m: tuple[float, float] = (0.0, 0.0)
) -> None:
    """A cable with its two plugs; `slack` (about -1 to 1) says how far and to which side it sags.

    `pulled_m` is how far its two plugs are out of their connectors.
    """
    points = cable_path(cable, slack, pulled_m)
    shifted = [(x + offset_m, y + offset_m) for x, y in points]
    colour = cable_colour(cable)
    shadow = [(x + 0.0012, y - 0.002) for x, y in shifted]
    canvas.path(shadow, 0.0052, (60, 58, 56))
    canvas.path(shifted, 0.0048, shade(colour, 0.7))
    canvas.path(shifted, 0.0034, colour)
    canvas.path([(x - 0.0004, y + 0.0006) for x, y in shifted], 0.0008, shade(colour, 1.7))
    for (x, y), angle in zip((shifted[0], shifted[-1]), cable.leaving_rad, strict=True):
        _box(canvas, x, y, angle, 0.011, 0.013, shade(PLUG, 0.6))
        _box(canvas, x, y, angle, 0.009, 0.011, PLUG)
        _box(canvas, x, y, angle, 0.003, 0.006, (120, 130, 60))


def cable_colour(cable: Cable) -> Colour:
    """The colour of the cable's sleeve, by its id."""
    return CABLE_COLOURS[sum(cable.id.encode()) % len(CABLE_COLOURS)]


def cable_path(cable: Cable, slack: float, pulled_m: tuple[float, float] = (0.0, 0.0)) -> list[tuple[float, float]]:
    """Points in metres (frame `tray`) of the cable: a cubic Bezier curve that leaves both plugs straight.

    A plug that is pulled out slides back the way that its cable leaves.
    """
    start, end = np.array((cable.x1_m, cable.y1_m)), np.array((cable.x2_m, cable.y2_m))
    way = cable.leaving_rad
    start = start + pulled_m[0] * np.array((math.cos(way[0]), math.sin(way[0])))
    end = end + pulled_m[1] * np.array((math.cos(way[1]), math.sin(way[1])))
    span = float(np.hypot(*(end - start)))
    side = np.array((-(end - start)[1], (end - start)[0])) / max(span, 1e-6) * span * SLACK_SHARE * slack
    first, second = cable.leaving_rad
    reach = 0.35 * span
    p1 = start + reach * np.array((math.cos(first), math.sin(first))) + side
    p2 = end + reach * np.array((math.cos(second), math.sin(second))) + side
    t = np.linspace(0.0, 1.0, 33)[:, None]
    curve = (1 - t) ** 3 * start + 3 * (1 - t) ** 2 * t * p1 + 3 * (1 - t) * t**2 * p2 + t**3 * end
    return [(float(x), float(y)) for x, y in curve]


def _box(canvas: Canvas, x: float, y: float, angle: float, length: float, width: float, colour: Colour) -> None:
    cos, sin = math.cos(angle), math.sin(angle)
    corners = []
    for u, v in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        a, b = u * length / 2, v * width / 2
        corners.append((x + a * cos - b * sin, y + a * sin + b * cos))
    canvas.polygon(corners, colour)


def draw_foreign(canvas: Canvas, kind: str, x: float, y: float, turn_rad: float) -> None:
    """A thing that does not belong on the tray: a loose `screw` on its side, a `washer`, a cable `tie`, a `swab`."""
    cos, sin = math.cos(turn_rad), math.sin(turn_rad)

    def along(a: float, b: float = 0.0) -> tuple[float, float]:
        """A point of the thing in metres on the tray."""
        return x + a * cos - b * sin, y + a * sin + b * cos

    if kind == "screw":
        canvas.path((along(-0.004, -0.0012), along(0.007, -0.0012)), 0.0036, (46, 44, 42))
        canvas.path((along(-0.004), along(0.007)), 0.0030, (196, 196, 194))
        canvas.path((along(-0.0045, -0.003), along(-0.0045, 0.003)), 0.0030, (222, 222, 220))
    elif kind == "washer":
        canvas.ring(x + 0.0008, y - 0.0012, 0.0095, 0.0034, (50, 48, 46))
        canvas.ring(x, y, 0.0095, 0.0030, (212, 210, 206))
    elif kind == "tie":
        curve = [along(0.018 * math.cos(a), 0.011 * math.sin(a)) for a in np.linspace(0.2, 4.6, 24)]
        canvas.path(curve, 0.0026, (30, 30, 30))
        canvas.path((along(0.015, 0.0), along(0.019, 0.005)), 0.0052, (30, 30, 30))
    else:
        canvas.path((along(-0.012), along(0.012)), 0.0042, (200, 214, 240))
        canvas.disc(*along(0.014), 0.0085, (244, 246, 248))

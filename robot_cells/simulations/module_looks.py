"""What each type of module looks like from above.

A type is recognised by a word in its name (`processor_board`, `memory_bank`, `nvme_drive`, ...); a type without a look
of its own is drawn as a board whose chips follow from the name, so that two types never look alike. Every look
has a side that is unlike the other three, so that a turned module can be told.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable

import numpy as np

from robot_cells.simulations.canvas import Canvas, Colour, shade

GREEN_BOARD: Colour = (52, 92, 28)
BLUE_BOARD: Colour = (96, 62, 22)
BLACK_BOARD: Colour = (44, 42, 40)
METAL: Colour = (188, 186, 182)
DARK_METAL: Colour = (122, 120, 116)
COPPER: Colour = (84, 132, 196)
GOLD: Colour = (92, 178, 214)
PLASTIC: Colour = (36, 34, 33)
SILK: Colour = (225, 228, 226)
CHIP: Colour = (40, 40, 42)

Look = Callable[[Canvas, str], None]


def draw_module(canvas: Canvas, module_type: str) -> None:
    """Draws the type onto a canvas of the module's size, its rotation zero."""
    name = module_type.lower()
    look = next((drawing for words, drawing in LOOKS if any(word in name for word in words)), _board)
    look(canvas, module_type)


def _edge(canvas: Canvas) -> float:
    return 0.012 * min(canvas.width_m, canvas.depth_m)


def _label(canvas: Canvas, text: str, x: float, y: float, width: float, depth: float) -> None:
    """A white sticker with the type on it and a few lines of print."""
    canvas.rectangle(x, y, width, depth, (226, 232, 234))
    height = min(depth * 0.26, width / (0.95 * max(4, len(text))))
    canvas.text(text.upper(), x + width * 0.06, y + depth * 0.62, height, (30, 30, 30))
    for line, share in enumerate((0.85, 0.6)):
        bottom = y + depth * (0.38 - 0.2 * line)
        canvas.rectangle(x + width * 0.06, bottom, width * share, depth * 0.07, (120, 120, 120))


def _traces(canvas: Canvas, colour: Colour, seed: int, count: int) -> None:
    random = np.random.default_rng(seed)
    w, d = canvas.width_m, canvas.depth_m
    for _ in range(count):
        x, y = random.uniform(0.05, 0.9, 2)
        dx, dy = random.uniform(-0.25, 0.25, 2)
        points = ((x * w, y * d), ((x + dx) * w, y * d), ((x + dx + dy / 3) * w, (y + dy) * d))
        canvas.path(points, 0.0004, shade(colour, 1.35))


def _components(canvas: Canvas, seed: int, count: int) -> None:
    random = np.random.default_rng(seed)
    w, d = canvas.width_m, canvas.depth_m
    for _ in range(count):
        x, y = random.uniform(0.04, 0.93, 2)
        size = random.uniform(0.0015, 0.004)
        colour = ((150, 160, 170), (60, 90, 130), CHIP)[int(random.integers(3))]
        canvas.rectangle(x * w, y * d, size, size * random.uniform(0.5, 1.2), colour)


def _mounting_holes(canvas: Canvas) -> None:
    w, d, inset = canvas.width_m, canvas.depth_m, 0.06 * min(canvas.width_m, canvas.depth_m)
    for x in (inset, w - inset):
        for y in (inset, d - inset):
            canvas.disc(x, y, inset * 0.9, GOLD)
            canvas.disc(x, y, inset * 0.5, (28, 28, 28))


def _processor(canvas: Canvas, name: str) -> None:
    w, d = canvas.width_m, canvas.depth_m
    canvas.raised(0, 0, w, d, GREEN_BOARD, _edge(canvas))
    _traces(canvas, GREEN_BOARD, 11, 60)
    _components(canvas, 12, 60)
    _mounting_holes(canvas)
    side = 0.52 * min(w, d)
    left, bottom = (w - side) / 2, (d - side) / 2
    canvas.rectangle(left - side * 0.1, bottom - side * 0.1, side * 1.2, side * 1.2, (58, 50, 46))
    canvas.raised(left, bottom, side, side, METAL, side * 0.03)
    canvas.text(name.partition("_")[0].upper()[:9], left + side * 0.1, bottom + side * 0.56, side * 0.11, (96, 96, 96))
    canvas.text("QX-7", left + side * 0.1, bottom + side * 0.32, side * 0.11, (96, 96, 96))
    corner = ((left, bottom + side), (left + side * 0.14, bottom + side), (left, bottom + side * 0.86))
    canvas.polygon(corner, GOLD)
    for phase in range(8):
        x = w * (0.12 + 0.095 * phase)
        canvas.raised(x, d * 0.86, w * 0.065, d * 0.075, (70, 70, 72), 0.0006)
    canvas.raised(w * 0.03, d * 0.25, w * 0.055, d * 0.5, PLASTIC, 0.0006)


def _accelerator(canvas: Canvas, name: str) -> None:
    w, d = canvas.width_m, canvas.depth_m
    canvas.raised(0, 0, w, d, BLACK_BOARD, _edge(canvas))
    _traces(canvas, BLACK_BOARD, 41, 50)
    _components(canvas, 42, 50)
    _mounting_holes(canvas)
    side = 0.46 * min(w, d)
    left, bottom = (w - side) / 2, (d - side) / 2
    canvas.rectangle(left - side * 0.62, bottom - side * 0.1, side * 2.24, side * 1.2, (70, 78, 46))
    canvas.raised(left, bottom, side, side, (156, 150, 150), side * 0.03)
    canvas.text("A-100", left + side * 0.08, bottom + side * 0.4, side * 0.16, (90, 90, 90))
    for stack in range(3):
        y = bottom + side * (0.02 + 0.34 * stack)
        for x in (left - side * 0.5, left + side * 1.12):
            canvas.raised(x, y, side * 0.38, side * 0.28, CHIP, side * 0.02)
    canvas.polygon(((left, bottom + side), (left + side * 0.16, bottom + side), (left, bottom + side * 0.84)), GOLD)
    for phase in range(max(3, round(w / 0.014))):
        canvas.raised(0.008 + 0.014 * phase, d * 0.83, 0.009, d * 0.12, (78, 76, 74), 0.0006)
    canvas.rectangle(w * 0.04, d * 0.04, w * 0.22, d * 0.07, GOLD)


def _memory(canvas: Canvas, name: str) -> None:
    w, d = canvas.width_m, canvas.depth_m
    canvas.raised(0, 0, w, d, (58, 66, 34), _edge(canvas))
    upright = d >= w
    long, short = (d, w) if upright else (w, d)
    count = max(2, round(short / 0.009))
    for slot in range(count):
        across = short * (slot + 0.5) / count
        width = short / count * 0.62
        for start, length, colour in ((0.04, 0.92, PLASTIC), (0.09, 0.82, (66, 118, 52)), (0.09, 0.82, None)):
            inner = width if colour is PLASTIC else width * 0.5
            if colour is not None:
                _bar(canvas, upright, across - inner / 2, start * long, inner, length * long, colour)
        for chip in range(8):
            begin = long * (0.12 + 0.096 * chip + (0.03 if chip > 3 else 0.0))
            _bar(canvas, upright, across - width * 0.2, begin, width * 0.4, long * 0.07, CHIP)
        _bar(canvas, upright, across - width / 2, long * 0.02, width, long * 0.035, (210, 214, 214))
    _bar(canvas, upright, short * 0.06, long * 0.965, short * 0.3, long * 0.025, SILK)


def _bar(
    canvas: Canvas, upright: bool, across: float, along: float, width: float, length: float, colour: Colour
) -> None:
    if upright:
        canvas.rectangle(across, along, width, length, colour)
    else:
        canvas.rectangle(along, across, length, width, colour)


def _drive(canvas: Canvas, name: str) -> None:
    w, d = canvas.width_m, canvas.depth_m
    canvas.raised(0, 0, w, d, (74, 70, 66), _edge(canvas))
    canvas.raised(w * 0.05, d * 0.16, w * 0.9, d * 0.8, (148, 144, 140), _edge(canvas))
    _label(canvas, name, w * 0.12, d * 0.42, w * 0.76, d * 0.44)
    for groove in range(4):
        canvas.rectangle(w * 0.14, d * (0.21 + 0.045 * groove), w * 0.72, d * 0.015, (96, 94, 92))
    canvas.rectangle(0, 0, w, d * 0.13, PLASTIC)
    canvas.rectangle(w * 0.12, d * 0.03, w * 0.42, d * 0.06, (84, 82, 80))
    canvas.disc(w * 0.82, d * 0.065, min(w, d) * 0.07, (70, 220, 90))


def _power(canvas: Canvas, name: str) -> None:
    w, d = canvas.width_m, canvas.depth_m
    canvas.raised(0, 0, w, d, BLUE_BOARD, _edge(canvas))
    _traces(canvas, BLUE_BOARD, 21, 30)
    _mounting_holes(canvas)
    for index in range(3):
        x, y = w * (0.2 + 0.28 * index), d * 0.7
        canvas.disc(x, y, min(w, d) * 0.24, (60, 56, 54))
        canvas.disc(x, y, min(w, d) * 0.2, (168, 166, 164))
        canvas.path(((x - w * 0.04, y), (x + w * 0.04, y)), 0.0006, (110, 110, 110))
        canvas.path(((x, y - w * 0.04), (x, y + w * 0.04)), 0.0006, (110, 110, 110))
    for index in range(2):
        canvas.raised(w * (0.12 + 0.3 * index), d * 0.3, w * 0.24, d * 0.22, (64, 66, 70), 0.001)
        canvas.text("1R0", w * (0.16 + 0.3 * index), d * 0.38, d * 0.06, (150, 150, 150))
    canvas.raised(w * 0.72, d * 0.18, w * 0.2, d * 0.36, (52, 48, 190), 0.001)
    canvas.rectangle(w * 0.08, d * 0.06, w * 0.6, d * 0.12, COPPER)
    for bolt in range(3):
        canvas.disc(w * (0.16 + 0.2 * bolt), d * 0.12, d * 0.07, METAL)


def _cold_plate(canvas: Canvas, name: str) -> None:
    w, d = canvas.width_m, canvas.depth_m
    edge = _edge(canvas)
    canvas.raised(0, 0, w, d, COPPER, edge)
    canvas.raised(w * 0.09, d * 0.09, w * 0.82, d * 0.82, shade(COPPER, 0.9), edge)
    fins = max(4, round(w * 0.62 / 0.004))
    for fin in range(fins):
        x = w * (0.19 + 0.62 * fin / fins)
        canvas.rectangle(x, d * 0.2, w * 0.62 / fins * 0.45, d * 0.42, shade(COPPER, 0.68))
    for x, colour in ((0.28, (190, 120, 50)), (0.72, (60, 60, 190))):
        canvas.disc(w * x, d * 0.79, min(w, d) * 0.17, METAL)
        canvas.disc(w * x, d * 0.79, min(w, d) * 0.11, colour)
    arrow = ((w * 0.44, d * 0.76), (w * 0.52, d * 0.81), (w * 0.44, d * 0.86))
    canvas.polygon(arrow, (36, 36, 36))


def _network(canvas: Canvas, name: str) -> None:
    w, d = canvas.width_m, canvas.depth_m
    canvas.raised(0, 0, w, d, BLACK_BOARD, _edge(canvas))
    _traces(canvas, BLACK_BOARD, 31, 30)
    _components(canvas, 32, 30)
    side = 0.34 * min(w, d)
    canvas.raised(w * 0.55, d * 0.42, side, side, DARK_METAL, side * 0.04)
    for port in range(2):
        x = w * (0.06 + 0.26 * port)
        canvas.raised(x, d * 0.03, w * 0.22, d * 0.34, METAL, 0.001)
        canvas.rectangle(x + w * 0.03, d * 0.05, w * 0.16, d * 0.07, (50, 50, 50))
    canvas.rectangle(w * 0.1, d * 0.955, w * 0.6, d * 0.03, GOLD)
    _label(canvas, name, w * 0.08, d * 0.6, w * 0.38, d * 0.22)


def _fan(canvas: Canvas, name: str) -> None:
    w, d = canvas.width_m, canvas.depth_m
    canvas.raised(0, 0, w, d, PLASTIC, _edge(canvas))
    radius = 0.46 * min(w, d)
    canvas.disc(w / 2, d / 2, 2 * radius, (18, 18, 18))
    for blade in range(7):
        angle = 2 * np.pi * blade / 7
        tips = [
            (w / 2 + radius * 0.95 * np.cos(angle + a), d / 2 + radius * 0.95 * np.sin(angle + a)) for a in (0.1, 0.7)
        ]
        canvas.polygon(((w / 2, d / 2), *tips), (66, 64, 62))
    canvas.disc(w / 2, d / 2, radius * 0.7, (90, 88, 86))
    canvas.text("FAN", w / 2 - radius * 0.25, d / 2 - radius * 0.07, radius * 0.16, SILK)
    canvas.rectangle(w * 0.03, d * 0.9, w * 0.2, d * 0.06, (60, 200, 220))


def _board(canvas: Canvas, name: str) -> None:
    """Any other type: its chips are drawn by lot from its name."""
    seed = zlib.crc32(name.encode())
    random = np.random.default_rng(seed)
    w, d = canvas.width_m, canvas.depth_m
    colour = (GREEN_BOARD, BLUE_BOARD, BLACK_BOARD)[seed % 3]
    canvas.raised(0, 0, w, d, colour, _edge(canvas))
    _traces(canvas, colour, seed + 1, 40)
    _components(canvas, seed + 2, 40)
    _mounting_holes(canvas)
    for _ in range(4):
        x, y = random.uniform(0.12, 0.62, 2)
        side = random.uniform(0.14, 0.26) * min(w, d)
        canvas.raised(x * w, y * d, side, side * random.uniform(0.6, 1.2), CHIP, 0.0006)
        canvas.disc(x * w + side * 0.15, y * d + side * 0.15, side * 0.1, (110, 110, 110))
    canvas.raised(w * 0.1, d * 0.9, w * 0.5, d * 0.08, (210, 212, 214), 0.0006)
    canvas.text(name.upper(), w * 0.1, d * 0.05, min(d * 0.06, w * 0.8 / max(4, len(name))), SILK)


LOOKS: tuple[tuple[tuple[str, ...], Look], ...] = (
    (("cold_plate", "coldplate", "heat_sink"), _cold_plate),
    (("accelerator", "gpu"), _accelerator),
    (("processor", "cpu"), _processor),
    (("memory", "dimm", "ram"), _memory),
    (("drive", "ssd", "nvme", "storage"), _drive),
    (("power", "psu", "voltage"), _power),
    (("network", "nic"), _network),
    (("fan",), _fan),
)
"""Words in a type's name, and the look that they stand for; the first that fits is taken."""

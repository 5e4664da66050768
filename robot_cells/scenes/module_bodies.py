"""Modules as bodies: what collides is one box, what is seen has chips, fins and pipes."""

from __future__ import annotations

from collections.abc import Callable

from robot_cells.bodies.body import Body
from robot_cells.bodies.geometry import Colour, Geometry
from robot_cells.bodies.inertia import solid
from robot_cells.bodies.mechanism import Frame, Mechanism
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.orders.layout import Module
from robot_cells.orders.part_sizes import size_of
from robot_cells.scenes import palette
from robot_cells.scenes.blocks import block, post, slab

Look = Callable[[float, float, float], list[Geometry]]
"""From width, depth and height in metres to what is seen on top of the part's box."""
PART = "part"
"""The one body of every part; its origin is the middle of the underside."""
TOP = "top"
"""The frame in the middle of a part's upper side."""
SKIN_M = 0.0004
"""How far what is only seen stands out, so that it does not flicker in the surface that it lies on."""


def module_mechanism(module: Module) -> Mechanism:
    """The module as one body: x along its width, y along its depth, z up from its underside."""
    width, depth, height = module.width_m, module.depth_m, size_of(module).height_m
    colour, look = _look(module.type)
    seen = look(width, depth, height)
    body_height = height * _BODY_SHARE.get(look, 1.0)
    felt = Geometry("hull", slab("", (0, 0), (width, depth), (0, height), colour).shape, Pose3D(z_m=height / 2))
    hull = Geometry(felt.name, felt.shape, felt.pose, colour, "both" if body_height == height else "collision")
    board = [] if body_height == height else [slab("board", (0, 0), (width, depth), (0, body_height), colour, "visual")]
    geometries = (hull, *board, *seen)
    part = Body(PART, inertia=solid((hull,), size_of(module).mass_kg), geometries=geometries)
    return Mechanism(module.type, (part,), {TOP: Frame(PART, Pose3D(z_m=height))})


def _processor(width: float, depth: float, height: float) -> list[Geometry]:
    side = 0.62 * min(width, depth)
    return [
        slab("socket", (0, 0), (side * 1.15, side * 1.15), (0, height * 0.75), palette.PLASTIC, "visual"),
        slab("lid", (0, 0), (side, side), (0, height), palette.ALUMINIUM, "visual"),
        slab("regulators", (0, 0.42 * depth), (0.8 * width, 0.06 * depth), (0, height * 0.8), palette.CHIP, "visual"),
    ]


def _accelerator(width: float, depth: float, height: float) -> list[Geometry]:
    side = 0.7 * min(width, depth)
    stacks = [
        slab(f"stack_{n}", (x * side, y * side), (0.3 * side, 0.42 * side), (0, height * 0.8), palette.CHIP, "visual")
        for n, (x, y) in enumerate(((-0.9, -0.25), (-0.9, 0.25), (0.9, -0.25), (0.9, 0.25)))
    ]
    edge = slab("contacts", (0, -0.46 * depth), (0.5 * width, 0.05 * depth), (0, height * 0.55), palette.GOLD, "visual")
    die = slab("die", (0, 0), (side, side), (0, height), palette.STEEL, "visual")
    return [die, *stacks, edge]


def _memory(width: float, depth: float, height: float) -> list[Geometry]:
    count = 6
    pitch = width / count
    return [
        slab(
            f"stick_{n}",
            (-width / 2 + pitch * (n + 0.5), 0),
            (0.5 * pitch, 0.94 * depth),
            (0, height),
            palette.GREEN_BOARD if n % 2 else palette.BLACK_BOARD,
            "visual",
        )
        for n in range(count)
    ]


def _drive(width: float, depth: float, height: float) -> list[Geometry]:
    latch = slab("latch", (0, -0.44 * depth), (0.7 * width, 0.08 * depth), (height, height + 0.001), palette.ACCENT)
    label = slab("label", (0, 0.1 * depth), (0.8 * width, 0.5 * depth), (height, height + SKIN_M), palette.WHITE)
    return [Geometry(item.name, item.shape, item.pose, item.colour, "visual") for item in (latch, label)]


def _network_card(width: float, depth: float, height: float) -> list[Geometry]:
    ports = [
        slab(f"port_{n}", (x * width, -0.38 * depth), (0.26 * width, 0.2 * depth), (0, height), palette.STEEL, "visual")
        for n, x in enumerate((-0.2, 0.2))
    ]
    sink = slab("heat_sink", (0, 0.1 * depth), (0.42 * width, 0.42 * depth), (0, height * 0.9), palette.CHIP, "visual")
    return [*ports, sink]


def _power_board(width: float, depth: float, height: float) -> list[Geometry]:
    coils = [
        post(f"coil_{n}", ((-0.32 + 0.21 * n) * width, 0.18 * depth), 0.09 * depth, (0, height), colour, "visual")
        for n, colour in enumerate((palette.COPPER, palette.CHIP, palette.CHIP, palette.COPPER))
    ]
    bar = slab("bus_bar", (0, -0.3 * depth), (0.8 * width, 0.1 * depth), (0, height * 0.7), palette.COPPER, "visual")
    return [*coils, bar]


def _cold_plate(width: float, depth: float, height: float) -> list[Geometry]:
    half = 0.24 * width
    pipes = [
        block(f"pipe_{n}", (x - 0.005, x + 0.005), (-0.5 * depth, 0.5 * depth), (0, height), palette.COPPER, "visual")
        for n, x in enumerate((-half, half))
    ]
    lid = slab("lid", (0, 0), (0.78 * width, 0.62 * depth), (0, height * 0.86), palette.ALUMINIUM, "visual")
    mark = slab("mark", (0, 0), (0.3 * width, 0.05 * depth), (0, height * 0.86 + SKIN_M), palette.ACCENT, "visual")
    return [lid, *pipes, mark]


def _board(width: float, depth: float, height: float) -> list[Geometry]:
    return [slab("chip", (0, 0), (0.4 * width, 0.4 * depth), (0, height), palette.CHIP, "visual")]


_LOOKS: tuple[tuple[str, Colour, Look], ...] = (
    ("cold_plate", palette.STEEL, _cold_plate),
    ("processor", palette.GREEN_BOARD, _processor),
    ("accelerator", palette.BLACK_BOARD, _accelerator),
    ("memory", palette.PLASTIC, _memory),
    ("drive", palette.FRAME, _drive),
    ("network", palette.BLUE_BOARD, _network_card),
    ("power", palette.GREEN_BOARD, _power_board),
)
"""A type is recognised by a word in its name; the first that fits counts."""
_BODY_SHARE: dict[Look, float] = {
    _processor: 0.4,
    _accelerator: 0.5,
    _memory: 0.3,
    _network_card: 0.35,
    _power_board: 0.3,
    _cold_plate: 0.6,
    _board: 0.5,
}
"""How much of the height the board itself takes; the rest is what stands on it."""


def _look(part_type: str) -> tuple[Colour, Look]:
    for word, colour, look in _LOOKS:
        if word in part_type.lower():
            return colour, look
    return palette.GREEN_BOARD, _board

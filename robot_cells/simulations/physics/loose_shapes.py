"""What is seen on a tray without being a body: cables, and things that do not belong there."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from robot_cells.bodies.pose3d import Pose3D
from robot_cells.orders.layout import Cable, Layout
from robot_cells.scenes.small_parts import SAG_M
from robot_cells.simulations.canvas import Colour, shade
from robot_cells.simulations.part_looks import PLUG, cable_colour, cable_path
from robot_cells.simulations.tray import LooseCable
from robot_cells.simulations.tray_picture import ForeignObject, carrier

Gl: TypeAlias = Any
"""Of MuJoCo's own types, which carry no information."""
Kind = Literal["box", "cylinder", "sphere"]

PLUG_HEIGHT_M = 0.010
CABLE_RADIUS_M = 0.0024
PATH_STEP = 2
"""Of the drawn path's points every second one: pieces of a centimetre."""


@dataclass(frozen=True, slots=True)
class Block:
    """A box, cylinder or sphere in the frame `line`: half edges of the box, else radius and half length along z."""

    kind: Kind
    pose: Pose3D
    size_m: tuple[float, float, float]
    colour: Colour

    def draw(self, mujoco: Gl, geom: Gl) -> None:
        """Into a free place of MuJoCo's list of what is rendered; matt."""
        kinds = {"box": mujoco.mjtGeom.mjGEOM_BOX, "cylinder": mujoco.mjtGeom.mjGEOM_CYLINDER}
        kind = kinds.get(self.kind, mujoco.mjtGeom.mjGEOM_SPHERE)
        matrix = self.pose.matrix()
        mujoco.mjv_initGeom(
            geom, kind, np.array(self.size_m), matrix[:3, 3], matrix[:3, :3].ravel(), _colour(self.colour)
        )
        _matt(geom)


@dataclass(frozen=True, slots=True)
class Rod:
    """A round piece from point to point of the frame `line` (metres), its ends rounded."""

    begin_m: tuple[float, float, float]
    end_m: tuple[float, float, float]
    radius_m: float
    colour: Colour

    def draw(self, mujoco: Gl, geom: Gl) -> None:
        """See `Block`."""
        kind = mujoco.mjtGeom.mjGEOM_CAPSULE
        mujoco.mjv_initGeom(geom, kind, _NOTHING, _NOTHING, _UPRIGHT, _colour(self.colour))
        mujoco.mjv_connector(geom, kind, self.radius_m, np.array(self.begin_m), np.array(self.end_m))
        _matt(geom)


Piece: TypeAlias = Block | Rod
_NOTHING, _UPRIGHT = np.zeros(3), np.eye(3).ravel()


def _colour(colour: Colour) -> npt.NDArray[np.float32]:
    blue, green, red = (value / 255.0 for value in colour)
    return np.array((red, green, blue, 1.0), dtype=np.float32)


def _matt(geom: Gl) -> None:
    geom.specular = geom.shininess = geom.reflectance = geom.emission = 0.0


def cable_pieces(
    layout: Layout, tops: Mapping[str, float], cable: Cable, slack: float, loose: LooseCable, at: Pose3D
) -> list[Piece]:
    """A cable that is in: two plugs, and the strand between them that rises in a flat arch.

    `tops` are the heights of the modules' upper sides, `at` the tray in the frame `line`. As
    `robot_cells.simulations.part_looks.draw_cable` draws it, with heights.
    """
    pulled = (loose.pulled_m, 0.0) if loose.end == 0 else (0.0, loose.pulled_m)
    path = cable_path(cable, slack if loose.sag is None else loose.sag, pulled)
    ends = [_floor_of(layout, tops, *place) for place in ((cable.x1_m, cable.y1_m), (cable.x2_m, cable.y2_m))]
    found: list[Piece] = []
    for (x, y), height, angle in zip((path[0], path[-1]), ends, cable.leaving_rad, strict=True):
        found += _plug(at @ Pose3D(x, y, height, yaw_rad=angle))
    share = np.linspace(0.0, 1.0, len(path))
    rise = (1 - share) * ends[0] + share * ends[1] + PLUG_HEIGHT_M / 2 + 4 * share * (1 - share) * SAG_M
    points = [(x, y, float(z)) for (x, y), z in zip(path, rise, strict=True)][::PATH_STEP]
    found += _strand(points, CABLE_RADIUS_M, cable_colour(cable), at)
    return found


def foreign_pieces(layout: Layout, tops: Mapping[str, float], thing: ForeignObject, at: Pose3D) -> list[Piece]:
    """Something that does not belong on the tray, on what lies below it."""
    here = at @ Pose3D(thing.x_m, thing.y_m, _floor_of(layout, tops, thing.x_m, thing.y_m), yaw_rad=thing.turn_rad)
    match thing.kind:
        case "screw":
            shaft = _strand([(-0.004, 0.0, 0.0015), (0.007, 0.0, 0.0015)], 0.0015, (196, 196, 194), here)
            head = here @ Pose3D(-0.0045, 0.0, 0.003, pitch_rad=math.pi / 2)
            return [*shaft, Block("cylinder", head, (0.003, 0.0015, 0.0015), (222, 222, 220))]
        case "washer":
            ring = [_on_ring(0.00475, angle) for angle in np.linspace(0.0, 2 * math.pi, 17)]
            return _strand(ring, 0.0012, (212, 210, 206), here)
        case "tie":
            curve = [(0.018 * math.cos(a), 0.011 * math.sin(a), 0.0013) for a in np.linspace(0.2, 4.6, 24)]
            lock = here @ Pose3D(0.017, 0.0025, 0.0026, yaw_rad=0.9)
            return [
                *_strand(curve, 0.0013, (30, 30, 30), here),
                Block("box", lock, (0.0032, 0.0026, 0.0026), (30,) * 3),
            ]
        case _:
            stick = _strand([(-0.012, 0.0, 0.0021), (0.012, 0.0, 0.0021)], 0.0021, (200, 214, 240), here)
            return [*stick, Block("sphere", here @ Pose3D(0.014, 0.0, 0.00425), (0.00425,) * 3, (244, 246, 248))]


def _on_ring(radius_m: float, angle_rad: float) -> tuple[float, float, float]:
    return radius_m * math.cos(angle_rad), radius_m * math.sin(angle_rad), 0.0012


def _plug(at: Pose3D) -> list[Piece]:
    """Its edges are darker than its back, and it has a latch."""
    layers: tuple[tuple[float, float, float, Colour], ...] = (
        (0.011, 0.013, PLUG_HEIGHT_M - 0.0006, shade(PLUG, 0.6)),
        (0.009, 0.011, PLUG_HEIGHT_M - 0.0003, PLUG),
        (0.003, 0.006, PLUG_HEIGHT_M, (120, 130, 60)),
    )
    return [
        Block("box", at @ Pose3D(z_m=top / 2), (length / 2, width / 2, top / 2), colour)
        for length, width, top, colour in layers
    ]


def _strand(points: list[tuple[float, float, float]], radius_m: float, colour: Colour, at: Pose3D) -> list[Piece]:
    """Round pieces from point to point (metres, in the frame `at`)."""
    matrix = at.matrix()
    in_line = np.asarray(points) @ matrix[:3, :3].T + matrix[:3, 3]
    places = [(float(x), float(y), float(z)) for x, y, z in in_line]
    return [Rod(begin, end, radius_m, colour) for begin, end in pairwise(places)]


def _floor_of(layout: Layout, tops: Mapping[str, float], x_m: float, y_m: float) -> float:
    """How high above the tray's bottom a thing lies at a point: on the module that is there, where one is."""
    module = carrier(layout, x_m, y_m)
    return 0.0 if module is None else tops.get(module.id, 0.0)

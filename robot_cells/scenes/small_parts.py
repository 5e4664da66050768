"""Screws, couplings and cables as bodies."""

from __future__ import annotations

import math
from itertools import pairwise

from robot_cells.bodies.body import Body
from robot_cells.bodies.geometry import Geometry
from robot_cells.bodies.inertia import solid
from robot_cells.bodies.mechanism import Frame, Mechanism
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.bodies.shape import Capsule
from robot_cells.orders.layout import Cable, Coupling, Screw
from robot_cells.orders.part_sizes import (
    CABLE_MASS_KG,
    COUPLING_HEIGHT_M,
    COUPLING_MASS_KG,
    PLUG_M,
    SCREW_HEAD_M,
    SCREW_MASS_KG,
)
from robot_cells.scenes import palette
from robot_cells.scenes.blocks import post, slab
from robot_cells.scenes.module_bodies import PART, TOP

SAG_STEPS = 6
"""A cable is drawn as so many straight pieces between its plugs."""
STRAND_M = 0.005
"""How high above its plugs' underside it leaves them."""
SAG_M = 0.014
"""How far its middle rises above the tray."""


def screw_mechanism(screw: Screw) -> Mechanism:
    """Its head, which stands on what it holds; the shank below is in the thread and is not modelled."""
    head = post("head", (0, 0), screw.diameter_m / 2, (0, SCREW_HEAD_M), palette.SCREW)
    side = screw.diameter_m * 0.4
    drive = slab("drive", (0, 0), (side, side), (SCREW_HEAD_M, SCREW_HEAD_M + 0.0003), palette.CHIP, "visual")
    return _one("screw", (head, drive), SCREW_MASS_KG, SCREW_HEAD_M)


def coupling_mechanism(coupling: Coupling) -> Mechanism:
    """A quick-disconnect coupling, upright."""
    radius, height = coupling.diameter_m / 2, COUPLING_HEIGHT_M
    sleeve = post("sleeve", (0, 0), radius, (0, height), palette.STEEL)
    ring = post("ring", (0, 0), radius * 1.04, (height * 0.45, height * 0.6), palette.BLUE, "visual")
    bore = post("bore", (0, 0), radius * 0.5, (height, height + 0.0004), palette.CHIP, "visual")
    return _one("coupling", (sleeve, ring, bore), COUPLING_MASS_KG, height)


def cable_mechanism(cable: Cable) -> Mechanism:
    """Two plugs, joined stiffly; the strand between is only seen.

    The origin is the middle of the first plug's underside, x to the second; the frame `top` is where it is gripped.
    """
    size = PLUG_M
    plugs = tuple(
        slab(f"plug_{n}", (x_m, 0), size[:2], (0, size[2]), palette.WHITE) for n, x_m in enumerate((0, cable.length_m))
    )
    return _one("cable", (*plugs, *_strand(cable.length_m / 2, STRAND_M)), CABLE_MASS_KG, size[2])


def plug_mechanism(cable: Cable, end: int) -> Mechanism:
    """One plug of a cable by itself (end 0 or 1), upright; the strand is seen on the first, as in the whole cable."""
    size = PLUG_M
    plug = slab(f"plug_{end}", (0, 0), size[:2], (0, size[2]), palette.WHITE)
    strand = _strand(cable.length_m / 2, STRAND_M) if end == 0 else ()
    return _one("plug", (plug, *strand), CABLE_MASS_KG / 2, size[2])


def cable_place(cable: Cable) -> Pose3D:
    """Where its mechanism's origin lies in the frame `tray`."""
    return Pose3D(cable.x1_m, cable.y1_m, yaw_rad=cable.direction_rad)


def _strand(half_m: float, z_m: float) -> tuple[Geometry, ...]:
    """Straight pieces along a parabola between the plugs, which are 0 and 2 `half_m` along x."""
    points = []
    for step in range(SAG_STEPS + 1):
        share = 2.0 * step / SAG_STEPS - 1.0
        points.append((half_m * (1.0 + share), z_m + SAG_M * (1.0 - share * share)))
    pieces = []
    for n, ((x0, z0), (x1, z1)) in enumerate(pairwise(points)):
        length = math.hypot(x1 - x0, z1 - z0)
        pose = Pose3D((x0 + x1) / 2, 0.0, (z0 + z1) / 2, pitch_rad=math.pi / 2 - math.atan2(z1 - z0, x1 - x0))
        pieces.append(Geometry(f"strand_{n}", Capsule(0.0025, length), pose, palette.RUBBER, "visual"))
    return tuple(pieces)


def _one(name: str, geometries: tuple[Geometry, ...], mass_kg: float, top_m: float) -> Mechanism:
    body = Body(PART, inertia=solid(geometries, mass_kg), geometries=geometries)
    return Mechanism(name, (body,), {TOP: Frame(PART, Pose3D(z_m=top_m))})

"""One rigid body of a mechanism."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.bodies.geometry import Geometry
from robot_cells.bodies.inertia import Inertia
from robot_cells.bodies.joint import FIXED, Joint
from robot_cells.bodies.pose3d import HERE, Pose3D


@dataclass(frozen=True, slots=True)
class Body:
    """`parent` names the body that carries it (empty: the mechanism's own frame); `pose` is there, at joint zero.

    `inertia` is None for what never moves by forces: the physics needs it for every other body.
    """

    name: str
    parent: str = ""
    pose: Pose3D = HERE
    joint: Joint = FIXED
    inertia: Inertia | None = None
    geometries: tuple[Geometry, ...] = ()

"""A shape at its place on a body."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from robot_cells.bodies.pose3d import HERE, Pose3D
from robot_cells.bodies.shape import Shape

Colour: TypeAlias = tuple[float, float, float, float]
"""Red, green, blue, opacity, each 0 to 1."""

Use: TypeAlias = Literal["both", "collision", "visual"]

GREY: Colour = (0.6, 0.6, 0.62, 1.0)
FRICTION = 0.6
"""Coulomb friction of machined metal on plastic or rubber, dry (a middle value of handbooks: 0.4 to 0.8)."""


@dataclass(frozen=True, slots=True)
class Geometry:
    """`name` is unique on its body; `pose` is in the body's frame; `use` says whether it is seen, felt, or both.

    `friction` is the Coulomb coefficient of sliding.
    """

    name: str
    shape: Shape
    pose: Pose3D = HERE
    colour: Colour = GREY
    use: Use = "both"
    friction: float = FRICTION

    @property
    def is_felt(self) -> bool:
        """Whether it collides."""
        return self.use != "visual"

    @property
    def is_seen(self) -> bool:
        """Whether cameras show it."""
        return self.use != "collision"

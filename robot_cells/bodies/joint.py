"""How a body can move against the one that carries it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class JointKind(Enum):
    """Names as in URDF; `free` is URDF's `floating`."""

    FIXED = "fixed"
    REVOLUTE = "revolute"
    PRISMATIC = "prismatic"
    CONTINUOUS = "continuous"
    """Turns without end: wheels."""
    FREE = "free"
    """Not joined at all: falls, is carried, is pushed."""


@dataclass(frozen=True, slots=True)
class JointLimits:
    """Range in rad or m, greatest speed in rad/s or m/s, greatest effort in N.m or N."""

    lower: float
    upper: float
    velocity: float
    effort: float


@dataclass(frozen=True, slots=True)
class Joint:
    """A joint at the origin of the body that it carries; `axis` is a unit vector in that body's frame.

    `limits` are None for fixed and free ones, and may be for continuous ones. `damping` in N.m.s/rad or N.s/m,
    `friction` in N.m or N, `armature` (the rotor's inertia behind the gear) in kg m2 or kg. What `is_driven` has a
    motor of its own; `mimics` names a joint of the same mechanism that this one follows, `ratio` times as far.
    """

    name: str = ""
    kind: JointKind = JointKind.FIXED
    axis: tuple[float, float, float] = (0.0, 0.0, 1.0)
    limits: JointLimits | None = None
    damping: float = 0.0
    friction: float = 0.0
    armature: float = 0.0
    is_driven: bool = False
    mimics: str = ""
    ratio: float = 1.0


FIXED = Joint()

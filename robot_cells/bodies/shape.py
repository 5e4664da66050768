"""What bodies are made of: primitive shapes, and meshes of a user's own. All are centred in their own frame."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Box:
    """Edge lengths along x, y, z in metres."""

    x_m: float
    y_m: float
    z_m: float

    @property
    def volume_m3(self) -> float:
        """The space it fills."""
        return self.x_m * self.y_m * self.z_m


@dataclass(frozen=True, slots=True)
class Cylinder:
    """Along z; `length_m` from face to face."""

    radius_m: float
    length_m: float

    @property
    def volume_m3(self) -> float:
        """The space it fills."""
        return math.pi * self.radius_m**2 * self.length_m


@dataclass(frozen=True, slots=True)
class Capsule:
    """Along z; `length_m` is the distance between the centres of its two half spheres."""

    radius_m: float
    length_m: float

    @property
    def volume_m3(self) -> float:
        """The space it fills."""
        return math.pi * self.radius_m**2 * (self.length_m + 4.0 / 3.0 * self.radius_m)


@dataclass(frozen=True, slots=True)
class Sphere:
    """A ball."""

    radius_m: float

    @property
    def volume_m3(self) -> float:
        """The space it fills."""
        return 4.0 / 3.0 * math.pi * self.radius_m**3


@dataclass(frozen=True, slots=True)
class Mesh:
    """A file (STL, OBJ), each axis scaled; collides as its convex hull. `volume_m3` is that of the closed surface."""

    path: Path
    scale: tuple[float, float, float] = (1.0, 1.0, 1.0)
    volume_m3: float = 0.0


Shape: TypeAlias = Box | Cylinder | Capsule | Sphere | Mesh

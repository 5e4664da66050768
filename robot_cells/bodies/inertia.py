"""How a body resists being moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from robot_cells.bodies.geometry import Geometry
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.bodies.shape import Box, Capsule, Cylinder, Mesh, Shape, Sphere


@dataclass(frozen=True, slots=True)
class Inertia:
    """Mass in kg; centre of mass in the body's frame; moments about that centre along the body's axes in kg m2.

    `moments_kg_m2` are Ixx, Iyy, Izz, and `products_kg_m2` the off-diagonal elements Ixy, Ixz, Iyz of the tensor.
    """

    mass_kg: float
    centre_m: tuple[float, float, float] = (0.0, 0.0, 0.0)
    moments_kg_m2: tuple[float, float, float] = (0.0, 0.0, 0.0)
    products_kg_m2: tuple[float, float, float] = (0.0, 0.0, 0.0)

    def tensor(self) -> npt.NDArray[np.float64]:
        """3x3, symmetric."""
        xx, yy, zz = self.moments_kg_m2
        xy, xz, yz = self.products_kg_m2
        return np.array([[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]])

    def moved(self, pose: Pose3D) -> Inertia:
        """The same body said in another frame, in which the frame of this one has the pose `pose`."""
        matrix = pose.matrix()
        x, y, z = (float(value) for value in matrix[:3, :3] @ self.centre_m + matrix[:3, 3])
        turned = matrix[:3, :3] @ self.tensor() @ matrix[:3, :3].T
        moments = float(turned[0, 0]), float(turned[1, 1]), float(turned[2, 2])
        return Inertia(
            self.mass_kg, (x, y, z), moments, (float(turned[0, 1]), float(turned[0, 2]), float(turned[1, 2]))
        )


def solid(geometries: Sequence[Geometry], mass_kg: float) -> Inertia:
    """Of a body of so much mass, evenly spread over the volumes of its felt shapes, which must not overlap.

    Raises `ValueError` where no shape that is felt has a volume.
    """
    felt = [item for item in geometries if item.is_felt and item.shape.volume_m3 > 0.0]
    volume = sum(item.shape.volume_m3 for item in felt)
    if volume <= 0.0:
        raise ValueError("No shape with a volume is felt.")
    parts = []
    for item in felt:
        mass = mass_kg * item.shape.volume_m3 / volume
        pose = item.pose.matrix()
        own = pose[:3, :3] @ np.diag(_moments(item.shape, mass)) @ pose[:3, :3].T
        parts.append((mass, pose[:3, 3], own))
    centre = np.sum([mass * where for mass, where, _ in parts], axis=0) / mass_kg
    tensor = np.zeros((3, 3))
    for mass, where, own in parts:
        away = where - centre
        tensor += own + mass * (away @ away * np.eye(3) - np.outer(away, away))
    cx, cy, cz = (float(value) for value in centre)
    xx, yy, zz = (float(tensor[k, k]) for k in range(3))
    xy, xz, yz = float(tensor[0, 1]), float(tensor[0, 2]), float(tensor[1, 2])
    return Inertia(mass_kg, (cx, cy, cz), (xx, yy, zz), (xy, xz, yz))


def _moments(shape: Shape, mass_kg: float) -> tuple[float, float, float]:
    """Of a homogeneous solid about its centre (any textbook of mechanics); a mesh counts as a ball of its volume."""
    m = mass_kg
    match shape:
        case Box(x, y, z):
            return m * (y * y + z * z) / 12.0, m * (x * x + z * z) / 12.0, m * (x * x + y * y) / 12.0
        case Cylinder(r, length):
            across = m * (3.0 * r * r + length * length) / 12.0
            return across, across, m * r * r / 2.0
        case Sphere(r):
            return (0.4 * m * r * r,) * 3
        case Capsule(r, length):
            middle = length / (length + 4.0 / 3.0 * r) * m
            ends = m - middle
            along = middle * r * r / 2.0 + ends * 0.4 * r * r
            across = middle * (3.0 * r * r + length * length) / 12.0
            across += ends * (0.4 * r * r + 0.375 * r * length + length * length / 4.0)
            return across, across, along
        case Mesh():
            return (0.4 * m * (0.75 * shape.volume_m3 / np.pi) ** (2.0 / 3.0),) * 3

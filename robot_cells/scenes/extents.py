"""How much room shapes take: the corners of a box round each."""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from pathlib import Path

import numpy as np
import numpy.typing as npt

from robot_cells.bodies.forward import body_poses
from robot_cells.bodies.mechanism import Mechanism
from robot_cells.bodies.shape import Box, Capsule, Cylinder, Mesh, Shape, Sphere

Points = npt.NDArray[np.float64]
"""n x 3, metres."""


def felt_corners(mechanism: Mechanism) -> tuple[Points, ...]:
    """For every shape that is felt the eight corners of a box round it, in the mechanism's frame, joints at zero."""
    poses = body_poses(mechanism)
    return tuple(
        _corners(geometry.shape) @ pose[:3, :3].T + pose[:3, 3]
        for body in mechanism.bodies
        for geometry in body.geometries
        if geometry.is_felt
        for pose in (poses[body.name] @ geometry.pose.matrix(),)
    )


def _corners(shape: Shape) -> Points:
    low, high = _box(shape)
    return np.array(list(product(*zip(low, high, strict=True))))


def _box(shape: Shape) -> tuple[Points, Points]:
    """The least and the greatest coordinates."""
    match shape:
        case Mesh():
            low, high = _bounds(shape.path)
            ends = np.array([low, high]) * shape.scale
            return ends.min(axis=0), ends.max(axis=0)
        case Box(x, y, z):
            half = np.array([x, y, z]) / 2.0
        case Cylinder(radius, length):
            half = np.array([radius, radius, length / 2.0])
        case Capsule(radius, length):
            half = np.array([radius, radius, length / 2.0 + radius])
        case Sphere(radius):
            half = np.full(3, radius)
    return -half, half


@lru_cache(maxsize=256)
def _bounds(path: Path) -> tuple[Points, Points]:
    import trimesh

    low, high = trimesh.load(path, force="mesh").bounds
    return np.asarray(low), np.asarray(high)

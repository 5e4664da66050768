"""Shapes as coal knows them (J. Pan et al., "FCL", ICRA 2012; coal is its successor), and how far they reach."""

from __future__ import annotations

import math

import numpy as np

from robot_cells.bodies.shape import Box, Capsule, Cylinder, Mesh, Shape, Sphere
from robot_cells.errors import MotionError
from robot_cells.motions.articulation import Native
from robot_cells.motions.kinematics import Vector

_SPACE = 3
"""So many directions the points of a mesh must spread in for a hull with a volume."""


def coal_shape(shape: Shape) -> Native:
    """The same shape for coal; a mesh as its convex hull. Raises `MotionError` where a mesh cannot be read."""
    import coal

    match shape:
        case Box(x, y, z):
            return coal.Box(x, y, z)
        case Cylinder(radius, length):
            return coal.Cylinder(radius, length)
        case Capsule(radius, length):
            return coal.Capsule(radius, length)
        case Sphere(radius):
            return coal.Sphere(radius)
        case Mesh():
            return _hull(shape)


def radius_of(shape: Shape) -> float:
    """Of the ball about the shape's own origin that holds it, in metres."""
    match shape:
        case Box(x, y, z):
            return math.hypot(x, y, z) / 2.0
        case Cylinder(radius, length):
            return math.hypot(radius, length / 2.0)
        case Capsule(radius, length):
            return radius + length / 2.0
        case Sphere(radius):
            return radius
        case Mesh():
            return float(np.linalg.norm(_points(shape), axis=1).max())


def _hull(mesh: Mesh) -> Native:
    import coal

    points = coal.StdVec_Vec3s()
    for point in _points(mesh):
        points.append(point)
    return coal.Convex.convexHull(points, True, "Qt")  # Qhull's option: faces as triangles.


def _points(mesh: Mesh) -> Vector:
    import trimesh

    try:
        loaded = trimesh.load_mesh(mesh.path)
    except (OSError, ValueError, IndexError, NotImplementedError) as error:
        raise MotionError(
            f"The mesh cannot be read: {error}", where=str(mesh.path), remedy="Give a closed STL or OBJ file."
        ) from error
    points: Vector = np.asarray(loaded.vertices, dtype=float).reshape(-1, 3) * np.array(mesh.scale)
    if np.linalg.matrix_rank(points - points[:1]) < _SPACE:
        raise MotionError("The mesh is flat or empty.", where=str(mesh.path), remedy="Give a closed STL or OBJ file.")
    return points

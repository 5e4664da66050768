"""Inertia of solid bodies, against a sum over many small pieces."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from robot_cells.bodies.geometry import Geometry
from robot_cells.bodies.inertia import Inertia, solid
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.bodies.shape import Box, Capsule, Cylinder, Shape, Sphere

Inside = Callable[[np.ndarray], np.ndarray]

SHAPES: dict[str, tuple[Shape, Inside]] = {
    "box": (Box(0.4, 0.2, 0.3), lambda p: (abs(p) <= np.array([0.2, 0.1, 0.15])).all(axis=1)),
    "cylinder": (
        Cylinder(0.15, 0.5),
        lambda p: (np.hypot(p[:, 0], p[:, 1]) <= 0.15) & (abs(p[:, 2]) <= 0.25),
    ),
    "sphere": (Sphere(0.2), lambda p: np.linalg.norm(p, axis=1) <= 0.2),
    "capsule": (
        Capsule(0.1, 0.3),
        lambda p: np.linalg.norm(p - np.clip(p, [0, 0, -0.15], [0, 0, 0.15]), axis=1) <= 0.1,
    ),
}


def summed(inside: Inside, mass_kg: float, pose: Pose3D) -> Inertia:
    """Of what is `inside`, by a sum over a grid of 6 mm."""
    grid = np.stack(np.meshgrid(*[np.arange(-0.3, 0.3, 0.006) + 0.003] * 3), axis=-1).reshape(-1, 3)
    points = grid[inside(grid)] @ pose.matrix()[:3, :3].T + pose.matrix()[:3, 3]
    centre = points.mean(axis=0)
    x, y, z = (points - centre).T
    share = mass_kg / len(points)
    moments = [float(share * (a * a + b * b).sum()) for a, b in ((y, z), (x, z), (x, y))]
    products = [float(-share * (a * b).sum()) for a, b in ((x, y), (x, z), (y, z))]
    return Inertia(mass_kg, tuple(centre.tolist()), tuple(moments), tuple(products))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", SHAPES)
def test_a_solid_resists_as_the_sum_of_its_pieces_does(name: str) -> None:
    shape, inside = SHAPES[name]
    pose = Pose3D(0.1, -0.2, 0.3, 0.3, -0.5, 1.1)
    found = solid([Geometry("g", shape, pose)], 2.5)
    wanted = summed(inside, 2.5, pose)
    assert found.mass_kg == 2.5
    assert np.allclose(found.centre_m, wanted.centre_m, atol=1e-3)
    assert np.allclose(found.tensor(), wanted.tensor(), atol=0.02 * wanted.tensor().max())


def test_two_halves_resist_as_the_whole_does() -> None:
    halves = [Geometry(side, Box(0.2, 0.2, 0.2), Pose3D(x_m=x)) for side, x in (("left", -0.1), ("right", 0.1))]
    whole = solid([Geometry("whole", Box(0.4, 0.2, 0.2))], 3.0)
    assert np.allclose(solid(halves, 3.0).tensor(), whole.tensor())


def test_what_is_only_seen_has_no_part_in_it_and_nothing_felt_is_refused() -> None:
    felt, seen = Geometry("felt", Sphere(0.1)), Geometry("seen", Sphere(0.5), use="visual")
    assert solid([felt, seen], 1.0) == solid([felt], 1.0)
    with pytest.raises(ValueError, match="No shape"):
        solid([seen], 1.0)


def test_a_body_that_is_said_in_another_frame_resists_as_its_moved_shapes_do() -> None:
    inner, outer = Pose3D(0.1, -0.2, 0.3, 0.3, -0.5, 1.1), Pose3D(-0.4, 0.1, 0.2, -1.0, 0.6, 2.0)
    moved = solid([Geometry("g", Box(0.4, 0.2, 0.3), inner)], 2.5).moved(outer)
    wanted = solid([Geometry("g", Box(0.4, 0.2, 0.3), outer @ inner)], 2.5)
    assert np.allclose(moved.centre_m, wanted.centre_m) and np.allclose(moved.tensor(), wanted.tensor())

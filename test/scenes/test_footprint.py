"""What covers the floor: as the builder places it, and how far two of them overlap."""

from __future__ import annotations

import math

import pytest
from scene_plant import reference

from robot_cells.bodies.pose3d import Pose3D
from robot_cells.bodies.shape import Box
from robot_cells.scenes.cell_plan import plan_cell
from robot_cells.scenes.footprint import Footprint, docked_vehicle, furniture, overlap_m
from robot_cells.scenes.scene_builder import build_scene, layouts_of, vehicles_placed


def square(x_m: float, y_m: float, turned_rad: float = 0.0) -> Footprint:
    """One metre wide, its middle there."""
    return Footprint.of("square", Pose3D(x_m, y_m, yaw_rad=turned_rad), (-0.5, 0.5), (-0.5, 0.5))


@pytest.mark.parametrize(
    ("other", "expected_m"),
    [
        (square(0.7, 0.0), 0.3),
        (square(0.0, -0.9), 0.1),
        (square(0.8, 0.6), 0.2),
        (square(1.0, 0.0), 0.0),
        (square(3.0, 3.0), 0.0),
        (square(1.1, 0.0, math.pi / 4), 0.5 + math.sqrt(0.5) - 1.1),
        (square(1.0, 1.0, math.pi / 4), 0.5 + math.sqrt(0.5) - math.sqrt(0.5) * 2 + math.sqrt(0.5) - 0.5 + 1e-12),
    ],
)
def test_two_squares_overlap_by_the_least_way_apart(other: Footprint, expected_m: float) -> None:
    assert overlap_m(square(0.0, 0.0), other) == pytest.approx(expected_m, abs=1e-9)
    assert overlap_m(other, square(0.0, 0.0)) == pytest.approx(expected_m, abs=1e-9)


def test_all_that_stands_on_the_floor_of_a_cell_is_within_its_footprints() -> None:
    plant = reference()
    scene, layouts = build_scene(plant.line, plant.products, vehicles=False), layouts_of(plant.products)
    for cell in plant.line.cells:
        shapes = furniture(plan_cell(cell, layouts))
        for placed in scene.of(cell=cell.id):
            if placed.name.split("/")[1] not in ("table", "input_buffer", "output_buffer", "station", "machine"):
                continue
            for body in placed.mechanism.bodies:
                for geometry in body.geometries:
                    if not isinstance(geometry.shape, Box) or not geometry.is_felt:
                        continue
                    half_x, half_y = geometry.shape.x_m / 2 - 0.021, geometry.shape.y_m / 2 - 0.021
                    at = placed.pose @ body.pose @ geometry.pose
                    if min(half_x, half_y) > 0.0:
                        own = Footprint.of("own", at, (-half_x, half_x), (-half_y, half_y))
                        assert any(_holds(shape, own) for shape in shapes), f"{placed.name}/{body.name}/{geometry.name}"


def test_a_vehicle_covers_what_its_hull_does_where_it_has_docked() -> None:
    plant = reference()
    layouts = layouts_of(plant.products)
    for placed, vehicle in zip(vehicles_placed(plant.line, plant.products), plant.line.vehicles, strict=True):
        covered = docked_vehicle(plan_cell(plant.line.cell(vehicle.home), layouts))
        xs, ys = zip(*covered.corners_m, strict=True)
        assert (sum(xs) / 4, sum(ys) / 4) == pytest.approx((placed.pose.x_m, placed.pose.y_m))


def _holds(outer: Footprint, inner: Footprint) -> bool:
    """Of rectangles along the same axes."""
    (xs, ys), (own_xs, own_ys) = (tuple(zip(*item.corners_m, strict=True)) for item in (outer, inner))
    edge = 1e-9
    return (
        min(xs) - edge <= min(own_xs)
        and max(own_xs) <= max(xs) + edge
        and min(ys) - edge <= min(own_ys)
        and max(own_ys) <= max(ys) + edge
    )

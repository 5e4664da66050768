"""What the reference line's document says of distances."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from robot_cells.documents.plant import load_plant
from robot_cells.scenes.lanes import plan_lanes
from robot_cells.simulations.driving.route import route_between
from robot_cells.simulations.driving.speed_profile import DrivingLimits, driving_time_s


def test_the_reference_line_states_distances_that_take_as_long_as_the_ways_along_its_lanes() -> None:
    plant = load_plant(Path(__file__).parents[3] / "config/lines/compute_tray.yaml")
    lanes, vehicle = plan_lanes(plant.line, plant.products), plant.line.vehicles[0]
    limits = DrivingLimits.of(vehicle)
    for one, other in itertools.combinations(lanes.docks.values(), 2):
        ways = route_between(lanes, one, other), route_between(lanes, other, one)
        mean_s = sum(driving_time_s(way, limits) for way in ways) / 2
        assert plant.line.travel_s(vehicle, one.cell, other.cell) == pytest.approx(mean_s, rel=0.01), (one, other)

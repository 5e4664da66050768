"""Ways from dock to dock."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from driving_line import PLACES, driving_line

from robot_cells.ids import CellId
from robot_cells.scenes.lanes import plan_lanes
from robot_cells.simulations.driving.route import RADIUS_M, SPACING_M, Route, route_between
from robot_cells.simulations.driving.speed_profile import DrivingLimits, allowed_speeds, driving_time_s

LANES = plan_lanes(driving_line(), {})
PAIRS = list(itertools.permutations(PLACES, 2))
LIMITS = DrivingLimits(1.2, 0.5)


def way(start: str, goal: str) -> Route:
    return route_between(LANES, LANES.docks[CellId(start)], LANES.docks[CellId(goal)])


def steps(route: Route) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Along x and y, the yaw between, and the direction of each step that leads from place to place."""
    moving = np.diff(route.direction) == 0.0
    yaw = (route.yaw_rad[1:] + route.yaw_rad[:-1])[moving] / 2.0
    return np.diff(route.x_m)[moving], np.diff(route.y_m)[moving], yaw, route.direction[:-1][moving]


@pytest.mark.parametrize(("start", "goal"), PAIRS)
def test_a_vehicle_never_has_to_slide_sideways(start: str, goal: str) -> None:
    dx, dy, yaw, direction = steps(way(start, goal))
    assert np.allclose(dx, direction * np.cos(yaw) * SPACING_M, atol=0.1 * SPACING_M)
    assert np.allclose(dy, direction * np.sin(yaw) * SPACING_M, atol=0.1 * SPACING_M)


@pytest.mark.parametrize(("start", "goal"), PAIRS)
def test_it_backs_out_of_one_dock_and_drives_forward_into_the_other(start: str, goal: str) -> None:
    route = way(start, goal)
    for index, name in ((0, start), (-1, goal)):
        dock = LANES.docks[CellId(name)]
        assert (route.x_m[index], route.y_m[index]) == pytest.approx((dock.x_m, dock.y_m))
        assert np.sin(route.yaw_rad[index]) == pytest.approx(dock.side)
    assert (route.direction[0], route.direction[-1]) == (-1.0, 1.0)
    assert np.count_nonzero(np.diff(route.direction)) == 1
    assert np.abs(route.bend).max() == pytest.approx(1.0 / RADIUS_M, rel=0.02)


@pytest.mark.parametrize(("start", "goal"), PAIRS)
def test_everybody_drives_forward_on_the_right_of_the_aisle(start: str, goal: str) -> None:
    route = way(start, goal)
    along = np.diff(route.x_m)
    ahead = (route.direction[:-1] > 0) & (np.abs(along) > 0.99 * SPACING_M)
    assert ahead.any()
    right_y = np.where(along[ahead] > 0.0, LANES.lane_y_m(1), LANES.lane_y_m(-1))
    assert np.allclose(route.y_m[:-1][ahead], right_y, atol=0.01)
    assert LANES.lane_y_m(1) < LANES.aisle_y_m < LANES.lane_y_m(-1)


def test_the_way_back_ends_where_the_way_began() -> None:
    there = way("press", "store")
    back = there.back_from(60)
    assert (back.x_m[0], back.y_m[0], back.yaw_rad[0]) == (there.x_m[60], there.y_m[60], there.yaw_rad[60])
    assert (back.x_m[-1], back.y_m[-1]) == (there.x_m[0], there.y_m[0])
    assert (back.direction == 1.0).all()


def test_two_ways_make_one_without_a_jump_of_direction() -> None:
    both = way("press", "lathe").then(way("lathe", "press"))
    assert np.abs(np.diff(both.yaw_rad)).max() < 0.05
    assert both.sections[-1].last == len(both) - 1
    assert both.from_point(100).sections[-1].last == len(both) - 101


@pytest.mark.parametrize(("start", "goal"), PAIRS)
def test_no_speed_asks_for_more_than_the_acceleration(start: str, goal: str) -> None:
    route = way(start, goal)
    speeds = allowed_speeds(route, LIMITS)
    assert (speeds**2 * np.abs(route.bend) <= LIMITS.acceleration_mps2 + 1e-9).all()
    braking = (speeds[:-1] ** 2 - speeds[1:] ** 2) / (2.0 * SPACING_M)
    assert braking.max() <= LIMITS.acceleration_mps2 + 1e-9
    assert speeds[-1] == 0.0 and speeds.max() == LIMITS.speed_mps


def test_a_drive_takes_the_way_at_full_speed_and_twice_the_time_to_reach_it_and_to_stop() -> None:
    route = way("press", "store")
    quick = driving_time_s(route, DrivingLimits(1.0, 1e6))
    assert quick == pytest.approx(route.length_m, rel=0.02)
    # From rest to rest three times: out, along, and slower in the bends.
    assert driving_time_s(route, LIMITS) > route.length_m / 1.2 + 2 * 1.2 / 0.5
    assert driving_time_s(route, LIMITS) == pytest.approx(
        4.0 * driving_time_s(route, DrivingLimits(4.8, 8.0)), rel=0.05
    )

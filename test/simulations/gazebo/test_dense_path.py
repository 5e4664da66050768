"""Gazebo's controller knows nothing between points: they lie close, and the last one is at rest."""

import itertools

import pytest

from robot_cells.simulations.gazebo.dense_path import STEP_S, dense_points
from robot_cells.simulations.joint_path import STILL, JointPath

HOME = (0.0, -1.5, 1.5, -1.5, -1.5, 0.0)
THERE = (0.4, -1.2, 1.5, -1.5, -1.5, 0.2)
PATH = JointPath(10.0, (0.0, 1.0), (HOME, THERE), (STILL, STILL))


def test_points_follow_the_path_closely_and_end_at_rest() -> None:
    points = dense_points(PATH, 10.0)
    assert len(points) == 250
    for before, after in itertools.pairwise(points):
        assert 0.0 < after.time_s - before.time_s <= STEP_S + 1e-9
    for point in points:
        assert point.positions_rad == pytest.approx(PATH.at(10.0 + point.time_s))
    assert points[-1].time_s == pytest.approx(1.0)
    assert (points[-1].positions_rad, points[-1].velocities_rad_s) == (THERE, STILL)
    assert points[125].velocities_rad_s[0] == pytest.approx(0.6, abs=0.01), "1.5 times the mean speed, half-way"


def test_of_a_path_that_has_begun_only_the_rest_is_told() -> None:
    points = dense_points(PATH, 10.75)
    assert points[-1].time_s == pytest.approx(0.25)
    assert points[0].positions_rad == pytest.approx(PATH.at(10.75 + STEP_S))


@pytest.mark.parametrize("from_s", [11.0, 12.0])
def test_an_arm_that_stands_is_told_to_stay_and_never_nothing(from_s: float) -> None:
    (point,) = dense_points(PATH, from_s)
    assert (point.time_s, point.positions_rad, point.velocities_rad_s) == (0.0, THERE, STILL)

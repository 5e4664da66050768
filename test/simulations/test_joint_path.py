"""Paths of an arm between the points of a trajectory."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import pytest

from robot_cells.devices.six_axis_arm import UR10E
from robot_cells.motions.motion_limits import ACCELERATION, JERK, MotionLimits
from robot_cells.motions.straight_move import straight_move
from robot_cells.simulations.command_error import CommandError
from robot_cells.simulations.joint_path import STILL
from robot_cells.simulations.path_request import plan

HERE = (0.0, -1.0, 1.0, -1.0, -1.0, 0.0)
THERE = (1.5, -1.4, 1.8, -2.0, -1.57, 0.4)


def point(turn: float, time_s: float, *, speed: float | None = None, rise: float | None = None) -> dict[str, Any]:
    told: dict[str, Any] = {"positions_rad": [turn, *HERE[1:]], "time_s": time_s}
    if speed is not None:
        told["velocities_rad_s"] = [speed, *STILL[1:]]
    if rise is not None:
        told["accelerations_rad_s2"] = [rise, *STILL[1:]]
    return told


@pytest.mark.parametrize(
    ("told", "middle", "speed"),
    [
        (point(1.0, 2.0), 0.25, 0.5),
        (point(1.0, 2.0, speed=0.0), 0.15625, 0.5625),
        (point(1.0, 2.0, speed=0.0, rise=0.0), 0.103515625, 0.52734375),
    ],
    ids=["positions: a line", "and velocities: a cubic", "and accelerations: a quintic"],
)
def test_what_points_carry_decides_the_polynomial_between_them(told: Any, middle: float, speed: float) -> None:
    """At a quarter of the time: x, 3x2 - 2x3, 10x3 - 15x4 + 6x5 and their derivatives."""
    path = plan(UR10E, [told], HERE, 5.0)
    assert path.at(5.5)[0] == pytest.approx(middle)
    assert path.velocities(5.5)[0] == pytest.approx(speed)
    assert path.at(5.5)[1:] == pytest.approx(HERE[1:])
    assert path.at(9.0)[0] == 1.0
    assert path.velocities(9.0) == path.accelerations(9.0) == STILL


def test_an_arm_that_moves_goes_on_from_its_speed() -> None:
    path = plan(UR10E, [point(1.0, 2.0, speed=0.0)], HERE, 0.0, moving_rad_s=(0.7, *STILL[1:]))
    assert path.velocities(0.0)[0] == pytest.approx(0.7)
    assert path.velocities(1.999)[0] == pytest.approx(0.0, abs=0.01)


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ([point(0.5, 1.0, speed=0.5), point(0.9, 1.01, speed=0.5), point(1.0, 2.0, speed=0.0)], "Point 2 .* joint 1"),
        ([point(1.0, 0.6, speed=0.0)], "Point 1 asks joint 1 for 2.50 rad/s"),
        ([point(0.0005, 0.01, speed=0.9), point(0.5, 2.0, speed=0.0)], "Point 1 asks joint 1 for .* rad/s2: a jump"),
        ([point(0.06, 0.03), point(0.0, 0.06), point(0.06, 0.09)], "Point 2 .* jump"),
        ([point(0.5, 1.0, speed=0.5)], "At its last point joint 1 goes on at 0.50 rad/s"),
        ([point(6.2, 10.0, speed=1.8), point(6.2, 10.4, speed=0.0)], "out of its range"),
    ],
    ids=["position", "speed on the way", "speed at a point", "speed between lines", "no end", "range on the way"],
)
def test_a_trajectory_that_jumps_is_refused_with_point_and_joint(points: Any, words: str) -> None:
    with pytest.raises(CommandError, match=words) as error:
        plan(UR10E, points, HERE, 0.0)
    assert error.value.error_code == "arm.limit"


@pytest.mark.parametrize(
    "points",
    [
        [point(0.5, 1.0, speed=0.0), point(0.6, 2.0)],
        [point(0.5, 1.0, rise=0.0)],
        [{**point(0.5, 1.0), "velocities_rad_s": [0.0]}],
        [point(0.5, math.nan)],
        [point(math.nan, 1.0)],
    ],
    ids=["some velocities", "accelerations alone", "one velocity", "no time", "no number"],
)
def test_points_that_make_no_path_are_refused(points: Any) -> None:
    with pytest.raises(CommandError) as error:
        plan(UR10E, points, HERE, 0.0)
    assert error.value.error_code == "device.bad_parameter"


def test_the_moves_of_skills_stay_within_speed_acceleration_and_jerk_all_the_way() -> None:
    limits = MotionLimits(UR10E.velocity_limits_rad_s, (ACCELERATION,) * 6, (JERK,) * 6)
    path = plan(UR10E, straight_move(HERE, THERE, limits).points(), HERE, 0.0)
    times = [path.duration_s * k / 2000 for k in range(2001)]
    for axis, limit in enumerate(UR10E.velocity_limits_rad_s):
        assert max(abs(path.velocities(t)[axis]) for t in times) <= limit * 1.0001
        rises = [path.accelerations(t)[axis] for t in times]
        assert max(map(abs, rises)) <= ACCELERATION * 1.0001
        step = path.duration_s / 2000
        assert max(abs(b - a) for a, b in pairwise(rises)) <= JERK * step * 1.01

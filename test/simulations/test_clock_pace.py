"""Simulated time that somebody else makes."""

import math

from robot_cells.simulations.clock_pace import ClockPace


def test_time_is_that_of_the_clock_and_never_runs_backwards() -> None:
    told = [0.0]
    pace = ClockPace(lambda: told[0], 0.02, wall_s=100.0, from_s=5.0)
    assert not pace.is_running
    assert pace.at(101.0) == 5.0, "until the clock has come to where the plant was"
    told[0] = 7.5
    assert pace.is_running and pace.at(102.0) == 7.5
    told[0] = 6.0
    assert pace.at(103.0) == 7.5


def test_how_long_it_will_be_nobody_knows() -> None:
    pace = ClockPace(lambda: 7.5, 0.02, wall_s=100.0, from_s=5.0)
    pace.at(100.0)
    assert (pace.wall_until(7.5), pace.wall_until(7.6)) == (0.0, math.inf)

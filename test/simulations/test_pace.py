"""Simulated time after wall time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from robot_cells.simulations.pace import EPOCH_S, MOST_PERIODS, Pace

STEPS = st.lists(st.floats(0.0, 0.5), max_size=50)


def test_simulated_time_runs_at_its_speed_from_an_epoch_after_zero() -> None:
    pace = Pace(20.0, 0.02, wall_s=100.0)
    assert pace.at(100.0) == EPOCH_S > 0.0
    assert pace.at(100.01) == pytest.approx(EPOCH_S + 0.2)
    assert pace.at(100.03) == pytest.approx(EPOCH_S + 0.6)
    assert pace.real_time_factor == pytest.approx(20.0)


def test_what_a_busy_machine_misses_is_lost_and_counted() -> None:
    pace = Pace(20.0, 0.02, wall_s=0.0)
    assert pace.at(1.0) == pytest.approx(EPOCH_S + 20.0 * MOST_PERIODS * 0.02)
    assert pace.lost_s == pytest.approx(1.0 - MOST_PERIODS * 0.02)
    assert pace.real_time_factor < 1.0


def test_a_tick_comes_every_period_and_late_ones_are_counted() -> None:
    pace = Pace(20.0, 0.02, wall_s=0.0)
    assert pace.tick(0.0)
    assert not pace.tick(0.01)
    assert pace.tick(0.021)
    assert pace.next_tick_s == pytest.approx(0.04)
    assert pace.missed == 0
    assert pace.tick(0.105)
    assert pace.missed == 3
    assert pace.next_tick_s == pytest.approx(0.125)


def test_the_wait_for_an_event_is_wall_time() -> None:
    pace = Pace(50.0, 0.02, wall_s=0.0)
    pace.at(0.0)
    assert pace.wall_until(EPOCH_S + 10.0) == pytest.approx(0.2)
    assert pace.wall_until(0.5) == 0.0
    assert pace.wall_until(float("inf")) == float("inf")


def test_a_pause_is_neither_simulated_nor_lost() -> None:
    pace = Pace(20.0, 0.02, wall_s=0.0)
    pace.at(0.02)
    pace.pause(50.0)
    assert pace.at(50.01) == pytest.approx(EPOCH_S + 0.6)
    assert pace.lost_s == 0.0
    assert pace.real_time_factor == pytest.approx(20.0)


@given(STEPS, st.floats(0.1, 1000.0))
def test_simulated_time_never_runs_backwards_nor_faster_than_its_speed(steps: list[float], speed: float) -> None:
    pace = Pace(speed, 0.02, wall_s=0.0)
    wall_s, before = 0.0, pace.at(0.0)
    for step in steps:
        wall_s += step
        now = pace.at(wall_s)
        assert before <= now <= before + step * speed * (1.0 + 1e-6) + 1e-9
        assert pace.at(wall_s - 0.001) == now
        before = now

"""Pressure decay of a leaking loop."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from robot_cells.simulations.leak_test import NOISE_PA, LeakTest, pressure_curve

TEST = LeakTest(fill_pressure_pa=200_000.0, fill_s=8.0, stabilise_s=15.0, measure_s=20.0, vent_s=3.0, volume_m3=0.0008)


def curve(leak_pa_m3_s: float, test: Any = TEST, seed: int = 1) -> Any:
    return pressure_curve(test, leak_pa_m3_s, np.random.default_rng(seed))


def leak_seen(leak_pa_m3_s: float) -> Any:
    """The leak rate as a leak tester reckons it: volume times the slope over the measuring time."""
    times, pressure = curve(leak_pa_m3_s)
    measuring = (times > 23.0) & (times < 43.0)
    slope, _ = np.polyfit(times[measuring], pressure[measuring], 1)
    return -slope * TEST.volume_m3


def test_a_tight_loop_is_filled_settles_holds_and_is_vented() -> None:
    times, pressure = curve(2e-5)
    assert times[0] == 0.0
    assert times[-1] == pytest.approx(46.0)
    assert pressure[np.searchsorted(times, 7.9)] == pytest.approx(200_000.0, rel=0.001)
    held = pressure[(times > 23.0) & (times < 43.0)]
    assert np.ptp(held) < 20.0
    assert held.mean() == pytest.approx(200_000.0 * (1 - 0.0025), rel=0.001)
    assert pressure[-1] < 1_000.0


@pytest.mark.parametrize("leak", [5e-4, 1e-3, 5e-3, 2e-2])
def test_the_leak_rate_can_be_read_off_the_slope(leak: float) -> None:
    assert leak_seen(leak) == pytest.approx(leak, rel=0.1, abs=1e-4)


def test_a_loop_that_has_not_settled_looks_as_if_it_leaked() -> None:
    hasty = LeakTest(200_000.0, 8.0, 0.0, 20.0, 3.0, 0.0008)
    times, pressure = curve(2e-5, hasty)
    measuring = (times > 8.0) & (times < 12.0)
    slope, _ = np.polyfit(times[measuring], pressure[measuring], 1)
    assert -slope * hasty.volume_m3 > 10 * leak_seen(2e-5)


def test_an_open_loop_never_comes_to_pressure() -> None:
    _, pressure = curve(60.0)
    assert pressure.max() < 0.9 * 200_000.0


@given(st.floats(0.0, 1e4), st.floats(0.0, 50.0), st.floats(0.0, 10.0), st.integers(0, 99))
def test_every_curve_is_finite_and_stays_below_the_test_pressure(
    leak: float, stabilise_s: float, vent_s: float, seed: int
) -> None:
    test = LeakTest(200_000.0, 8.0, stabilise_s, 20.0, vent_s, 0.0008)
    times, pressure = curve(leak, test, seed)
    assert np.all(np.isfinite(pressure))
    assert np.all(np.diff(times) > 0.0)
    assert pressure.max() < 200_000.0 + 8 * NOISE_PA

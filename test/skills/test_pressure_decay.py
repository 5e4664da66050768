"""The leak rate from a pressure curve."""

from __future__ import annotations

import numpy as np
import pytest

from robot_cells.skills.pressure_decay import DecayPhases, decay

PHASES = DecayPhases(5.0, 15.0, 12.0)
VOLUME = 5e-4


def pressure(time: np.ndarray, leak: float, noise: float = 0.0, filled: float = 200_000.0) -> np.ndarray:
    fall = leak / VOLUME * np.maximum(0.0, time - 5.0)
    return np.where(time < 5.0, filled * time / 5.0, filled - fall) + np.random.default_rng(3).normal(
        0, noise, time.size
    )


@pytest.mark.parametrize("leak", [0.0, 1e-5, 5e-4, 0.02])
@pytest.mark.parametrize("noise", [0.0, 0.6])
def test_the_leak_rate_is_the_one_the_curve_was_made_from(leak: float, noise: float) -> None:
    time = np.linspace(0.0, 32.0, 170)
    found = decay(time, pressure(time, leak, noise), PHASES, VOLUME)
    assert found.leak_pa_m3_s == pytest.approx(leak, abs=2e-5 if noise else 1e-9)
    assert found.filled_pa == pytest.approx(200_000.0, rel=0.05)


def test_what_happens_outside_the_measuring_phase_does_not_count() -> None:
    time = np.linspace(0.0, 34.0, 180)
    curve = pressure(time, 1e-4)
    curve[time > PHASES.measure_until_s] = 0.0
    curve[(time > 5.0) & (time < 19.0)] += 500.0
    assert decay(time, curve, PHASES, VOLUME).leak_pa_m3_s == pytest.approx(1e-4)


@pytest.mark.parametrize("time", [np.linspace(0, 10, 50), np.array([0.0, 30.0]), np.linspace(25, 32, 50)])
def test_a_curve_without_enough_points_is_refused(time: np.ndarray) -> None:
    with pytest.raises(ValueError, match="measuring phase"):
        decay(time, np.ones_like(time), PHASES, VOLUME)

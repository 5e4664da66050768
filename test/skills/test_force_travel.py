"""What the force over the travel says."""

from __future__ import annotations

import numpy as np
import pytest

from robot_cells.skills.force_travel import insertion

TRAVEL = np.linspace(0.0, 0.018, 60)


def force(peak: float, after_latch: float, noise: float = 0.0) -> np.ndarray:
    """Free until 4 mm, friction up to the latch at 11 mm, then the stop at 12 mm."""
    rising = np.clip((TRAVEL - 0.004) / 0.007, 0.0, 1.0) * peak
    latched = np.where(TRAVEL > 0.011, after_latch, rising)
    stop = 20_000.0 * np.maximum(0.0, TRAVEL - 0.012)
    return np.maximum(0.0, latched + stop + np.random.default_rng(5).normal(0, noise, TRAVEL.size))


@pytest.mark.parametrize("noise", [0.0, 0.4])
def test_a_latch_that_snaps_is_seen(noise: float) -> None:
    found = insertion(TRAVEL, force(18.0, 9.0, noise))
    assert found.has_latched
    assert found.peak_before_latch_n == pytest.approx(18.0, abs=1.5)
    assert found.depth_m == pytest.approx(0.0135, abs=0.001)


@pytest.mark.parametrize(
    "curve",
    [force(18.0, 17.0, 0.4), force(0.0, 0.0, 0.4), force(0.0, 0.0), np.zeros(60), np.linspace(0, 30, 60)],
)
def test_without_a_fall_of_the_force_nothing_has_latched(curve: np.ndarray) -> None:
    assert not insertion(TRAVEL, curve).has_latched


def test_noise_around_the_first_touch_is_no_latch() -> None:
    curve = np.zeros(60)
    curve[10] = 2.5
    assert not insertion(TRAVEL, curve).has_latched

"""What the torque-angle curve of a screw says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from robot_cells.skills.torque_angle import Joint, JointLimits, judge, signature

PREVAILING, RATE, RUN_DOWN = 0.04, 0.8, 28.0
SNUG = JointLimits(0.25, 0.05, 14.0, 0.0, has_run_down=True)
FINAL = JointLimits(0.60, 0.05, 14.0, 0.3, has_run_down=False)


def curve(
    *, run_down: float = RUN_DOWN, stop_nm: float = 0.25, rate: float = RATE, noise: float = 0.0, start_nm: float = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    """Run-down at the prevailing torque, then a straight rise to `stop_nm`."""
    rise = (stop_nm - max(PREVAILING, start_nm)) / rate
    angle = np.concatenate([np.linspace(0, run_down, 60), np.linspace(run_down, run_down + rise, 60)[1:]])
    torque = max(PREVAILING, start_nm) + np.maximum(0.0, angle - run_down) * rate
    return angle, torque + np.random.default_rng(1).normal(0, noise, angle.size) if noise else torque


@pytest.mark.parametrize("noise", [0.0, 0.006])
def test_the_figures_of_a_good_curve_are_those_it_was_made_from(noise: float) -> None:
    found = signature(*curve(noise=noise), has_run_down=True)
    assert found.prevailing_nm == pytest.approx(PREVAILING, abs=0.004)
    assert found.torque_rate_nm_rad == pytest.approx(RATE, rel=0.2 if noise else 1e-6)
    assert found.snug_angle_rad == pytest.approx(RUN_DOWN, abs=0.08 if noise else 1e-6)
    assert found.clamp_angle_rad == pytest.approx(0.21 / RATE, abs=0.08 if noise else 1e-6)


@pytest.mark.parametrize(
    ("limits", "made", "expected"),
    [
        (SNUG, {}, Joint.SEATED),
        (SNUG, {"noise": 0.01}, Joint.SEATED),
        (SNUG, {"run_down": 7.0}, Joint.CROSS_THREADED),
        (SNUG, {"run_down": 13.0}, Joint.CROSS_THREADED),
        (SNUG, {"run_down": 15.0}, Joint.SEATED),
        (SNUG, {"run_down": 1e-6, "stop_nm": 0.25, "start_nm": 0.24}, Joint.TIGHT),
        (SNUG, {"stop_nm": 0.20}, Joint.NOT_SEATED),
        (SNUG, {"stop_nm": 0.04}, Joint.NOT_SEATED),
        (FINAL, {"run_down": 0.01, "start_nm": 0.25, "stop_nm": 0.60}, Joint.SEATED),
        (FINAL, {"run_down": 0.01, "start_nm": 0.25, "stop_nm": 0.58}, Joint.SEATED),
        (FINAL, {"run_down": 0.01, "start_nm": 0.25, "stop_nm": 0.56}, Joint.NOT_SEATED),
        (FINAL, {"run_down": 0.01, "start_nm": 0.25, "stop_nm": 0.60, "rate": 0.2}, Joint.NOT_SEATED),
    ],
)
def test_what_became_of_the_screw(limits: JointLimits, made: dict[str, float], expected: Joint) -> None:
    assert judge(signature(*curve(**made), has_run_down=limits.has_run_down), limits) is expected


@pytest.mark.parametrize("left", [0.05, 0.2])
def test_a_torque_that_falls_for_good_is_a_stripped_thread(left: float) -> None:
    angle, torque = curve(run_down=0.01, start_nm=0.25, stop_nm=0.40)
    angle = np.append(angle, np.linspace(angle[-1], 3.0, 40))
    torque = np.append(torque, 0.40 * (left + (1 - left) * np.exp(-np.linspace(0, 8, 40))))
    assert judge(signature(angle, torque, has_run_down=False), FINAL) is Joint.STRIPPED


def test_a_screw_that_was_tight_has_no_rise_to_speak_of() -> None:
    found = signature(np.zeros(20), np.full(20, 0.25), has_run_down=True)
    assert (found.torque_rate_nm_rad, found.clamp_angle_rad) == (None, None)
    assert judge(found, SNUG) is Joint.TIGHT


@given(st.lists(st.tuples(st.floats(0, 50), st.floats(-1, 5)), min_size=1, max_size=60))
def test_any_curve_is_judged_and_none_below_the_torque_is_good(points: list[tuple[float, float]]) -> None:
    angle = np.sort(np.array([point[0] for point in points]))
    torque = np.array([point[1] for point in points])
    verdict = judge(signature(angle, torque, has_run_down=False), FINAL)
    if torque[-1] < FINAL.target_torque_nm * 0.95:
        assert verdict in (Joint.STRIPPED, Joint.NOT_SEATED)

"""Torque-angle curves."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from robot_cells.simulations.screw_joint import CURVE_POINTS, ScrewJoint, Thread, tighten


def random(seed: int = 1) -> Any:
    return np.random.default_rng(seed)


def joint(thread: Thread = Thread.SOUND, **changed: Any) -> Any:
    values = {"run_down_rad": 28.0, "slope_nm_per_rad": 0.85, "prevailing_nm": 0.035} | changed
    return ScrewJoint(thread, **values)


@given(st.floats(0.1, 5.0), st.floats(0.0, 0.5))
def test_the_angle_to_a_torque_is_where_the_curve_has_that_torque(torque_nm: float, start_share: float) -> None:
    sound = joint(start_nm=torque_nm * start_share, run_down_rad=0.0 if start_share else 28.0)
    angle = sound.angle_to(torque_nm)
    assert sound.torque(np.array([angle]))[0] == pytest.approx(torque_nm)


def test_a_sound_screw_runs_down_freely_then_rises_in_a_straight_line_to_its_target() -> None:
    course = tighten(joint(), 0.6, 60.0, random())
    assert len(course.angle_rad) == len(course.torque_nm) == CURVE_POINTS
    assert course.torque_nm[-1] == pytest.approx(0.6, rel=0.02)
    assert course.torque_nm.max() == course.torque_nm[-1]
    assert course.torque_nm[course.angle_rad < 27.5].max() < 0.1
    elastic = (course.torque_nm > 0.3) & (course.torque_nm < 0.59)
    slope, _ = np.polyfit(course.angle_rad[elastic], course.torque_nm[elastic], 1)
    assert slope == pytest.approx(0.85, rel=0.1)


def test_a_seated_screw_goes_on_from_the_torque_it_has() -> None:
    course = tighten(joint(run_down_rad=0.0, start_nm=0.2), 0.6, 6.0, random())
    assert course.torque_nm[0] == pytest.approx(0.2, abs=0.03)
    assert course.torque_nm[-1] == pytest.approx(0.6, rel=0.02)
    assert 0.2 < course.angle_rad[-1] < 1.0


def test_a_screw_without_a_thread_turns_to_the_greatest_angle() -> None:
    course = tighten(joint(Thread.NONE), 0.6, 60.0, random())
    assert course.angle_rad[-1] == pytest.approx(60.0)
    assert course.torque_nm.max() < 0.1


def test_a_crossed_screw_reaches_its_torque_far_too_early() -> None:
    course = tighten(joint(Thread.CROSSED), 0.6, 60.0, random())
    assert course.torque_nm[-1] == pytest.approx(0.6, rel=0.02)
    assert course.angle_rad[-1] < 10.0


def test_a_stripped_thread_falls_off_before_the_target() -> None:
    course = tighten(joint(Thread.WEAK), 0.6, 40.0, random())
    assert course.angle_rad[-1] == pytest.approx(40.0)
    assert 0.3 < course.torque_nm.max() < 0.4
    assert course.torque_nm[-1] < 0.15


def test_the_greatest_angle_stops_a_sound_screw_before_its_target() -> None:
    course = tighten(joint(), 0.6, 10.0, random())
    assert course.angle_rad[-1] == pytest.approx(10.0)
    assert course.torque_nm[-1] < 0.1


@given(st.sampled_from(Thread), st.floats(0.05, 5.0), st.floats(0.0, 100.0), st.integers(0, 99))
def test_every_curve_has_rising_angles_and_no_negative_torque(
    thread: Thread, stop_nm: float, limit_rad: float, seed: int
) -> None:
    course = tighten(joint(thread), stop_nm, limit_rad, random(seed))
    assert np.all(np.diff(course.angle_rad) >= 0.0)
    assert np.all(course.torque_nm >= 0.0)
    assert np.all(np.isfinite(course.torque_nm))

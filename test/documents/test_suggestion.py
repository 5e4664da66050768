from __future__ import annotations

import pytest

from robot_cells.documents.suggestion import did_you_mean, one_of
from robot_cells.documents.units import key_with_unit, split_unit, unit_of


@pytest.mark.parametrize(
    ("key", "unit"),
    [
        ("duration_s", "s"),
        ("x_m", "m"),
        ("volume_m3", "m3"),
        ("yaw_rad", "rad"),
        ("speed_mps", "m/s"),
        ("force_n", "N"),
        ("target_torque_nm", "N.m"),
        ("fill_pressure_pa", "Pa"),
        ("leak_pa_m3_s", "Pa.m3/s"),
        ("duration", ""),
        ("s", ""),
        ("_s", ""),
        ("capabilities", ""),
    ],
)
def test_the_unit_is_in_the_key(key: str, unit: str) -> None:
    assert unit_of(key) == unit


def test_a_key_is_split_at_its_whole_unit() -> None:
    assert split_unit("leak_pa_m3_s") == ("leak", "Pa.m3/s")


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("duration", "duration_s"),
        ("duration_ms", "duration_s"),
        ("duration_min", "duration_s"),
        ("x", "x_m"),
        ("x_mm", "x_m"),
        ("id", None),
        ("durations", None),
    ],
)
def test_a_key_without_or_with_another_unit_is_recognised(key: str, meant: str | None) -> None:
    assert key_with_unit(key, ["duration_s", "x_m", "id"]) == meant


def test_the_nearest_word_is_offered_in_its_own_spelling() -> None:
    assert did_you_mean("assembley", ["assembly", "inspection"]) == "did you mean assembly?"
    assert did_you_mean("wo-1", ["WO-1", "WO-22"]) == "did you mean WO-1?"


def test_nothing_is_offered_when_nothing_is_near() -> None:
    assert did_you_mean("banana", ["assembly"]) == ""


def test_a_long_list_is_cut_short() -> None:
    assert one_of("x", [f"name{number:02d}" for number in range(30)]).endswith("name11, ...")


def test_where_there_is_nothing_that_is_said() -> None:
    assert one_of("x", []) == "there is none"

"""Units of measurement."""

from __future__ import annotations

import pytest

from robot_cells.skills.unit import Unit, parse_unit, unit_of_name


@pytest.mark.parametrize(
    ("one", "other"),
    [("N.m", "J"), ("Pa", "N/m2"), ("Pa.m3/s", "W"), ("1/s", "Hz"), ("", "1"), ("m.s-2", "m/s2"), ("V", "W/A")],
)
def test_different_ways_to_write_a_unit_are_the_same(one: str, other: str) -> None:
    assert parse_unit(one) == parse_unit(other)


@pytest.mark.parametrize(("one", "other"), [("rad", ""), ("N.m", "N"), ("m", "m2"), ("N.m/rad", "N.m"), ("s", "1/s")])
def test_different_units_differ(one: str, other: str) -> None:
    assert parse_unit(one) != parse_unit(other)


@pytest.mark.parametrize("text", ["Nm", "mm", "deg", "bar", "N m", "/", "N.", ".", "m/", "3", "°C", "m^2"])
def test_what_is_no_si_unit_is_refused_with_those_that_are(text: str) -> None:
    with pytest.raises(ValueError, match="no SI unit; there are m, s"):
        parse_unit(text)


@pytest.mark.parametrize("text", ["N.m", "Pa", "m/s", "N.m/rad", "Pa.m3/s", "V", "m3", "rad"])
def test_a_unit_is_written_as_people_do(text: str) -> None:
    assert str(parse_unit(text)) in (text, {"N.m": "N.m", "Pa.m3/s": "Pa.m3/s"}.get(text, text))


def test_units_multiply_and_divide() -> None:
    assert parse_unit("N") * parse_unit("m") == parse_unit("N.m")
    assert parse_unit("m") / parse_unit("m") == Unit()
    assert (parse_unit("N.m") / parse_unit("rad")).is_dimensionless is False


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("x_m", "m"),
        ("target_torque_nm", "N.m"),
        ("rotation_rad", "rad"),
        ("speed_mps", "m/s"),
        ("leak_pa_m3_s", "Pa.m3/s"),
        ("w_rad_s", "rad/s"),
    ],
)
def test_names_carry_units_by_their_last_part(name: str, unit: str) -> None:
    assert unit_of_name(name) == parse_unit(unit)


@pytest.mark.parametrize("name", ["m", "serial", "s", "torque_x", "_m"])
def test_other_names_carry_none(name: str) -> None:
    assert unit_of_name(name) is None

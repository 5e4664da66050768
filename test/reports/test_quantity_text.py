import pytest

from robot_cells.reports.quantity_text import limits_text, quantity_text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.008638, "m", "8.638 mm"),
        (200000.74, "Pa", "200 kPa"),
        (7.44e-5, "Pa.m3/s", "74.4 µPa·m³/s"),
        (0.2507, "N.m", "0.2507 N·m"),
        (12.122952, "V", "12.12 V"),
        (0.0, "N", "0 N"),
        (-1500.0, "N", "-1.5 kN"),
        (1e-12, "m", "0.001 nm"),
        (0.00016, "1", "0.00016"),
        (1234.0, "", "1234"),
        (0.05, "K", "0.05 K"),
        (None, "N", "no value"),
    ],
)
def test_a_quantity_has_a_short_figure_and_its_proper_unit(value: float | None, unit: str, text: str) -> None:
    assert quantity_text(value, unit) == text


def test_limits_say_from_where_to_where() -> None:
    assert limits_text(None, None, "V") == ""
    assert limits_text(11.4, None, "V") == "≥ 11.4 V"
    assert limits_text(None, 40.0, "N") == "≤ 40 N"
    assert limits_text(11.4, 12.6, "V") == "11.4 V to 12.6 V"

"""Values in short."""

import pytest

from robot_cells.reports.number_text import number_text


@pytest.mark.parametrize(("value", "text"), [(True, "yes"), (False, "no"), (1.23456, "1.235"), (12, "12"), ("x", "x")])
def test_values_are_short(value: object, text: str) -> None:
    assert number_text(value) == text

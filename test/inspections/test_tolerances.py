"""Tolerances from parameters."""

import math

import pytest

from robot_cells.errors import InspectionError
from robot_cells.inspections.golden_sample.tolerances import DEFAULTS


def test_given_tolerances_replace_the_defaults_and_leave_the_others() -> None:
    changed = DEFAULTS.with_parameters({"offset_m": 0.003, "darkest": 10})
    assert (changed.offset_m, changed.darkest, changed.rotation_rad) == (0.003, 10.0, DEFAULTS.rotation_rad)


@pytest.mark.parametrize(
    ("parameters", "word"),
    [
        ({"ofset_m": 0.1}, "offset_m"),
        ({"offset_m": "wide"}, "parameters.offset_m"),
        ({"offset_m": True}, "parameters.offset_m"),
        ({"offset_m": None}, "parameters.offset_m"),
        ({"offset_m": math.nan}, "parameters.offset_m"),
        ({"offset_m": math.inf}, "parameters.offset_m"),
        ({"offset_m": -0.001}, "parameters.offset_m"),
    ],
)
def test_a_wrong_tolerance_is_refused_by_name(parameters: dict[str, object], word: str) -> None:
    with pytest.raises(InspectionError, match=word):
        DEFAULTS.with_parameters(parameters)

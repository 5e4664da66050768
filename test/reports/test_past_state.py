"""Any moment of the past can be asked for."""

from __future__ import annotations

import pytest

from robot_cells.reports.past_state import Moment, moment_of


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("0", Moment(sequence=0)),
        ("1234", Moment(sequence=1234)),
        ("750.5s", Moment(at_s=750.5)),
        ("750s", Moment(at_s=750.0)),
        ("12:30", Moment(at_s=750.0)),
        ("0:12:30", Moment(at_s=750.0)),
        ("27:00:00.25", Moment(at_s=97200.25)),
    ],
)
def test_a_moment_is_a_record_or_a_line_time(text: str, moment: Moment) -> None:
    assert moment_of(text) == moment


@pytest.mark.parametrize("text", ["", "-1", "1.5", "soon", "1:2", "0:12:30:00", "s", "1e3s", "nan"])
def test_anything_else_is_no_moment(text: str) -> None:
    assert moment_of(text) is None

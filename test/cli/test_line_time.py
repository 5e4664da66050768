from __future__ import annotations

import pytest

from robot_cells.cli.line_time import time_text

TIMES = [(None, "-"), (0.0, "0:00:00"), (59.6, "0:01:00"), (3725.0, "1:02:05"), (-0.2, "0:00:00"), (-61.0, "-0:01:01")]


@pytest.mark.parametrize(("seconds", "text"), TIMES)
def test_line_time_reads_as_hours_minutes_seconds(seconds: float | None, text: str) -> None:
    assert time_text(seconds) == text

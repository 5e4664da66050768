"""What is printed of an executed instance are the figures of the report, in the instance's units."""

from __future__ import annotations

import pytest

from robot_cells.cli.instance_run import compare
from robot_cells.errors import JournalError
from robot_cells.reports.makespan import MakespanFigures


def test_the_result_is_that_of_the_report_in_the_units_of_the_instance() -> None:
    result = compare(MakespanFigures(75.0, 58.0, 61.0, 60.0, None), 52.0, 2.0, "small")
    assert (result.lower_bound, result.planned, result.executed, result.ratio) == (26.0, 29.0, 30.0, 1.0345)


@pytest.mark.parametrize(("planned_s", "executed_s"), [(None, 60.0), (58.0, None)])
def test_without_a_plan_or_work_there_is_nothing_to_compare(planned_s: float | None, executed_s: float | None) -> None:
    with pytest.raises(JournalError, match="Nothing was executed"):
        compare(MakespanFigures(75.0, planned_s, planned_s, executed_s, None), 52.0, 2.0, "small")

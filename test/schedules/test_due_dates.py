"""Due dates as the literature on total weighted tardiness gives them."""

from __future__ import annotations

from typing import Any

import pytest

from robot_cells.ids import CellId, JobId, OperationId, ProductId, TaskId
from robot_cells.schedules.due_dates import with_due_dates
from robot_cells.schedules.problem import Problem, ProblemJob, ProblemTask


def job(number: int, durations_s: dict[str, float], **more: Any) -> ProblemJob:
    task = ProblemTask(TaskId(f"t{number}"), OperationId("o"), {CellId(cell): s for cell, s in durations_s.items()})
    return ProblemJob(JobId(f"j{number}"), ProductId("p"), (task,), **more)


@pytest.mark.parametrize(("factor", "due_s"), [(1.3, 13.0), (1.5, 15.0), (1.59, 15.0), (0.0, 0.0)])
def test_a_job_is_due_after_so_many_times_its_own_work_on_the_fastest_cell(factor: float, due_s: float) -> None:
    problem = with_due_dates(Problem((job(0, {"a": 12.0, "b": 10.0}, release_s=5.0),)), factor)
    assert problem.jobs[0].due_s == 5.0 + due_s


def test_the_first_fifth_weighs_four_times_and_the_next_three_twice_what_the_last_does() -> None:
    problem = with_due_dates(Problem(tuple(job(number, {"a": 1.0}) for number in range(10))), 1.3)
    assert [item.weight for item in problem.jobs] == [4.0] * 2 + [2.0] * 6 + [1.0] * 2

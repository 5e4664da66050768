"""Set-up times behind the jobs become change-overs."""

from __future__ import annotations

from pathlib import Path

import pytest

from robot_cells.errors import ScheduleError
from robot_cells.schedules.goal import Goal
from robot_cells.schedules.readers.problem_file import SET_UPS, PublicProblem, read_problems
from robot_cells.schedules.result import Budget
from robot_cells.schedules.solve import solve

JOBS = "2 2 2\n2 1 1 5 1 2 6\n1 2 1 3 2 4\n"
BY_JOB = "0 7\n8 0\n0 9\n1 0\n"
BY_OPERATION = "0 2 3\n4 0 5\n6 7 0\n" + "0 0 1\n0 0 1\n1 1 0\n"


def read(folder: Path, text: str) -> PublicProblem:
    path = folder / "setups.fjs"
    path.write_text(text)
    (found,) = read_problems(path)
    return found


@pytest.mark.parametrize("tail", [BY_JOB, "\n" + BY_JOB.replace("\n", " "), BY_JOB.replace(" ", "\n")])
def test_from_job_to_job_they_are_those_of_the_products(tmp_path: Path, tail: str) -> None:
    found = read(tmp_path, JOBS + tail)
    assert SET_UPS in found.notes
    assert found.problem.changeovers_s == {
        "machine_0": {("job_0", "job_1"): 7.0, ("job_1", "job_0"): 8.0},
        "machine_1": {("job_0", "job_1"): 9.0, ("job_1", "job_0"): 1.0},
    }


def test_from_operation_to_operation_each_is_a_product_of_its_own(tmp_path: Path) -> None:
    problem = read(tmp_path, JOBS + BY_OPERATION).problem
    assert [[task.id for task in job.tasks] for job in problem.jobs] == [
        ["job_0/001/op_0.1"],
        ["job_0/002/op_1.1"],
        ["job_1/001/op_0.1"],
    ]
    assert problem.jobs[1].tasks[0].joins == (problem.jobs[0].id,)
    assert problem.changeover_s(*(["machine_0", "job_0_op_1", "job_1_op_0"])) == 5.0  # type: ignore[arg-type]


def test_they_are_planned(tmp_path: Path) -> None:
    # Job 1 first on machine 1 costs 8 before job 0; on machine 2 it goes first, and its set-up to job 0 takes 1.
    result = solve(read(tmp_path, JOBS + BY_JOB).problem, Budget(None, 200), goals=(Goal.MAKESPAN,))
    assert result.objective.makespan_s == 12.0


def test_set_ups_within_a_job_are_kept(tmp_path: Path) -> None:
    problem = read(tmp_path, "1 1 1\n2 1 0 5 1 0 6\n4\n").problem
    assert solve(problem, Budget(None, 20), goals=(Goal.MAKESPAN,)).objective.makespan_s == 5.0 + 4.0 + 6.0


@pytest.mark.parametrize(
    ("tail", "words"),
    [
        ("0 7\n8 0\n0 9\n1\n", "line 4: 2 jobs are announced, 4 more lines follow. Set-up times, 2 matrices, would be"),
        ("0 7\n8 0\n0 -9\n1 0\n", "line 6: -9 is not a duration"),
    ],
)
def test_broken_ones_are_refused_with_their_line(tmp_path: Path, tail: str, words: str) -> None:
    with pytest.raises(ScheduleError, match=words):
        read(tmp_path, JOBS + tail)

"""Jobs that are graphs: what may be done side by side, and what a piece is."""

from __future__ import annotations

from pathlib import Path

import pytest

from robot_cells.errors import ScheduleError
from robot_cells.ids import JobId
from robot_cells.schedules.goal import Goal
from robot_cells.schedules.instances import load_instance
from robot_cells.schedules.readers.problem_file import PublicProblem, read_problems
from robot_cells.schedules.readers.shop import ShopKind
from robot_cells.schedules.result import Budget
from robot_cells.schedules.solve import solve

CHAINS = "4 2 2\n0 1 0\n2 3 1\n2 0 25 1 37\n1 1 24\n1 0 45\n2 0 21 1 65\n"
ASSEMBLY = "4 3 3\n0 2\n1 2\n2 3\n1 0 5\n1 1 6\n1 2 2\n1 0 1\n"
APART = "4 4 3\n0 1\n0 2\n1 3\n2 3\n1 0 5\n1 1 6\n1 2 2\n1 0 1\n"


def read(folder: Path, text: str) -> PublicProblem:
    path = folder / "graph.txt"
    path.write_text(text)
    (found,) = read_problems(path)
    return found


def test_operations_that_hang_together_are_a_job(tmp_path: Path) -> None:
    found = read(tmp_path, CHAINS)
    assert (found.kind, found.machines, found.notes) == (ShopKind.FLEXIBLE, 2, ())
    first, second = found.problem.jobs
    assert [task.durations_s for task in first.tasks] == [{"machine_0": 25.0, "machine_1": 37.0}, {"machine_1": 24.0}]
    assert [task.after for task in second.tasks] == [(), (0,)]


def test_branches_that_come_together_are_pieces_that_are_joined(tmp_path: Path) -> None:
    found = read(tmp_path, ASSEMBLY)
    assert found.notes == ()
    assert [job.id for job in found.problem.jobs] == ["job_0/001", "job_0/002"]
    assert [task.joins for task in found.problem.jobs[0].tasks] == [(), (JobId("job_0/002"),), ()]
    assert solve(found.problem, Budget(None, 50), goals=(Goal.MAKESPAN,)).objective.makespan_s == 6.0 + 2.0 + 1.0


def test_what_goes_apart_stays_at_one_piece_and_that_is_told(tmp_path: Path) -> None:
    found = read(tmp_path, APART)
    assert "in 1 of its jobs" in found.notes[0]
    (job,) = found.problem.jobs
    assert [task.after for task in job.tasks] == [(), (0,), (0,), (1, 2)]
    assert solve(found.problem, Budget(None, 50), goals=(Goal.MAKESPAN,)).objective.makespan_s == 5.0 + 6.0 + 2.0 + 1.0


def test_an_operation_without_neighbours_is_a_job_of_its_own(tmp_path: Path) -> None:
    assert [len(job.tasks) for job in read(tmp_path, "2 0 1\n1 0 5\n1 0 6\n").problem.jobs] == [1, 1]


def test_jobs_that_are_graphs_are_not_run(tmp_path: Path) -> None:
    path = tmp_path / "graph.txt"
    path.write_text(ASSEMBLY)
    with pytest.raises(ScheduleError, match=r"are planned \(robot-cells schedule\), not run"):
        load_instance(path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2 2 1\n0 1\n1 0\n1 0 5\n1 0 5\n", "wait for one another in a circle, among 0, 1"),
        ("2 1 1\n0 2\n1 0 5\n1 0 5\n", "line 2: 2 is not an operation; there are 2, numbered from 0"),
        ("2 1 1\n0 0.5\n1 0 5\n1 0 5\n", "line 2: 0.5 is not an operation"),
        ("2 1 1\n0 1\n1 1 5\n1 0 5\n", "line 3: 1 is not a machine"),
        ("2 1 1\n0 1\n1 0 -5\n1 0 5\n", "line 3: -5 is not a duration"),
        ("1 0 0\n1 0 5\n", "line 1: 0 is not a number of machines"),
    ],
)
def test_a_broken_graph_is_refused_with_its_line(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ScheduleError, match=words):
        read(tmp_path, text)

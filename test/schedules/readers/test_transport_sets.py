"""Job shops with vehicles: every pair of job set and layout is a problem of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from robot_cells.errors import ScheduleError
from robot_cells.schedules.readers.problem_file import LOAD_UNLOAD, read_problems
from robot_cells.schedules.readers.shop import ShopKind

LAYOUT = [[0, 2, 4], [6, 0, 3], [5, 1, 0]]
SETS = {"layouts": {"1": LAYOUT, "2": [[0, 1, 1], [1, 0, 1], [1, 1, 0]]}, "jobsets": {"7": [[[1, 8], [2, 16]]]}}


def written(folder: Path, value: object) -> Path:
    path = folder / "sets.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value))
    return path


def test_each_job_set_on_each_layout_is_a_problem(tmp_path: Path) -> None:
    found = read_problems(written(tmp_path, SETS))
    assert [(item.name, item.kind) for item in found] == [("EX71", ShopKind.TRANSPORT), ("EX72", ShopKind.TRANSPORT)]


def test_two_vehicles_and_every_piece_begin_at_load_unload(tmp_path: Path) -> None:
    problem = read_problems(written(tmp_path, SETS))[0].problem
    assert [item.position for item in problem.vehicles] == [LOAD_UNLOAD, LOAD_UNLOAD]
    (job,) = problem.jobs
    assert job.cell == LOAD_UNLOAD
    assert [task.durations_s for task in job.tasks] == [{"machine_0": 8.0}, {"machine_1": 16.0}]


def test_travel_is_as_long_as_the_layout_says_in_each_direction(tmp_path: Path) -> None:
    problem = read_problems(written(tmp_path, SETS))[0].problem
    first, second = problem.jobs[0].tasks[0].durations_s, problem.jobs[0].tasks[1].durations_s
    (one,), (two,) = first, second
    assert problem.least_travel_s(LOAD_UNLOAD, one) == 2.0
    assert problem.least_travel_s(one, two) == 3.0
    assert problem.least_travel_s(two, one) == 1.0


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("{", "sets.json: Invalid JSON"),
        ({"layouts": {}}, "sets.json, jobsets: Field required"),
        ({"layouts": {}, "jobsets": {"7": []}}, "sets.json: There is no layout or no job set in it"),
        ({"layouts": {"1": LAYOUT}, "jobsets": {}}, "sets.json: There is no layout or no job set in it"),
        ({"layouts": {"1": [[0, 1], [1]]}, "jobsets": {"7": []}}, "layouts.1: A layout is a square matrix"),
        ({"layouts": {"1": [[0, -1], [1, 0]]}, "jobsets": {"7": []}}, "layouts.1: A travel time is less than nothing"),
        ({"layouts": {"1": LAYOUT}, "jobsets": {"7": [[[3, 8]]]}}, r"jobsets.7.0: 3 is not a machine"),
        ({"layouts": {"1": LAYOUT}, "jobsets": {"7": [[[1, -8]]]}}, r"jobsets.7.0: -8 is not a duration"),
        ({"layouts": {"1": LAYOUT}, "jobsets": {"7": [[["one", 8]]]}}, r"jobsets.7.0.0.0: Input should be"),
        ({"layouts": {"1": LAYOUT}, "jobsets": {"7": [[[1]]]}}, r"jobsets.7.0.0.1: Field required"),
    ],
)
def test_a_broken_file_is_refused_with_the_key(tmp_path: Path, value: object, words: str) -> None:
    with pytest.raises(ScheduleError, match=words):
        read_problems(written(tmp_path, value))

"""However an instance is spoiled, it is read as a problem that can be looked at, or refused with its place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from robot_cells.errors import ScheduleError
from robot_cells.schedules.problem_faults import faults_of_problem
from robot_cells.schedules.readers.problem_file import read_problems

SOUND = {
    "job_shop.txt": "2 2\n0 3 1 4\n1 2 0 1\n",
    "flexible.fjs": "2 3 1.5\n2 1 0 5 2 1 3 2 4\n1 3 0 1 1 2 2 3\n",
    "setups.fjs": "2 2 2\n2 1 1 5 1 2 6\n1 2 1 3 2 4\n0 7\n8 0\n0 9\n1 0\n",
    "taillard.txt": "Nb of jobs, Nb of Machines, Time seed\n2 2 8406 1\nTimes\n3 4\n2 1\nMachines\n1 2\n2 1\n",
    "several.txt": "instance a\n2 2\n0 3 1 4\n1 2 0 1\ninstance b\n1 2\n0 3 1 4\n",
    "graph.txt": "4 3 3\n0 2\n1 2\n2 3\n1 0 5\n1 1 6\n1 2 2\n1 0 1\n",
    "steps.json": json.dumps({"data": [{"job": 0, "operation": 0, "machine": 0, "duration": 3}], "machines": 1}),
    "jobs.json": json.dumps({"jobs": [[[{"machine": 0, "duration": 3}, {"machine": 1, "duration": 3}]]]}),
    "graph.json": json.dumps(
        {
            "operations": [{"operation": number, "machine": 0, "duration": 3} for number in (0, 1)],
            "precedences": [{"before": 0, "after": 1}],
        }
    ),
    "matrices.json": json.dumps({"machines_matrix": [[0, 1]], "duration_matrix": [[3, 4]]}),
    "vehicles.json": json.dumps({"layouts": {"1": [[0, 2], [2, 0]]}, "jobsets": {"7": [[[1, 8]]]}}),
}
WORDS = (
    "x",
    "-1",
    "0",
    "1.5",
    "nan",
    "inf",
    "-inf",
    "1e300",
    "99999999999999999999",
    "null",
    "[]",
    "{",
    '"',
    "\0",
    "#",
)


def spoiled(text: str) -> Iterator[str]:
    """Cut off at every place, and with every number replaced by every one of the words."""
    yield from (text[:end] for end in range(len(text)))
    for found in re.finditer(r"[-\d.]+", text):
        yield from (text[: found.start()] + word + text[found.end() :] for word in WORDS)


@pytest.mark.parametrize("name", SOUND)
def test_a_spoiled_instance_is_a_problem_or_refused_with_its_place(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(SOUND[name])
    assert all(faults_of_problem(item.problem) == [] for item in read_problems(path))
    refused = 0
    for text in spoiled(SOUND[name]):
        path.write_text(text)
        try:
            problems = read_problems(path)
        except ScheduleError as error:
            assert str(path) in error.where, text
            refused += 1
        else:
            assert problems, text
            for item in problems:
                faults_of_problem(item.problem)
    assert refused > 20

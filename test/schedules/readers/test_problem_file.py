"""Public instances as problems: the same ones that `run --instance` executes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from robot_cells.schedules.instances import load_instance
from robot_cells.schedules.order_problem import problem_of
from robot_cells.schedules.readers.problem_file import read_problems

FLEXIBLE = "2 3\n2 1 0 5 2 1 3 2 4\n1 3 0 1 1 2 2 3\n"


def test_what_is_planned_is_what_is_executed(tmp_path: Path) -> None:
    path = tmp_path / "small.fjs"
    path.write_text(FLEXIBLE)
    (found,) = read_problems(path)
    instance = load_instance(path)
    assert found.name == instance.line.id == "small"
    assert found.problem == problem_of(instance.orders, instance.line, instance.products)


FOLDER = Path(os.environ.get("ROBOT_CELLS_BENCHMARKS", "benchmarks/data")) / "scheduling"


@pytest.mark.skipif(not FOLDER.is_dir(), reason="ROBOT_CELLS_BENCHMARKS names no folder of public instances")
def test_every_public_file_is_read_without_remarks() -> None:
    paths = sorted([*FOLDER.glob("fjsp/*/*.txt"), *FOLDER.glob("jsp/*/*.txt"), *FOLDER.glob("jspt*/*.json")])
    assert paths
    problems = [item for path in paths for item in read_problems(path)]
    assert [item.name for item in problems if item.notes] == []
    assert len({(item.kind, item.name) for item in problems}) == len(problems)

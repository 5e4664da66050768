"""Public instances become lines, products and orders; broken files are refused with the place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from robot_cells.errors import ScheduleError
from robot_cells.lines.device import DeviceKind
from robot_cells.schedules.checker import check_schedule
from robot_cells.schedules.instances import load_instance
from robot_cells.schedules.list_scheduler import list_schedule
from robot_cells.schedules.order_problem import problem_of

FLEXIBLE = """\
2 3
2 1 0 5 2 1 3 2 4
1 3 0 1 1 2 2 3
"""
JOB_SHOP = """\
2\t2
 0 3 1 4

1 2 0 1
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "small.txt"
    path.write_text(text)
    return path


def test_a_flexible_job_shop_gives_every_operation_its_machines_and_times(tmp_path: Path) -> None:
    instance = load_instance(written(tmp_path, FLEXIBLE), seconds_per_unit=0.5)
    assert [cell.id for cell in instance.line.cells] == ["machine_0", "machine_1", "machine_2"]
    first, second = instance.products["job_0"].recipe.operations
    assert first.durations_s == {"machine_0": 2.5}
    assert second.durations_s == {"machine_1": 1.5, "machine_2": 2.0}
    assert second.after == (first.id,)
    assert [(order.product, order.quantity) for order in instance.orders] == [("job_0", 1), ("job_1", 1)]


def test_every_machine_has_the_capability_and_the_station_that_the_process_needs(tmp_path: Path) -> None:
    cell = load_instance(written(tmp_path, FLEXIBLE)).line.cells[0]
    assert cell.capability("machine").process == "dwell"
    assert [(device.id, device.kind) for device in cell.devices] == [("station", DeviceKind.STATION)]


def test_a_job_shop_is_known_by_its_lines(tmp_path: Path) -> None:
    instance = load_instance(written(tmp_path, JOB_SHOP))
    assert [item.durations_s for item in instance.products["job_1"].recipe.operations] == [
        {"machine_1": 2.0},
        {"machine_0": 1.0},
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "first line"),
        ("2\n", "first line"),
        ("0 3\n", "at least one job"),
        ("2 3\n2 1 0 5 2 1 3 2 4\n", "2 jobs are announced, 1 are there"),
        ("1 3\n2 1 0 5 2 1 3\n", "line 2: The line ends early"),
        ("1 3\n1 1 0 5 7\n", "line 2: 1 numbers are left over"),
        ("1 3\n1 1 3 5\n", "3 is not a machine"),
        ("1 3\n1 1 0.5 5\n", "0.5 is not a machine"),
        ("1 3\n1 0 0 5\n", "0 is not a number of alternatives"),
        ("1 3\n1 1 0 -5\n", "-5 is not a duration"),
        ("1 3\n1 1 0 nan\n", "nan is not a duration"),
        ("1 3\n1 1 zero 5\n", "line 2: 'zero' is not a number"),
        ("one 3\n1 1 0 5\n", "line 1: 'one' is not a number"),
    ],
)
def test_a_broken_file_is_refused_with_its_line(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ScheduleError, match=words):
        load_instance(written(tmp_path, text))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ScheduleError, match=r"nothing\.txt"):
        load_instance(tmp_path / "nothing.txt")


FOLDER = Path(os.environ.get("ROBOT_CELLS_BENCHMARKS", "benchmarks/data")) / "scheduling"


@pytest.mark.skipif(not FOLDER.is_dir(), reason="ROBOT_CELLS_BENCHMARKS names no folder of public instances")
def test_every_public_instance_is_read_and_scheduled() -> None:
    paths = sorted([*FOLDER.glob("fjsp/*/*.txt"), *FOLDER.glob("jsp/*/*.txt")])
    assert paths
    for path in paths[::5]:
        instance = load_instance(path)
        problem = problem_of(instance.orders, instance.line, instance.products)
        check_schedule(problem, list_schedule(problem))

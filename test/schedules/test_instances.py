"""Public instances become lines, products and orders."""

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

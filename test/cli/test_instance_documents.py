from __future__ import annotations

from pathlib import Path

import pytest

from robot_cells.cli.instance_documents import write_instance_documents
from robot_cells.documents.order_book import load_orders
from robot_cells.documents.plant import load_plant
from robot_cells.schedules.instances import load_instance
from robot_cells.schedules.list_scheduler import list_schedule
from robot_cells.schedules.order_problem import problem_of

JOB_SHOP = "2 2\n0 3 1 2\n1 4 0 1\n"
FLEXIBLE = "2 3\n2 2 0 3 2 5 1 1 2\n1 1 2 4\n"
WITH_A_ZERO = "2 2\n0 3 1 0\n1 4 0 1\n"


@pytest.mark.parametrize("text", [JOB_SHOP, FLEXIBLE, WITH_A_ZERO], ids=["job shop", "flexible", "with a zero"])
@pytest.mark.parametrize("unit_s", [1.0, 2.5])
def test_the_documents_of_an_instance_are_the_same_problem_as_the_instance(
    tmp_path: Path, text: str, unit_s: float
) -> None:
    file = tmp_path / "two.txt"
    file.write_text(text)
    instance = load_instance(file, unit_s)
    written = write_instance_documents(tmp_path / "plant", instance)
    plant = load_plant(written.line)
    orders = load_orders(written.orders, plant).orders
    assert orders == instance.orders
    read = list_schedule(problem_of(orders, plant.line, plant.products))
    direct = list_schedule(problem_of(instance.orders, instance.line, instance.products))
    assert read.sequences() == direct.sequences()
    assert read.objective.makespan_s == pytest.approx(direct.objective.makespan_s, abs=0.01)

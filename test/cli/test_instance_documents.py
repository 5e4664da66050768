from __future__ import annotations

from pathlib import Path

from robot_cells.cli.instance_documents import write_instance_documents
from robot_cells.documents.order_book import load_orders
from robot_cells.documents.plant import load_plant
from robot_cells.ids import ProductId

FLEXIBLE = [[{0: 3.0, 2: 5.0}, {1: 2.0}], [{2: 4.0}]]
"""Two jobs over four machines, the last of which nobody needs."""


def test_the_documents_of_an_instance_are_sound_and_say_what_the_instance_says(tmp_path: Path) -> None:
    written = write_instance_documents(tmp_path / "plant", "two_by_four", FLEXIBLE, machines=4, unit_s=2.0)
    plant = load_plant(written.line)
    assert [cell.id for cell in plant.line.cells] == ["machine_000", "machine_001", "machine_002"]
    offers = {
        (capability.name, cell.id): capability.duration_s
        for cell in plant.line.cells
        for capability in cell.capabilities
    }
    assert offers == {
        ("job_000_op_000", "machine_000"): 6.0,
        ("job_000_op_000", "machine_002"): 10.0,
        ("job_000_op_001", "machine_001"): 4.0,
        ("job_001_op_000", "machine_002"): 8.0,
    }
    recipe = plant.products[ProductId("job_000")].recipe
    assert [(item.id, item.after) for item in recipe.order()] == [("op_000", ()), ("op_001", ("op_000",))]
    orders = load_orders(written.orders, plant).orders
    assert [(item.id, item.product, item.quantity) for item in orders] == [("J000", "job_000", 1), ("J001", "job_001", 1)]


def test_a_machine_works_for_as_long_as_the_schedule_thinks(tmp_path: Path) -> None:
    plant = load_plant(write_instance_documents(tmp_path / "plant", "p", FLEXIBLE, machines=3, unit_s=0.5).line)
    for cell in plant.line.cells:
        for capability in cell.capabilities:
            assert capability.parameters["duration_s"] == capability.duration_s

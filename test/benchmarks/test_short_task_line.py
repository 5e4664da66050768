from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.short_task_line import write_short_task_line
from robot_cells.documents.order_book import load_orders
from robot_cells.documents.plant import load_plant


@pytest.mark.parametrize("cells", [1, 6, 200])
def test_the_documents_of_a_short_task_line_are_sound(tmp_path: Path, cells: int) -> None:
    written = write_short_task_line(tmp_path, cells=cells, tasks=1000, in_flight=50)
    plant = load_plant(written.line)
    assert len(plant.line.cells) == cells
    assert plant.line.wip_limit == 50
    (order,) = load_orders(written.orders, plant).orders
    assert order.quantity == 1000


def test_no_task_of_it_needs_a_device(tmp_path: Path) -> None:
    plant = load_plant(write_short_task_line(tmp_path, cells=6, tasks=1, in_flight=1).line)
    assert all(cell.devices == () for cell in plant.line.cells)

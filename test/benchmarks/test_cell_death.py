from __future__ import annotations

from pathlib import Path

from benchmarks.cell_death import PRESSES, PRODUCT, write_press_line
from robot_cells.documents.plant import load_plant


def test_the_line_has_two_equal_cells_whose_work_may_be_repeated_and_one_piece_at_a_time(tmp_path: Path) -> None:
    plant = load_plant(write_press_line(tmp_path / "plant"))
    assert tuple(cell.id for cell in plant.line.cells) == PRESSES
    assert plant.line.wip_limit == 1
    assert all(cell.capabilities[0].repeatable for cell in plant.line.cells)
    assert PRODUCT in plant.products

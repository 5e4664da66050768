from __future__ import annotations

from pathlib import Path

from benchmarks.emergency_stops import PRODUCT, write_endless_line
from robot_cells.documents.plant import load_plant
from robot_cells.ids import ProductId


def test_the_line_that_is_stopped_again_and_again_has_no_fault_and_goes_on_after_each_stop(tmp_path: Path) -> None:
    plant = load_plant(write_endless_line(tmp_path, 3))
    assert len(plant.line.cells) == plant.line.wip_limit == 3
    (operation,) = plant.products[ProductId(PRODUCT)].recipe.operations
    (rule,) = operation.on_failure
    assert rule.codes == ("cell.emergency_stop",)

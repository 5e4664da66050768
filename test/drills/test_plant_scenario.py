"""The line of a document is drilled as random lines are."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

import robot_cells
from robot_cells.cli.main import application
from robot_cells.documents.order_book import load_orders
from robot_cells.documents.plant import load_plant
from robot_cells.drills.drill import run_drill
from robot_cells.drills.drill_plan import DrillPlan
from robot_cells.drills.plant_scenario import QUICKER, plant_scenario
from robot_cells.drills.scenario import Scenario

ROOT = Path(robot_cells.__file__).parent.parent
LINE, ORDERS = ROOT / "config/lines/compute_tray.yaml", ROOT / "config/orders/demo.yaml"


@pytest.fixture(scope="module")
def reference() -> Scenario:
    plant = load_plant(LINE)
    return plant_scenario(plant.line, plant.products, load_orders(ORDERS, plant).orders)


def test_the_line_is_as_in_its_document_and_quicker(reference: Scenario) -> None:
    plant = load_plant(LINE)
    assert [cell.id for cell in reference.line.cells] == [cell.id for cell in plant.line.cells]
    assert set(reference.host_of) == {
        *(cell.id for cell in plant.line.cells),
        *(item.id for item in plant.line.vehicles),
    }
    for quick, stated in zip(reference.line.cells, plant.line.cells, strict=True):
        assert quick.input_buffer == stated.input_buffer and quick.output_buffer == stated.output_buffer
        pairs = zip(quick.capabilities, stated.capabilities, strict=True)
        assert all(one.duration_s * QUICKER == pytest.approx(other.duration_s) for one, other in pairs)


@pytest.mark.parametrize("seed", range(2))
def test_no_seed_breaks_an_invariant_on_the_reference_line(reference: Scenario, seed: int) -> None:
    result = run_drill(DrillPlan(seed=seed), reference)
    assert result.violations == ()
    assert result.motions > 100 and result.plan.faults


def test_the_command_drills_a_line_with_its_orders_and_neither_alone() -> None:
    runner = CliRunner()
    done = runner.invoke(application, ["drill", "--seed", "3", "--line", str(LINE), "--orders", str(ORDERS)])
    assert done.exit_code == 0 and "No invariant broken." in done.output
    alone = runner.invoke(application, ["drill", "--line", str(LINE)])
    assert alone.exit_code == 2

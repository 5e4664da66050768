"""Inspections are taught before a line with rendered cameras begins."""

from __future__ import annotations

from pathlib import Path

import pytest

from robot_cells.bringup.bringup_options import BringupOptions, Simulation
from robot_cells.bringup.node_specs import node_specs
from robot_cells.bringup.references import prepare_references
from robot_cells.documents.plant import load_plant
from robot_cells.errors import BringupError

LINE = Path(__file__).parents[2] / "config" / "lines" / "compute_tray.yaml"


@pytest.mark.parametrize("simulation", [Simulation.KINEMATIC, Simulation.NONE, Simulation.GAZEBO])
def test_what_is_not_rendered_needs_no_teaching(tmp_path: Path, simulation: Simulation) -> None:
    options = BringupOptions(LINE, tmp_path, simulation=simulation)
    prepare_references(options)
    assert list(tmp_path.iterdir()) == []
    specs = {spec.name: spec for spec in node_specs(load_plant(LINE), options)}
    assert "references_directory" not in specs["vision"].parameters


def test_the_vision_node_is_told_where_they_are(tmp_path: Path) -> None:
    options = BringupOptions(LINE, tmp_path, simulation=Simulation.PHYSICS)
    specs = {spec.name: spec for spec in node_specs(load_plant(LINE), options)}
    assert specs["vision"].parameters["references_directory"] == str(tmp_path / "references")


def test_a_line_that_cannot_be_read_is_said_in_a_sentence(tmp_path: Path) -> None:
    options = BringupOptions(tmp_path / "none.yaml", tmp_path, simulation=Simulation.PHYSICS)
    with pytest.raises(BringupError, match="cannot be taught") as caught:
        prepare_references(options)
    assert "none.yaml" in str(caught.value)

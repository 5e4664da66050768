"""A run goes on with the simulation that it was begun with."""

from pathlib import Path

import pytest

from robot_cells.bringup.begun_simulation import FILE, begun_simulation, check_simulation, note_simulation
from robot_cells.bringup.bringup_options import Simulation
from robot_cells.errors import BringupError


@pytest.mark.parametrize("simulation", list(Simulation))
def test_what_a_run_was_begun_with_is_known_when_it_goes_on(simulation: Simulation, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    assert begun_simulation(folder) is None
    note_simulation(folder, simulation)
    note_simulation(folder, simulation)
    assert begun_simulation(folder) is simulation
    assert [path.name for path in folder.iterdir()] == [FILE]


def test_another_one_is_refused_and_what_was_noted_stays(tmp_path: Path) -> None:
    note_simulation(tmp_path, Simulation.PHYSICS)
    with pytest.raises(BringupError, match=r"begun with the simulation physics; it cannot go on with kinematic"):
        note_simulation(tmp_path, Simulation.KINEMATIC)
    assert begun_simulation(tmp_path) is Simulation.PHYSICS


def test_a_run_of_the_time_when_there_was_one_simulation_goes_on_with_that(tmp_path: Path) -> None:
    (tmp_path / "commands.jsonl").touch()
    check_simulation(tmp_path, Simulation.KINEMATIC)
    with pytest.raises(BringupError, match="kinematic"):
        check_simulation(tmp_path, Simulation.PHYSICS)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"simulation": "wonderland"}', "null"])
def test_a_note_that_cannot_be_read_is_no_permission(text: str, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(BringupError, match="does not say which simulation"):
        check_simulation(tmp_path, Simulation.KINEMATIC)

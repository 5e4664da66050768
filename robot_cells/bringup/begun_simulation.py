"""Which simulation a run began with: one that goes on goes on in the same plant."""

from __future__ import annotations

import json
from pathlib import Path

from robot_cells.bringup.bringup_options import Simulation
from robot_cells.errors import BringupError

FILE = "plant.json"
_COMMAND_LOG = "commands.jsonl"
"""What the simulated plant was told; a folder that holds it and no `FILE` was begun when there was one simulation."""


def check_simulation(run_directory: Path, simulation: Simulation) -> None:
    """Raises `BringupError` when the run in this folder was begun with another simulation.

    Trays stand, lie and are held differently in another one: what the journal knows would not be true there.
    """
    begun = begun_simulation(run_directory)
    if begun is not None and begun is not simulation:
        raise BringupError(
            f"This run was begun with the simulation {begun.value}; it cannot go on with {simulation.value}.",
            where=str(run_directory),
            remedy=f"Go on with --simulation {begun.value} (simulation:={begun.value}), or begin another run.",
        )


def begun_simulation(run_directory: Path) -> Simulation | None:
    """The simulation that the run in this folder was begun with; None where none was begun.

    Raises `BringupError` when the file that says so cannot be read.
    """
    path = run_directory / FILE
    try:
        return Simulation(json.loads(path.read_text(encoding="utf-8"))["simulation"])
    except FileNotFoundError:
        return Simulation.KINEMATIC if (run_directory / _COMMAND_LOG).exists() else None
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise BringupError(
            f"It does not say which simulation this run was begun with: {error}.",
            where=str(path),
            remedy='Write it anew, as {"simulation": "kinematic"}, or begin another run.',
        ) from error


def note_simulation(run_directory: Path, simulation: Simulation) -> None:
    """Write down what this run is begun with; raises `BringupError` as `check_simulation` does."""
    check_simulation(run_directory, simulation)
    path = run_directory / FILE
    if path.exists():
        return
    run_directory.mkdir(parents=True, exist_ok=True)
    # Whole or not at all: a run that was killed while it began must be able to go on.
    beside = path.with_suffix(".json.new")
    beside.write_text(json.dumps({"simulation": simulation.value}) + "\n", encoding="utf-8")
    beside.replace(path)

"""Options of the sub-commands that bring a line up."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from robot_cells.bringup.bringup_options import MAX_SEED, MAX_SPEED, Simulation
from robot_cells.lines.scheduling import Scheduler

LineArgument = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Line document.")]
SpeedOption = Annotated[
    float | None,
    typer.Option(
        "--speed",
        min=0.1,
        max=MAX_SPEED,
        help="Simulated seconds per second of real time.  [default: 20; physics: 5]",
    ),
]
SeedOption = Annotated[
    int, typer.Option("--seed", min=0, max=MAX_SEED, help="Seed of everything random in the simulation.")
]
SimulationOption = Annotated[
    Simulation,
    typer.Option("--simulation", help="What stands in for the equipment; none: it is real; gazebo: it runs already."),
]
ProcessesOption = Annotated[
    int | None,
    typer.Option(
        "--processes", min=0, help="Processes for the cells; 0 puts the whole line into one.  [default: one a cell]"
    ),
]
JournalOption = Annotated[
    Path | None,
    typer.Option("--journal", dir_okay=False, help="Journal to write; one that exists is continued where it ended."),
]

SchedulerOption = Annotated[
    Scheduler | None,
    typer.Option("--scheduler", help="Who says what goes first.  [default: as the line document says]"),
]
InspectionModelsOption = Annotated[
    Path | None,
    typer.Option(
        "--models",
        envvar="ROBOT_CELLS_MODELS",
        exists=True,
        file_okay=False,
        help="Directory of the inspection models that recipes name.",
    ),
]
HeadlessOption = Annotated[bool, typer.Option("--headless", help="Lines on change instead of live tables.")]
LimitOption = Annotated[
    float | None, typer.Option("--limit", min=1, help="Give up after so many seconds of real time.")
]

DEFAULT_SPEED = 20.0
PHYSICS_SPEED = 5.0
"""So fast bodies with weight are simulated on two cores, beside the line itself."""


def speed_of(speed: float | None, simulation: Simulation) -> float:
    """The speed that is wanted, or that of such a simulation; without effect where the line does not make the time."""
    if speed is not None:
        return speed
    return PHYSICS_SPEED if simulation is Simulation.PHYSICS else DEFAULT_SPEED

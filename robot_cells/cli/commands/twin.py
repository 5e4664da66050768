"""`robot-cells twin`."""

from __future__ import annotations

import os
from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from robot_cells.bringup.bringup_options import Simulation
from robot_cells.cli.json_text import json_text
from robot_cells.cli.options import JsonOption
from robot_cells.cli.twin_answer import answer_of, answer_view
from robot_cells.cli.twin_question import TwinQuestion
from robot_cells.errors import TwinError
from robot_cells.twins.changes import changed, parse_change
from robot_cells.twins.full_depth import full_outcome_of
from robot_cells.twins.outcome import outcome_of
from robot_cells.twins.plot import write_plot
from robot_cells.twins.sweep import sweep


class Depth(Enum):
    """How exact the twin is."""

    FAST = "fast"
    """Cells behave by a model: a run takes a fraction of a second."""
    FULL = "full"
    """The true processes on simulated equipment: a run takes seconds to minutes."""


LineArgument = Annotated[Path | None, typer.Argument(exists=True, dir_okay=False, help="Line document.")]
OrdersOption = Annotated[
    Path | None, typer.Option("--orders", exists=True, dir_okay=False, help="Orders document: what to make.")
]
SeedsOption = Annotated[int, typer.Option("--seeds", min=1, max=10_000, help="How many runs with other luck.")]
FirstSeedOption = Annotated[int, typer.Option("--first-seed", min=0, help="Seed of the first run.")]
ChangesOption = Annotated[
    list[str] | None, typer.Option("--set", help="What if: path=value, e.g. line.vehicles=3; may be repeated.")
]
SchedulerOption = Annotated[str, typer.Option("--scheduler", help="rules, search, or a dispatch rule.")]
FaultsOption = Annotated[
    Path | None,
    typer.Option("--faults", exists=True, dir_okay=False, help="Fault plan instead of that of the orders document."),
]
ModelOption = Annotated[
    Path | None, typer.Option("--model", exists=True, dir_okay=False, help="Twin document: how the cells behave.")
]
LearnOption = Annotated[
    list[Path] | None,
    typer.Option("--learn", exists=True, dir_okay=False, help="Journal to take durations from; may be repeated."),
]
FromOption = Annotated[
    Path | None,
    typer.Option("--from", exists=True, dir_okay=False, help="Journal of a line at work: go on from there."),
]
SimulationOption = Annotated[
    Simulation, typer.Option("--simulation", help="What the equipment is in full depth: kinematic or physics.")
]
DepthOption = Annotated[Depth, typer.Option("--depth", help="How exact.")]
ProcessesOption = Annotated[
    int, typer.Option("--processes", min=0, max=256, help="Processes to compute in; 0 chooses.")
]
PlotOption = Annotated[Path | None, typer.Option("--plot", dir_okay=False, help="Picture to draw (PNG).")]


def twin(
    line: LineArgument = None,
    *,
    orders: OrdersOption = None,
    seeds: SeedsOption = 10,
    first_seed: FirstSeedOption = 0,
    changes: ChangesOption = None,
    scheduler: SchedulerOption = "apparent_tardiness_cost",
    faults: FaultsOption = None,
    model: ModelOption = None,
    learn: LearnOption = None,
    journal: FromOption = None,
    depth: DepthOption = Depth.FAST,
    simulation: SimulationOption = Simulation.KINEMATIC,
    processes: ProcessesOption = 0,
    json: JsonOption = False,
    plot: PlotOption = None,
) -> None:
    """Predict when orders end, and what a change would do.

    Runs the orchestrator of the line on virtual time, once for each seed. With --set both variants are computed with
    the same seeds and shown side by side. Durations come from --model, from the journal of --learn or --from, and
    otherwise from a rehearsal of a few pieces on the simulated equipment.
    """
    wanted = [parse_change(text) for text in changes or ()]
    question = TwinQuestion(
        line, orders, faults, model, tuple(learn or ()), journal, scheduler, rehearses=depth is Depth.FAST
    )
    if simulation is not Simulation.KINEMATIC and depth is Depth.FAST:
        raise TwinError("Only a run in full depth has equipment.", where="--simulation", remedy="Add --depth full.")
    base = replace(question.scenario(), simulation=simulation.value)
    other = changed(base, wanted) if wanted else None
    run = outcome_of if depth is Depth.FAST else full_outcome_of
    numbers = range(first_seed, first_seed + seeds)
    workers = _workers(processes, seeds, depth)
    before = sweep(base, numbers, workers, run)
    after = sweep(other, numbers, workers, run) if other is not None else None
    answer = answer_of(base.line.id, depth.value, base.rule, [str(item) for item in wanted], before, after)
    if plot is not None:
        write_plot(
            answer.base, answer.changed, plot, title=f"{base.line.id}: {', '.join(answer.changes) or 'as it is'}"
        )
    if json:
        typer.echo(json_text(answer))
    else:
        Console(highlight=False).print(answer_view(answer))


SEEDS_WORTH_A_PROCESS = 40
"""Starting another process costs about as much as so many runs of a small line."""


def _workers(wanted: int, seeds: int, depth: Depth) -> int:
    if wanted:
        return wanted
    worth = seeds if depth is Depth.FULL else seeds // SEEDS_WORTH_A_PROCESS
    return max(1, min(os.cpu_count() or 1, worth))

"""`robot-cells drill`."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from robot_cells.cli.drill_text import result_of, show_failure, show_result, show_soak
from robot_cells.cli.exit_codes import ExitCode
from robot_cells.cli.failure_message import say
from robot_cells.cli.json_text import json_text
from robot_cells.cli.options import JsonOption
from robot_cells.documents.order_book import load_orders
from robot_cells.documents.plant import load_plant
from robot_cells.drills.drill import run_drill
from robot_cells.drills.drill_plan import DrillPlan, Sizes, load_drill_plan
from robot_cells.drills.plant_scenario import plant_scenario
from robot_cells.drills.scenario import Scenario
from robot_cells.drills.shrinking import shrink
from robot_cells.drills.soak import quiet, soak
from robot_cells.lines.scheduling import Scheduler


def drill(
    *,
    seed: Annotated[int, typer.Option("--seed", min=0, help="The seed; with --runs the first one.")] = 0,
    runs: Annotated[int, typer.Option("--runs", min=1, max=10_000_000, help="So many seeds, one after the other.")] = 1,
    plan: Annotated[
        Path | None,
        typer.Option("--plan", exists=True, dir_okay=False, help="A plan (YAML, JSON): seed, sizes and faults."),
    ] = None,
    line: Annotated[
        Path | None,
        typer.Option("--line", exists=True, dir_okay=False, help="A line document instead of random lines."),
    ] = None,
    orders: Annotated[
        Path | None, typer.Option("--orders", exists=True, dir_okay=False, help="With --line: the orders to make.")
    ] = None,
    scheduler: Annotated[
        Scheduler, typer.Option("--scheduler", help="With search schedules are adopted too, drawn by the seed.")
    ] = Scheduler.RULES,
    jobs: Annotated[int, typer.Option("--jobs", min=1, max=64, help="Processes that share the seeds.")] = 1,
    json: JsonOption = False,
) -> None:
    """Drill the software of a line: a random line, random faults, an audit.

    The orchestrator, its dispatcher and the workers of the cells are the true ones; time, network, disks, equipment
    and people are simulated. A seed gives one run, bit for bit. A run that breaks an invariant is made as small as it
    goes and printed as a plan. With --line the line of that document is drilled, thirty times as quick as it says.
    Ends with 1 when an invariant broke.
    """
    if plan is not None and runs > 1:
        say("One plan is one run: leave out --plan or --runs.")
        raise typer.Exit(ExitCode.USAGE)
    if (line is None) != (orders is None):
        say("A line is drilled with orders: give --line and --orders, or none of them.")
        raise typer.Exit(ExitCode.USAGE)
    scenario = _scenario(line, orders) if line is not None and orders is not None else None
    with quiet():
        if runs > 1:
            raise typer.Exit(_soaked(seed, runs, jobs, scenario, scheduler, json=json))
        wanted = load_drill_plan(plan) if plan is not None else DrillPlan(seed=seed, scheduler=scheduler)
        result = run_drill(wanted, scenario)
        if json:
            typer.echo(json_text(result_of(result)))
        else:
            show_result(result)
        if result.violations and plan is None:
            show_failure(shrink(result, partial(run_drill, scenario=scenario)), to_error=json)
    raise typer.Exit(ExitCode.NOT_DONE if result.violations else ExitCode.DONE)


def _scenario(line: Path, orders: Path) -> Scenario:
    plant = load_plant(line)
    return plant_scenario(plant.line, plant.products, load_orders(orders, plant).orders)


def _soaked(
    first: int, runs: int, jobs: int, scenario: Scenario | None, scheduler: Scheduler, *, json: bool
) -> ExitCode:
    """Play the seeds; the first that fails is made small at the end."""
    results = soak(first, runs, Sizes(), jobs, scenario, scheduler)
    broken = [item for item in results if show_soak(item, to_error=json)]
    if broken:
        run = partial(run_drill, scenario=scenario)
        show_failure(shrink(run(DrillPlan(seed=broken[0].seed, scheduler=scheduler)), run), to_error=json)
    count = sum(len(item.broken) for item in broken)
    if json:
        seeds = {str(item.seed): list(item.broken) for item in broken}
        typer.echo(json_text({"runs": runs, "first_seed": first, "broken": count, "seeds": seeds}))
    else:
        typer.echo(f"{runs} runs, {count} invariant{'' if count == 1 else 's'} broken")
    return ExitCode.NOT_DONE if broken else ExitCode.DONE

"""`robot-cells run`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from robot_cells.bringup.begun_simulation import check_simulation
from robot_cells.bringup.bringup_options import BringupOptions, Simulation
from robot_cells.bringup.line_lock import check_free
from robot_cells.cli.bringup_choices import (
    HeadlessOption,
    InspectionModelsOption,
    JournalOption,
    LimitOption,
    ProcessesOption,
    SchedulerOption,
    SeedOption,
    SimulationOption,
    SpeedOption,
    speed_of,
)
from robot_cells.cli.failure_message import say
from robot_cells.cli.instance_run import run_instance
from robot_cells.cli.journal_check import check_journal
from robot_cells.cli.line_run import run_line
from robot_cells.cli.options import DEFAULT_DOMAIN, DEFAULT_NAMESPACE, DomainOption, NamespaceOption
from robot_cells.cli.run_directory import folder_of, make_run_directory
from robot_cells.documents.order_book import load_orders
from robot_cells.documents.plant import load_plant
from robot_cells.schedules.instances import load_instance

OrdersOption = Annotated[
    Path | None, typer.Option("--orders", exists=True, dir_okay=False, help="Orders document: what to make.")
]
InstanceOption = Annotated[
    Path | None,
    typer.Option("--instance", exists=True, dir_okay=False, help="Public job-shop file, instead of a line."),
]
UnitOption = Annotated[
    float, typer.Option("--unit-s", min=0.001, help="Seconds of line time in one time unit of the instance.")
]
ReportOption = Annotated[
    Path | None,
    typer.Option("--report", dir_okay=False, help="Report to write (JSON); the Gantt chart goes beside it."),
]


def run(
    line: Annotated[Path | None, typer.Argument(exists=True, dir_okay=False, help="Line document.")] = None,
    *,
    orders: OrdersOption = None,
    instance: InstanceOption = None,
    unit_s: UnitOption = 10.0,
    speed: SpeedOption = None,
    seed: SeedOption = 0,
    report: ReportOption = None,
    journal: JournalOption = None,
    headless: HeadlessOption = False,
    limit: LimitOption = None,
    processes: ProcessesOption = None,
    scheduler: SchedulerOption = None,
    models: InspectionModelsOption = None,
    simulation: SimulationOption = Simulation.KINEMATIC,
    domain: DomainOption = DEFAULT_DOMAIN,
    namespace: NamespaceOption = DEFAULT_NAMESPACE,
) -> None:
    """Bring a line up, make the orders, report, and shut everything down.

    Ends with 0 when every order has ended and no piece was lost, else with 1. What is written lies in
    `runs/<date>-<time>`: journal, logs, evidence, report, chart. With the journal of a run that was broken off it
    goes on where that ended: orders and pieces that are done are not made again.
    """
    if (line is None) == (instance is None):
        raise typer.BadParameter("Give either a line document or --instance.", param_hint="LINE")
    if line is not None and orders is None and not (journal is not None and journal.exists()):
        raise typer.BadParameter("Say what to make: name an orders document.", param_hint="--orders")
    # All documents are read before anything is made or started.
    shop = load_instance(instance, unit_s) if instance is not None else None
    for note in shop.notes if shop is not None else ():
        say(f"{instance}: {note}.")
    plant = load_plant(line) if line is not None else None
    wanted = load_orders(orders, plant).orders if orders is not None and plant is not None else ()
    if plant is not None and journal is not None:
        check_journal(journal, plant)
        check_simulation(folder_of(journal), simulation)
    check_free(domain, namespace)
    directory = make_run_directory(journal=journal, report=report)
    options = BringupOptions(
        line=line or directory.root / "plant" / "line.yaml",
        run_directory=directory.root,
        orders=orders,
        journal=directory.journal,
        speed=speed_of(speed, simulation),
        seed=seed,
        simulation=simulation,
        namespace=namespace,
        domain=domain,
        processes=processes,
        scheduler=scheduler,
        models=models,
    )
    if shop is not None:
        code = run_instance(shop, unit_s, options, directory, headless=headless, limit_s=limit)
    else:
        assert plant is not None
        code = run_line(plant, wanted, options, directory, headless=headless, limit_s=limit)
    raise typer.Exit(code)

"""`robot-cells up`."""

from __future__ import annotations

from contextlib import suppress
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
    LineArgument,
    ProcessesOption,
    SchedulerOption,
    SeedOption,
    SimulationOption,
    SpeedOption,
    speed_of,
)
from robot_cells.cli.end_signals import EndSignals
from robot_cells.cli.journal_check import check_journal
from robot_cells.cli.line_run import tell_how_to_go_on
from robot_cells.cli.line_session import address_of, running_line
from robot_cells.cli.options import DEFAULT_DOMAIN, DEFAULT_NAMESPACE, DomainOption, NamespaceOption
from robot_cells.cli.progress import progress
from robot_cells.cli.run_directory import folder_of, make_run_directory
from robot_cells.documents.order_book import load_orders
from robot_cells.documents.plant import load_plant


def up(
    line: LineArgument,
    *,
    faults: Annotated[
        Path | None,
        typer.Option("--faults", exists=True, dir_okay=False, help="Orders document whose faults shall happen."),
    ] = None,
    speed: SpeedOption = None,
    seed: SeedOption = 0,
    journal: JournalOption = None,
    headless: HeadlessOption = False,
    processes: ProcessesOption = None,
    scheduler: SchedulerOption = None,
    models: InspectionModelsOption = None,
    simulation: SimulationOption = Simulation.KINEMATIC,
    domain: DomainOption = DEFAULT_DOMAIN,
    namespace: NamespaceOption = DEFAULT_NAMESPACE,
) -> None:
    """Bring a line up and keep it running until Ctrl-C.

    Ctrl-C and SIGTERM end it in order, with exit code 0. Another terminal hands in orders: `robot-cells submit`.
    """
    plant = load_plant(line)
    if faults is not None:
        load_orders(faults, plant)
    if journal is not None:
        check_journal(journal, plant)
        check_simulation(folder_of(journal), simulation)
    check_free(domain, namespace)
    directory = make_run_directory(journal=journal)
    options = BringupOptions(
        line=line,
        run_directory=directory.root,
        orders=faults,
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
    with EndSignals(), progress(headless=headless, address=address_of(options)) as shown:
        try:
            with suppress(KeyboardInterrupt), running_line(plant, options, shown.tell) as session:
                shown.tell(f"Line {plant.line.id} running after {session.started_in_s:.1f} s in domain {domain}.")
                for state in session.states():
                    shown.show(state)
        finally:
            tell_how_to_go_on(directory, shown)

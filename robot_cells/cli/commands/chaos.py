"""`robot-cells chaos`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from robot_cells.bringup.bringup_options import BringupOptions, Simulation
from robot_cells.bringup.line_lock import check_free
from robot_cells.chaos.chaos_report import ChaosReport
from robot_cells.cli.bringup_choices import (
    JournalOption,
    LineArgument,
    ProcessesOption,
    SeedOption,
    SpeedOption,
    speed_of,
)
from robot_cells.cli.chaos_audit import audit_run
from robot_cells.cli.chaos_run import disturb_line
from robot_cells.cli.chaos_text import show_chaos
from robot_cells.cli.end_signals import EndSignals
from robot_cells.cli.exit_codes import ExitCode
from robot_cells.cli.json_text import json_text
from robot_cells.cli.options import DEFAULT_DOMAIN, DEFAULT_NAMESPACE, DomainOption, JsonOption, NamespaceOption
from robot_cells.cli.run_directory import make_run_directory
from robot_cells.documents.order_book import load_orders
from robot_cells.documents.plant import load_plant

OrdersOption = Annotated[
    Path,
    typer.Option("--orders", exists=True, dir_okay=False, help="Orders document: what to make, again and again."),
]
KillsOption = Annotated[int, typer.Option("--kills", min=1, max=100_000, help="So many processes are killed.")]
CutsOption = Annotated[
    bool, typer.Option("--cuts", help="Cut cells off the orchestrator too; the line talks over UDP alone.")
]
StallsOption = Annotated[
    bool, typer.Option("--stalls", help="Make the middleware of processes stand still too, for the watchdog to notice.")
]
OnlyOption = Annotated[
    list[str] | None, typer.Option("--only", help="Disturb this process; repeat it for more.  [default: all]")
]
ReportOption = Annotated[Path | None, typer.Option("--report", dir_okay=False, help="Report to write (JSON).")]
LimitOption = Annotated[
    float | None,
    typer.Option("--limit", min=1, help="Give up after so many seconds of real time.  [default: 60 s a kill]"),
]


def chaos(
    line: LineArgument,
    *,
    orders: OrdersOption,
    kills: KillsOption = 20,
    cuts: CutsOption = False,
    stalls: StallsOption = False,
    only: OnlyOption = None,
    seed: SeedOption = 0,
    speed: SpeedOption = None,
    json: JsonOption = False,
    report: ReportOption = None,
    journal: JournalOption = None,
    limit: LimitOption = None,
    processes: ProcessesOption = None,
    domain: DomainOption = DEFAULT_DOMAIN,
    namespace: NamespaceOption = DEFAULT_NAMESPACE,
) -> None:
    """Run a line while its processes are killed and frozen, then audit what it did.

    The processes are real; the equipment is simulated, goes on whatever is killed, and counts what was physically
    done. Questions are answered by a scripted operator. Ends with 1 when anything was lost or done twice, or has not
    come back.
    """
    plant = load_plant(line)
    wanted = load_orders(orders, plant).orders
    check_free(domain, namespace)
    directory = make_run_directory(journal=journal, report=report)
    options = BringupOptions(
        line=line,
        run_directory=directory.root,
        orders=orders,
        journal=directory.journal,
        speed=speed_of(speed, Simulation.KINEMATIC),
        seed=seed,
        namespace=namespace,
        domain=domain,
        processes=processes,
    )
    limit_s = limit if limit is not None else 120.0 + 60.0 * kills

    def tell(text: str) -> None:
        """One line of progress."""
        # With --json standard output is for the machine.
        typer.echo(text, err=json)

    with EndSignals():
        run = disturb_line(
            plant,
            wanted,
            options,
            kills=kills,
            cuts=cuts,
            stalls=stalls,
            only=only or (),
            limit_s=limit_s,
            tell=tell,
        )
    raise typer.Exit(_told(audit_run(run, plant, options), directory.report, json=json))


def _told(found: ChaosReport, report: Path, *, json: bool) -> ExitCode:
    """Write the report and show it; how the command ends."""
    text = json_text(found.to_dict())
    report.write_text(text + "\n", encoding="utf-8")
    if json:
        typer.echo(text)
    else:
        show_chaos(found, Console(highlight=False))
    return ExitCode.DONE if found.is_sound else ExitCode.NOT_DONE

"""A whole run: up, make the orders, down, report."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from rich.console import Console

from robot_cells.bringup.bringup_options import BringupOptions
from robot_cells.bringup.node_specs import node_specs
from robot_cells.cli.end_signals import EndSignals
from robot_cells.cli.exit_codes import ExitCode
from robot_cells.cli.line_session import LineSession, address_of, running_line
from robot_cells.cli.order_run import GRACE_S, OrderRun, let_attempts_end, make_orders
from robot_cells.cli.progress import Progress, progress
from robot_cells.cli.run_directory import RunDirectory
from robot_cells.cli.run_report import show_report, write_run_report
from robot_cells.documents.plant import Plant
from robot_cells.errors import ConnectionLostError, RobotCellsError
from robot_cells.orders.work_order import WorkOrder


def run_line(
    plant: Plant,
    orders: Sequence[WorkOrder],
    options: BringupOptions,
    directory: RunDirectory,
    *,
    headless: bool,
    limit_s: float | None,
) -> int:
    """Run the orders on the line; the result is the exit code."""
    done: OrderRun | None = None
    with EndSignals() as signals, progress(headless=headless, address=address_of(options)) as shown:
        try:
            with running_line(plant, options, shown.tell) as session:
                shown.tell(f"Line {plant.line.id} running after {session.started_in_s:.1f} s.")
                with ending_in_order(session, signals, shown):
                    done = make_orders(session, orders, shown, limit_s)
        except KeyboardInterrupt:
            shown.tell("Broken off; the line is down.")
        except RobotCellsError:
            tell_how_to_go_on(directory, shown)
            raise
    return finish(done, signals, plant, options, directory)


@contextmanager
def ending_in_order(session: LineSession, signals: EndSignals, shown: Progress) -> Iterator[None]:
    """Within this context a signal first lets what runs come to its end; a second one does not."""
    try:
        yield
    except KeyboardInterrupt:
        signals.arm()
        shown.tell(f"What runs may end, for {GRACE_S:g} s at most. Ctrl-C again ends at once.")
        # Its orchestrator may be just being started again: the line goes down all the same.
        with suppress(ConnectionLostError):
            let_attempts_end(session, shown)
        raise


def finish(
    done: OrderRun | None, signals: EndSignals, plant: Plant, options: BringupOptions, directory: RunDirectory
) -> int:
    """Report on what the journal holds, and say how it ended; the result is the exit code."""
    console = Console(highlight=False)
    if directory.journal.exists():
        wall_s = None if done is None else done.wall_s
        report = write_run_report(directory, wall_s=wall_s, nodes=len(node_specs(plant, options)))
        show_report(report, console)
        console.print(f"report    {directory.report}", soft_wrap=True)
        if report.tasks.total:
            console.print(f"chart     {directory.chart}", soft_wrap=True)
        faults = report.tasks.lost + report.tasks.executed_twice
    else:
        faults = 0
    if done is None or done.open_orders:
        what = "Not ended: " + ", ".join(done.open_orders) if done is not None else "Broken off"
        console.print(f"{what}. Go on with: {continuation(directory)}", markup=False, soft_wrap=True)
        return signals.exit_code if done is None else ExitCode.NOT_DONE
    return ExitCode.NOT_DONE if faults or done.lost_pieces else ExitCode.DONE


def tell_how_to_go_on(directory: RunDirectory, shown: Progress) -> None:
    """What is done stays done, whatever ended it: the command that goes on, where a journal was begun.

    Where nothing was begun, nothing is left behind.
    """
    if directory.journal.exists():
        shown.tell(f"The line is down. Go on with: {continuation(directory)}")
    else:
        directory.remove_empty()


def continuation(directory: RunDirectory) -> str:
    """The command that goes on where this one was broken off."""
    words = ["robot-cells", *sys.argv[1:]]
    if "--journal" not in words:
        words += ["--journal", str(directory.journal)]
    return shlex.join(words)

"""A whole run: up, make the orders, report, down."""

from __future__ import annotations

import shlex
import sys

from robot_cells.bringup.bringup_options import BringupOptions
from robot_cells.cli.end_signals import EndSignals
from robot_cells.cli.exit_codes import ExitCode
from robot_cells.cli.line_session import running_line
from robot_cells.cli.order_run import OrderRun, make_orders
from robot_cells.cli.progress import Progress, progress
from robot_cells.cli.run_directory import RunDirectory
from robot_cells.cli.run_report import write_run_report
from robot_cells.documents.order_book import load_orders
from robot_cells.documents.plant import load_plant


def run_line(options: BringupOptions, directory: RunDirectory, *, headless: bool, limit_s: float | None) -> int:
    """Run the orders of `options.orders` on the line of `options.line`; the result is the exit code."""
    plant = load_plant(options.line)
    orders = load_orders(options.orders, plant).orders if options.orders is not None else ()
    done: OrderRun | None = None
    with EndSignals() as signals, progress(headless=headless) as shown:
        try:
            with running_line(plant, options, shown.tell) as session:
                shown.tell(f"Line {plant.line.id} running after {session.started_in_s:.1f} s.")
                done = make_orders(session, orders, shown, limit_s)
        except KeyboardInterrupt:
            shown.tell("The line is down.")
        return finish(done, signals, directory, shown)


def finish(done: OrderRun | None, signals: EndSignals, directory: RunDirectory, shown: Progress) -> int:
    """Report on what the journal holds, and say how it ended; the result is the exit code."""
    if directory.journal.exists():
        write_run_report(directory, shown, wall_s=None if done is None else done.wall_s)
    if done is None:
        shown.tell(f"Broken off. Go on with: {continuation(directory)}")
        return signals.exit_code
    if done.open_orders:
        shown.tell(f"Not ended: {', '.join(done.open_orders)}. Go on with: {continuation(directory)}")
        return ExitCode.NOT_DONE
    if done.lost_pieces:
        shown.tell(f"{done.lost_pieces} pieces were lost: the journal {directory.journal} holds what happened to them.")
        return ExitCode.NOT_DONE
    return ExitCode.DONE


def continuation(directory: RunDirectory) -> str:
    """The command that goes on where this one was broken off."""
    words = ["robot-cells", *sys.argv[1:]]
    if "--journal" not in words:
        words += ["--journal", str(directory.journal)]
    return shlex.join(words)

"""Entry point of the `robot-cells` command."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from robot_cells.cli.command_table import CommandTable
from robot_cells.cli.failure_message import tell_defect
from robot_cells.cli.leaving import leaving

application = typer.Typer(cls=CommandTable, no_args_is_help=True, add_completion=True)


def _print_version(wanted: bool) -> None:
    if not wanted:
        return
    from importlib.metadata import version

    typer.echo(f"robot-cells {version('robot_cells')}")
    raise typer.Exit


@application.callback()
def robot_cells(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Run a factory line of robot cells: work orders in, finished products out."""


command = typer.main.get_command(application)


def main() -> None:
    """Run the command that the process was started with, and end the process with its exit code."""
    sys.excepthook = tell_defect
    with leaving():
        command.main(prog_name="robot-cells")

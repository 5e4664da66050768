"""`robot-cells resume`."""

from __future__ import annotations

from typing import Annotated

import typer

from robot_cells.cli.line_command import line_command
from robot_cells.cli.options import ReasonOption
from robot_cells.nodes.line_client import LineClient


@line_command
def resume(
    line: LineClient,
    cell: Annotated[str, typer.Argument(help="Only this cell; without it, the whole line.")] = "",
    *,
    same_cell: Annotated[str, typer.Option("--cell", help="The same as CELL.")] = "",
    reason: ReasonOption = "by command",
) -> None:
    """Let a held or stopped line, or a held or suspended cell, go on."""
    if cell and same_cell and cell != same_cell:
        raise typer.BadParameter(f"Two cells are named, {cell} and {same_cell}.", param_hint="--cell")
    cell = cell or same_cell
    line.resume(reason, cell)
    typer.echo(f"{cell or 'The line'} goes on.")

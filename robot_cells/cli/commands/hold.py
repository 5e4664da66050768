"""`robot-cells hold`."""

from __future__ import annotations

import typer

from robot_cells.cli.line_command import line_command
from robot_cells.cli.options import (
    CellOption,
    ReasonOption,
)
from robot_cells.nodes.line_client import LineClient


@line_command
def hold(
    line: LineClient,
    *,
    cell: CellOption = "",
    reason: ReasonOption = "by command",
) -> None:
    """Hold the line, or one cell: running attempts end, none begins."""
    line.hold(reason, cell)
    if cell:
        typer.echo(f"{cell} stands still after its step and gets no work. `robot-cells resume --cell {cell}`.")
    else:
        typer.echo("The line is held: running attempts end, none begins. `robot-cells resume` lets it go on.")

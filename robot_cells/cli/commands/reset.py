"""`robot-cells reset`."""

from __future__ import annotations

from typing import Annotated

import typer

from robot_cells.cli.line_command import line_command
from robot_cells.cli.options import (
    CellOption,
    ReasonOption,
)
from robot_cells.nodes.line_client import LineClient


@line_command
def reset(
    line: LineClient,
    *,
    cell: CellOption = "",
    let_go: Annotated[
        str, typer.Option("--let-go", help="Let go of the stop in the name of this source, which cannot do so itself.")
    ] = "",
    reason: ReasonOption = "by command",
) -> None:
    """Reset the line, or one cell, after an emergency stop or a stop; the line is held then."""
    if let_go:
        line.let_go(let_go)
    line.reset(reason, cell)
    if cell:
        typer.echo(f"{cell} takes work again.")
    else:
        typer.echo("The line is reset and held. Look at the products, then `robot-cells resume`.")

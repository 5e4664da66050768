"""`robot-cells suspend`."""

from __future__ import annotations

from typing import Annotated

import typer

from robot_cells.cli.line_command import line_command
from robot_cells.cli.options import ReasonOption
from robot_cells.nodes.line_client import LineClient


@line_command
def suspend(
    line: LineClient,
    cell: Annotated[str, typer.Argument(help="The cell that waits for something outside it.")],
    *,
    reason: ReasonOption = "by command",
) -> None:
    """Suspend one cell: it stands still for want of something outside it.

    What is wrong inside the cell, or concerns the whole line, is a case for `robot-cells hold`.
    """
    line.suspend(reason, cell)
    typer.echo(f"{cell} is suspended after its step and gets no work. `robot-cells resume {cell}`.")

"""`robot-cells stop`."""

from __future__ import annotations

import typer

from robot_cells.cli.line_command import line_command
from robot_cells.cli.options import (
    CellOption,
    ReasonOption,
)
from robot_cells.cli.policy_choice import PolicyChoice, PolicyOption
from robot_cells.nodes.line_client import LineClient


@line_command
def stop(
    line: LineClient,
    *,
    cell: CellOption = "",
    policy: PolicyOption = PolicyChoice.OWN,
    reason: ReasonOption = "by command",
) -> None:
    """Stop the line, or one cell: running attempts are cancelled, none begins."""
    line.stop(reason, cell, policy.policy)
    if cell:
        typer.echo(
            f"{cell} is stopped: its attempt is cancelled. `robot-cells reset --cell {cell}` lets it work again."
        )
    else:
        typer.echo("The line is stopped: running attempts are cancelled. `robot-cells resume` lets it go on.")

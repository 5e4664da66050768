"""`robot-cells cancel`."""

from __future__ import annotations

from typing import Annotated

import typer

from robot_cells.cli.line_command import line_command
from robot_cells.cli.policy_choice import PolicyChoice, PolicyOption
from robot_cells.nodes.line_client import LineClient


@line_command
def cancel(
    line: LineClient,
    order: Annotated[str, typer.Argument(help="Id of the work order.")],
    *,
    policy: PolicyOption = PolicyChoice.OWN,
) -> None:
    """Cancel a work order: nothing more is begun for it."""
    line.cancel(order, policy.policy)
    typer.echo(f"Order {order} is cancelled: nothing more is begun for it.")

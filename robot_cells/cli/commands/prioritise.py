"""`robot-cells prioritise`."""

from __future__ import annotations

from typing import Annotated

import typer

from robot_cells.cli.line_command import line_command
from robot_cells.nodes.line_client import LineClient
from robot_cells.orders.work_order import MAX_PRIORITY

CONTEXT_SETTINGS = {"ignore_unknown_options": True}
"""A negative priority is a value, no option."""


@line_command
def prioritise(
    line: LineClient,
    order: Annotated[str, typer.Argument(help="Id of the work order.")],
    priority: Annotated[
        int, typer.Argument(min=-MAX_PRIORITY, max=MAX_PRIORITY, help="The new priority; larger goes first.")
    ],
) -> None:
    """Change the priority of a work order."""
    line.prioritise(order, priority)
    typer.echo(f"Order {order} has priority {priority} now.")

"""`robot-cells orders`."""

from __future__ import annotations

import typer
from rich.console import Console

from robot_cells.cli.json_text import json_text
from robot_cells.cli.line_command import line_command
from robot_cells.cli.line_tables import orders_table
from robot_cells.cli.options import JsonOption
from robot_cells.nodes.line_client import LineClient


@line_command
def orders(
    line: LineClient,
    *,
    json: JsonOption = False,
) -> None:
    """List the work orders with what is done and what is predicted."""
    found = line.state().orders
    if json:
        typer.echo(json_text(found))
    else:
        Console().print(orders_table(found) if found else "No orders.")

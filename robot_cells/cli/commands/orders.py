"""`robot-cells orders`."""

from __future__ import annotations

import typer
from rich.console import Console

from robot_cells.cli.json_text import json_text
from robot_cells.cli.line_tables import orders_table
from robot_cells.cli.options import (
    DEFAULT_DOMAIN,
    DEFAULT_NAMESPACE,
    DEFAULT_TIMEOUT_S,
    DomainOption,
    JsonOption,
    NamespaceOption,
    TimeoutOption,
)
from robot_cells.nodes.line_client import LineClient


def orders(
    *,
    domain: DomainOption = DEFAULT_DOMAIN,
    namespace: NamespaceOption = DEFAULT_NAMESPACE,
    timeout: TimeoutOption = DEFAULT_TIMEOUT_S,
    json: JsonOption = False,
) -> None:
    """List the work orders with what is done and what is predicted."""
    with LineClient(domain=domain, namespace=namespace, timeout_s=timeout) as line:
        found = line.state().orders
    if json:
        typer.echo(json_text(found))
    else:
        Console().print(orders_table(found) if found else "No orders.")

"""`robot-cells prioritise`."""

from __future__ import annotations

from typing import Annotated

import typer

from robot_cells.cli.options import (
    DEFAULT_DOMAIN,
    DEFAULT_NAMESPACE,
    DEFAULT_TIMEOUT_S,
    DomainOption,
    NamespaceOption,
    TimeoutOption,
)
from robot_cells.nodes.line_client import LineClient
from robot_cells.orders.work_order import MAX_PRIORITY

CONTEXT_SETTINGS = {"ignore_unknown_options": True}
"""A negative priority is a value, no option."""


def prioritise(
    order: Annotated[str, typer.Argument(help="Id of the work order.")],
    priority: Annotated[
        int, typer.Argument(min=-MAX_PRIORITY, max=MAX_PRIORITY, help="The new priority; larger goes first.")
    ],
    *,
    domain: DomainOption = DEFAULT_DOMAIN,
    namespace: NamespaceOption = DEFAULT_NAMESPACE,
    timeout: TimeoutOption = DEFAULT_TIMEOUT_S,
) -> None:
    """Change the priority of a work order."""
    with LineClient(domain=domain, namespace=namespace, timeout_s=timeout) as line:
        line.prioritise(order, priority)
    typer.echo(f"Order {order} has priority {priority} now.")

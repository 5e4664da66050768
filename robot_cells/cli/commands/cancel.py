"""`robot-cells cancel`."""

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
from robot_cells.cli.policy_choice import PolicyChoice, PolicyOption
from robot_cells.nodes.line_client import LineClient


def cancel(
    order: Annotated[str, typer.Argument(help="Id of the work order.")],
    *,
    policy: PolicyOption = PolicyChoice.OWN,
    domain: DomainOption = DEFAULT_DOMAIN,
    namespace: NamespaceOption = DEFAULT_NAMESPACE,
    timeout: TimeoutOption = DEFAULT_TIMEOUT_S,
) -> None:
    """Cancel a work order: nothing more is begun for it."""
    with LineClient(domain=domain, namespace=namespace, timeout_s=timeout) as line:
        line.cancel(order, policy.policy)
    typer.echo(f"Order {order} is cancelled: nothing more is begun for it.")

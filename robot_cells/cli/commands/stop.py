"""`robot-cells stop`."""

from __future__ import annotations

import typer

from robot_cells.cli.options import (
    DEFAULT_DOMAIN,
    DEFAULT_NAMESPACE,
    DEFAULT_TIMEOUT_S,
    CellOption,
    DomainOption,
    NamespaceOption,
    ReasonOption,
    TimeoutOption,
)
from robot_cells.cli.policy_choice import PolicyChoice, PolicyOption
from robot_cells.nodes.line_client import LineClient


def stop(
    *,
    cell: CellOption = "",
    policy: PolicyOption = PolicyChoice.OWN,
    reason: ReasonOption = "by command",
    domain: DomainOption = DEFAULT_DOMAIN,
    namespace: NamespaceOption = DEFAULT_NAMESPACE,
    timeout: TimeoutOption = DEFAULT_TIMEOUT_S,
) -> None:
    """Stop the line, or one cell: running attempts are cancelled, none begins."""
    with LineClient(domain=domain, namespace=namespace, timeout_s=timeout) as line:
        line.stop(reason, cell, policy.policy)
    if cell:
        typer.echo(
            f"{cell} is stopped: its attempt is cancelled. `robot-cells reset --cell {cell}` lets it work again."
        )
    else:
        typer.echo("The line is stopped: running attempts are cancelled. `robot-cells resume` lets it go on.")

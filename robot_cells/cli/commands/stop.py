"""`robot-cells stop`."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

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
from robot_cells.nodes.line_client import LineClient
from robot_cells.orders.cancel_policy import CancelPolicy


class PolicyChoice(Enum):
    """How attempts are ended, as the command line names it."""

    PARK = "park"
    STOP_NOW = "stop_now"


def stop(
    *,
    cell: CellOption = "",
    policy: Annotated[
        PolicyChoice | None,
        typer.Option("--policy", help="Park the devices after the step, or stop at once; else as each operation says."),
    ] = None,
    reason: ReasonOption = "by command",
    domain: DomainOption = DEFAULT_DOMAIN,
    namespace: NamespaceOption = DEFAULT_NAMESPACE,
    timeout: TimeoutOption = DEFAULT_TIMEOUT_S,
) -> None:
    """Stop the line, or one cell: running attempts are cancelled, none begins."""
    with LineClient(domain=domain, namespace=namespace, timeout_s=timeout) as line:
        line.stop(reason, cell, CancelPolicy[policy.name] if policy is not None else CancelPolicy.FINISH_STEP)
    if cell:
        typer.echo(
            f"{cell} is stopped: its attempt is cancelled. `robot-cells reset --cell {cell}` lets it work again."
        )
    else:
        typer.echo("The line is stopped: running attempts are cancelled. `robot-cells resume` lets it go on.")

"""`robot-cells acknowledge`."""

from __future__ import annotations

from typing import Annotated

import typer

from robot_cells.cli.options import (
    DEFAULT_DOMAIN,
    DEFAULT_NAMESPACE,
    DEFAULT_TIMEOUT_S,
    DomainOption,
    NamespaceOption,
    OperatorOption,
    TimeoutOption,
)
from robot_cells.nodes.line_client import LineClient


def acknowledge(
    alarm: Annotated[str, typer.Argument(help="Id of the alarm.")],
    *,
    operator: OperatorOption = "",
    domain: DomainOption = DEFAULT_DOMAIN,
    namespace: NamespaceOption = DEFAULT_NAMESPACE,
    timeout: TimeoutOption = DEFAULT_TIMEOUT_S,
) -> None:
    """Acknowledge an alarm."""
    with LineClient(domain=domain, namespace=namespace, timeout_s=timeout) as line:
        line.acknowledge(alarm, operator)
    typer.echo(f"Alarm {alarm} is acknowledged.")

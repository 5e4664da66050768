"""`robot-cells stop`."""

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


def stop(
    *,
    reason: Annotated[str, typer.Option("--reason", help="Kept in the journal.")] = "by command",
    domain: DomainOption = DEFAULT_DOMAIN,
    namespace: NamespaceOption = DEFAULT_NAMESPACE,
    timeout: TimeoutOption = DEFAULT_TIMEOUT_S,
) -> None:
    """Stop the line: running attempts are cancelled, none begins."""
    with LineClient(domain=domain, namespace=namespace, timeout_s=timeout) as line:
        line.stop(reason)
    typer.echo("The line is stopped: running attempts are cancelled. `robot-cells resume` lets it go on.")

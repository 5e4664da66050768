"""`robot-cells hold`."""

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


def hold(
    *,
    reason: Annotated[str, typer.Option("--reason", help="Kept in the journal.")] = "by command",
    domain: DomainOption = DEFAULT_DOMAIN,
    namespace: NamespaceOption = DEFAULT_NAMESPACE,
    timeout: TimeoutOption = DEFAULT_TIMEOUT_S,
) -> None:
    """Hold the line: running attempts end, none begins."""
    with LineClient(domain=domain, namespace=namespace, timeout_s=timeout) as line:
        line.hold(reason)
    typer.echo("The line is held: running attempts end, none begins. `robot-cells resume` lets it go on.")

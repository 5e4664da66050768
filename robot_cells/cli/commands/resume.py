"""`robot-cells resume`."""

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
from robot_cells.nodes.line_client import LineClient


def resume(
    *,
    cell: CellOption = "",
    reason: ReasonOption = "by command",
    domain: DomainOption = DEFAULT_DOMAIN,
    namespace: NamespaceOption = DEFAULT_NAMESPACE,
    timeout: TimeoutOption = DEFAULT_TIMEOUT_S,
) -> None:
    """Let a held or stopped line, or a held cell, go on."""
    with LineClient(domain=domain, namespace=namespace, timeout_s=timeout) as line:
        line.resume(reason, cell)
    typer.echo(f"{cell or 'The line'} goes on.")

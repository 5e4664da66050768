"""`robot-cells hold`."""

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


def hold(
    *,
    cell: CellOption = "",
    reason: ReasonOption = "by command",
    domain: DomainOption = DEFAULT_DOMAIN,
    namespace: NamespaceOption = DEFAULT_NAMESPACE,
    timeout: TimeoutOption = DEFAULT_TIMEOUT_S,
) -> None:
    """Hold the line, or one cell: running attempts end, none begins."""
    with LineClient(domain=domain, namespace=namespace, timeout_s=timeout) as line:
        line.hold(reason, cell)
    if cell:
        typer.echo(f"{cell} stands still after its step and gets no work. `robot-cells resume --cell {cell}`.")
    else:
        typer.echo("The line is held: running attempts end, none begins. `robot-cells resume` lets it go on.")

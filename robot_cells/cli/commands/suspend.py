"""`robot-cells suspend`."""

from __future__ import annotations

from typing import Annotated

import typer

from robot_cells.cli.options import (
    DEFAULT_DOMAIN,
    DEFAULT_NAMESPACE,
    DEFAULT_TIMEOUT_S,
    DomainOption,
    NamespaceOption,
    ReasonOption,
    TimeoutOption,
)
from robot_cells.nodes.line_client import LineClient


def suspend(
    cell: Annotated[str, typer.Argument(help="The cell that waits for something outside it.")],
    *,
    reason: ReasonOption = "by command",
    domain: DomainOption = DEFAULT_DOMAIN,
    namespace: NamespaceOption = DEFAULT_NAMESPACE,
    timeout: TimeoutOption = DEFAULT_TIMEOUT_S,
) -> None:
    """Suspend one cell: it stands still for want of something outside it.

    What is wrong inside the cell, or concerns the whole line, is a case for `robot-cells hold`.
    """
    with LineClient(domain=domain, namespace=namespace, timeout_s=timeout) as line:
        line.suspend(reason, cell)
    typer.echo(f"{cell} is suspended after its step and gets no work. `robot-cells resume {cell}`.")

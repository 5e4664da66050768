"""`robot-cells estop`."""

from __future__ import annotations

import typer

from robot_cells.cli.exit_codes import ExitCode
from robot_cells.cli.failure_message import say
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
from robot_cells.errors import ConnectionLostError
from robot_cells.nodes.line_client import LineClient


def estop(
    *,
    cell: CellOption = "",
    reason: ReasonOption = "by command",
    domain: DomainOption = DEFAULT_DOMAIN,
    namespace: NamespaceOption = DEFAULT_NAMESPACE,
    timeout: TimeoutOption = DEFAULT_TIMEOUT_S,
) -> None:
    """Emergency stop: every device of the line stops at once, or with --cell those of one cell."""
    with LineClient(domain=domain, namespace=namespace, timeout_s=timeout) as line:
        try:
            line.emergency_stop(reason, cell)
        except ConnectionLostError:
            if cell or not line.is_stop_heard:
                raise
            say(
                "The cells that were there have been stopped, but no orchestrator has recorded it. "
                "One that is back takes it from the cells; then `robot-cells reset` takes all of them out of it."
            )
            raise typer.Exit(ExitCode.NOT_DONE) from None
    again = f"robot-cells reset --cell {cell}" if cell else "robot-cells reset"
    typer.echo(f"{cell or 'The line'} is stopped. When nobody is in danger any more: `{again}`.")

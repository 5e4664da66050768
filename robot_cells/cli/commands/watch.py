"""`robot-cells watch`."""

from __future__ import annotations

from rich.console import Console
from rich.live import Live

from robot_cells.cli.line_tables import line_view
from robot_cells.cli.options import (
    DEFAULT_DOMAIN,
    DEFAULT_NAMESPACE,
    DEFAULT_TIMEOUT_S,
    DomainOption,
    NamespaceOption,
    TimeoutOption,
)
from robot_cells.errors import ConnectionLostError
from robot_cells.nodes.line_client import LineClient


def watch(
    *,
    domain: DomainOption = DEFAULT_DOMAIN,
    namespace: NamespaceOption = DEFAULT_NAMESPACE,
    timeout: TimeoutOption = DEFAULT_TIMEOUT_S,
) -> None:
    """Show a running line live.

    Ends with Ctrl-C, or when the line has said nothing for the time-out.
    """
    with LineClient(domain=domain, namespace=namespace, timeout_s=timeout) as line:
        state = line.state()
        with Live(line_view(state), console=Console(), auto_refresh=False) as view:
            while True:
                following = line.next_state(timeout)
                if following is None:
                    raise ConnectionLostError(
                        f"The line {state.line} has fallen silent.",
                        where=f"domain {domain}, namespace {namespace}",
                        remedy="Look at the log of its orchestrator.",
                    )
                state = following
                view.update(line_view(state), refresh=True)

"""Options that several sub-commands share."""

from __future__ import annotations

from typing import Annotated

import typer

from robot_cells.bringup.bringup_options import is_namespace

MAX_TIMEOUT_S = 86_400.0


def _checked_namespace(namespace: str) -> str:
    if not is_namespace(namespace):
        raise typer.BadParameter(f"{namespace!r} is no ROS namespace; one looks like /plant_1/line_2.")
    return namespace


DomainOption = Annotated[
    int,
    typer.Option("--domain", envvar="ROS_DOMAIN_ID", min=0, max=232, help="ROS domain in which the line runs."),
]
NamespaceOption = Annotated[
    str, typer.Option("--namespace", callback=_checked_namespace, help="ROS namespace of the line.")
]
TimeoutOption = Annotated[
    float, typer.Option("--timeout", min=0.1, max=MAX_TIMEOUT_S, help="Seconds to wait for the line's answer.")
]
OperatorOption = Annotated[
    str,
    typer.Option("--operator", envvar="ROBOT_CELLS_OPERATOR", help="Who does it, for the record.  [default: the user]"),
]
CellOption = Annotated[str, typer.Option("--cell", help="Only this cell; without it, the whole line.")]
ReasonOption = Annotated[str, typer.Option("--reason", help="Kept in the journal.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]

DEFAULT_DOMAIN = 0
DEFAULT_NAMESPACE = "/"
DEFAULT_TIMEOUT_S = 5.0

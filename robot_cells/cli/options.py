"""Options that several sub-commands share."""

from __future__ import annotations

from typing import Annotated

import typer

DomainOption = Annotated[
    int,
    typer.Option("--domain", envvar="ROS_DOMAIN_ID", min=0, max=232, help="ROS domain in which the line runs."),
]
NamespaceOption = Annotated[str, typer.Option("--namespace", help="ROS namespace of the line.")]
TimeoutOption = Annotated[float, typer.Option("--timeout", min=0.1, help="Seconds to wait for the line's answer.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]

DEFAULT_DOMAIN = 0
DEFAULT_NAMESPACE = "/"
DEFAULT_TIMEOUT_S = 5.0

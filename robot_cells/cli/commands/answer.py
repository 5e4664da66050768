"""`robot-cells answer`."""

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


def answer(
    prompt: Annotated[str, typer.Argument(help="Id of the question (robot-cells prompts lists them).")],
    choice: Annotated[str, typer.Argument(help="One of its choices.")],
    *,
    domain: DomainOption = DEFAULT_DOMAIN,
    namespace: NamespaceOption = DEFAULT_NAMESPACE,
    timeout: TimeoutOption = DEFAULT_TIMEOUT_S,
) -> None:
    """Answer a question of the line."""
    with LineClient(domain=domain, namespace=namespace, timeout_s=timeout) as line:
        line.answer(prompt, choice)
    typer.echo(f"Answered {prompt} with {choice}.")

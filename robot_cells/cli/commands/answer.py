"""`robot-cells answer`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from robot_cells.cli.line_command import line_command
from robot_cells.cli.options import OperatorOption
from robot_cells.errors import OrderError
from robot_cells.nodes.line_client import LineClient
from robot_cells.nodes.line_snapshot import PromptSnapshot


@line_command
def answer(
    line: LineClient,
    prompt: Annotated[str, typer.Argument(help="Id of the question, or the serial number that it is about.")],
    choice: Annotated[str, typer.Argument(help="One of its choices.")],
    *,
    operator: OperatorOption = "",
) -> None:
    """Answer a question of the line."""
    line.answer(_id_of(prompt, line.state().prompts), choice, operator)
    typer.echo(f"Answered {prompt} with {choice}.")


def _id_of(named: str, prompts: Sequence[PromptSnapshot]) -> str:
    """The id of the question that is meant; what is neither an id nor a serial number is left to the line to refuse."""
    about = [item.id for item in prompts if item.serial == named]
    if len(about) > 1:
        raise OrderError(
            f"{len(about)} questions are about {named}.", remedy=f"Name one by its id: {', '.join(about)}."
        )
    return about[0] if about else named

"""`robot-cells acknowledge`."""

from __future__ import annotations

from typing import Annotated

import typer

from robot_cells.cli.failure_message import say
from robot_cells.cli.line_command import line_command
from robot_cells.cli.options import OperatorOption
from robot_cells.errors import OrderError
from robot_cells.nodes.line_client import LineClient


@line_command
def acknowledge(
    line: LineClient,
    alarms: Annotated[list[str] | None, typer.Argument(metavar="ALARM...", help="Ids of the alarms.")] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="Every alarm that nobody has acknowledged.")] = False,
    operator: OperatorOption = "",
) -> None:
    """Acknowledge alarms.

    One that is refused keeps no other from being acknowledged.
    """
    if everything == bool(alarms):
        raise typer.BadParameter("Name alarms, or say --all.", param_hint="ALARM...")
    wanted = alarms or [item.id for item in line.state().alarms if not item.acknowledged]
    refused = [error for alarm in wanted if (error := _refusal(line, alarm, operator)) is not None]
    if not wanted:
        typer.echo("No alarm waits for that.")
    for error in refused if everything else refused[1:]:
        say(str(error))
    if refused and not everything:
        raise refused[0]


def _refusal(line: LineClient, alarm: str, operator: str) -> OrderError | None:
    """Acknowledge one; what the line has against it, such as that the alarm is gone by now."""
    try:
        line.acknowledge(alarm, operator)
    except OrderError as error:
        return error
    typer.echo(f"Alarm {alarm} is acknowledged.")
    return None

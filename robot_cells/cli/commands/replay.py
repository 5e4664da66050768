"""`robot-cells replay`."""

from __future__ import annotations

import json as plain_json
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from robot_cells.cli.json_text import json_text
from robot_cells.cli.line_time import time_text
from robot_cells.cli.options import JsonOption
from robot_cells.cli.past_tables import past_view
from robot_cells.cli.run_directory import latest_journal
from robot_cells.journals.sqlite_journal import SqliteJournalReader
from robot_cells.orchestration.state_document import encode_state
from robot_cells.reports.past_state import Moment, PastState, moment_of, past_state


def _moment(text: str) -> Moment:
    moment = moment_of(text)
    if moment is None:
        raise typer.BadParameter(f"{text!r} is neither the number of a record nor a line time: 1234, 750.5s, 0:12:30.")
    return moment


def replay(
    journal: Annotated[
        Path | None, typer.Argument(help="Journal to read.  [default: that of the latest run below runs/]")
    ] = None,
    *,
    until: Annotated[
        str, typer.Option("--until", help="Record (1234) or line time (0:12:30, 750.5s) to stop after.")
    ] = "",
    json: JsonOption = False,
) -> None:
    """Show the state of the line at any moment of its past, from the journal.

    Without `--until` that is the end of the journal. Works while the line runs too.
    """
    moment = _moment(until) if until else None
    with closing(SqliteJournalReader(journal or latest_journal())) as reader:
        found = past_state(reader, moment)
    if json:
        typer.echo(json_text(_document(found)))
        return
    state = found.state
    reason = f" ({state.mode_reason})" if state.mode_reason else ""
    typer.echo(
        f"{state.plant.line.id} after record {found.sequence} of {found.latest}, {time_text(found.at_s)}: "
        f"{state.mode.value}{reason}, epoch {state.epoch}, {state.tasks_done} tasks done"
    )
    typer.echo(f"record {found.sequence}: {found.kind} {found.subject}".rstrip())
    Console(highlight=False).print(past_view(state))


def _document(found: PastState) -> dict[str, object]:
    return {
        "record": {"sequence": found.sequence, "at_s": found.at_s, "kind": found.kind, "subject": found.subject},
        "latest": found.latest,
        "state": plain_json.loads(encode_state(found.state)),
    }

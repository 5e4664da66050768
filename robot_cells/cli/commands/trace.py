"""`robot-cells trace`."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from robot_cells.cli.json_text import json_text
from robot_cells.cli.options import JsonOption
from robot_cells.cli.run_directory import latest_journal
from robot_cells.ids import SerialNumber
from robot_cells.journals.sqlite_journal import SqliteJournalReader
from robot_cells.reports.trace import trace_of
from robot_cells.reports.trace_text import trace_text


def trace(
    serial: Annotated[str, typer.Argument(help="Serial number of a piece, such as WO-1-002.")],
    *,
    journal: Annotated[
        Path | None, typer.Option("--journal", help="Journal to read.  [default: that of the latest run below runs/]")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Follow one serial number through the line, from the journal.

    Works while the line runs too.
    """
    with closing(SqliteJournalReader(journal or latest_journal())) as reader:
        found = trace_of(reader, SerialNumber(serial))
    if json:
        typer.echo(json_text(found.to_dict()))
    else:
        Console().print(trace_text(found))

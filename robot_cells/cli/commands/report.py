"""`robot-cells report`."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from robot_cells.cli.json_text import json_text
from robot_cells.cli.options import JsonOption
from robot_cells.cli.run_directory import latest_journal
from robot_cells.cli.run_report import show_report, truth_beside
from robot_cells.journals.sqlite_journal import SqliteJournalReader
from robot_cells.reports.gantt import write_gantt
from robot_cells.reports.run_report import report_of


def report(
    journal: Annotated[
        Path | None, typer.Argument(help="Journal to read.  [default: that of the latest run below runs/]")
    ] = None,
    *,
    chart: Annotated[Path | None, typer.Option("--chart", dir_okay=False, help="Gantt chart to write (PNG).")] = None,
    json: JsonOption = False,
) -> None:
    """Compute the report of a run again from its journal.

    Works while the line runs too.
    """
    path = journal or latest_journal()
    with closing(SqliteJournalReader(path)) as reader:
        found = report_of(reader, truth=truth_beside(path))
        if chart is not None:
            write_gantt(reader, chart, title=found.line)
    if json:
        typer.echo(json_text(found.to_dict()))
    else:
        show_report(found, Console(highlight=False))
        if chart is not None:
            typer.echo(f"chart     {chart}")

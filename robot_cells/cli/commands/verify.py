"""`robot-cells verify`."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from robot_cells.cli.json_text import json_text
from robot_cells.cli.options import JsonOption
from robot_cells.cli.run_directory import latest_journal
from robot_cells.journals.salvage import salvage
from robot_cells.journals.sqlite_journal import SqliteJournalReader
from robot_cells.journals.verification import Head
from robot_cells.journals.verification import verify as prove


def verify(
    journal: Annotated[
        Path | None, typer.Argument(help="Journal to read.  [default: that of the latest run below runs/]")
    ] = None,
    *,
    head: Annotated[
        str, typer.Option("--head", help="Compare with a head that was printed before and kept elsewhere.")
    ] = "",
    rescue: Annotated[
        Path | None,
        typer.Option("--salvage", help="Write what is whole, up to the first damage, to a new journal."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Prove that no record of a journal was changed, removed or put elsewhere.

    The first record that is not what it was is named, and the exit code is 6. Works while the line runs too.
    """
    path = journal or latest_journal()
    if rescue is not None:
        saved = salvage(path, rescue, time.time_ns())
        why = f" Behind them: {saved.reason}" if saved.reason else " That is all of them."
        typer.echo(f"{saved.records} records are in {saved.path}.{why}")
        return
    known = Head.parse(head) if head else None
    with closing(SqliteJournalReader(path)) as reader:
        found = prove(reader, known)
    if json:
        typer.echo(json_text({**{name: getattr(found, name) for name in _FIGURES}, "head": str(found.head)}))
        return
    archives = f", {found.archives} archives" if found.archives else ""
    typer.echo(
        f"{path}: journal {found.journal_id}, {found.records} records, {found.epochs} epochs{archives}: all whole."
    )
    if known is not None:
        typer.echo(f"The records 1 to {known.sequence} are those that the given head was taken of.")
    typer.echo(f"head {found.head}")


_FIGURES = ("journal_id", "records", "epochs", "archives", "snapshots")

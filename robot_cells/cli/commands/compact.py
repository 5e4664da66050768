"""`robot-cells compact`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from robot_cells.journals.compaction import KEEP
from robot_cells.journals.compaction import compact as move


def compact(
    journal: Annotated[Path, typer.Argument(help="Journal of a line that is not running.")],
    *,
    keep: Annotated[int, typer.Option("--keep", min=0, help="So many records stay in the journal.")] = KEEP,
) -> None:
    """Move the older records of a journal to an archive beside it.

    Nothing is lost: trace, report, verify and replay read through the archives, which have to stay beside the journal.
    """
    found = move(journal, keep)
    if found.archive is None:
        typer.echo(f"{journal}: {found.records} records, none to be moved.")
        return
    archive = found.archive
    typer.echo(f"{journal}: records {archive.first} to {archive.last} moved to {archive.name}, {found.records} remain.")

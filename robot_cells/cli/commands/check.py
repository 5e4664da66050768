"""`robot-cells check`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from robot_cells.cli.failure_message import say
from robot_cells.cli.json_text import json_text
from robot_cells.cli.options import JsonOption
from robot_cells.documents.check import check_paths
from robot_cells.errors import DocumentError


def check(
    paths: Annotated[list[Path], typer.Argument(help="Documents, or folders of documents.", metavar="PATH...")],
    *,
    json: JsonOption = False,
) -> None:
    """Check documents and list every fault in them.

    A line is checked with everything that it names; orders against the lines among the paths. Ends with exit code 3
    when a fault was found.
    """
    notes: list[str] = []
    problems = check_paths(paths, notes)
    for note in notes:
        say(note)
    if json:
        typer.echo(json_text(problems))
    for problem in () if json else problems:
        typer.echo(str(problem))
    if problems:
        if not json:
            say(f"{len(problems)} fault{'s' if len(problems) > 1 else ''} found.")
        raise typer.Exit(DocumentError.exit_code)
    if not json:
        typer.echo("No fault found.")

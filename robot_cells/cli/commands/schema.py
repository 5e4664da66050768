"""`robot-cells schema`."""

from __future__ import annotations

from typing import Annotated

import typer

from robot_cells.cli.json_text import json_text
from robot_cells.documents.schemas import MODELS, json_schema
from robot_cells.reports.record_schema import record_schema

RECORD = "record"
"""Not a document that is written by hand: what `robot-cells trace --json` prints."""
KINDS = (*MODELS, RECORD)


def schema(kind: Annotated[str, typer.Argument(help=f"Kind of document: {', '.join(KINDS)}.")]) -> None:
    """Print the JSON schema of a kind of document."""
    if kind not in KINDS:
        raise typer.BadParameter(f"There is no kind {kind!r}: choose from {', '.join(KINDS)}.", param_hint="KIND")
    typer.echo(json_text(record_schema() if kind == RECORD else json_schema(kind)))

"""`robot-cells schema`."""

from __future__ import annotations

from typing import Annotated

import typer

from robot_cells.cli.json_text import json_text
from robot_cells.documents.schemas import MODELS, json_schema


def schema(kind: Annotated[str, typer.Argument(help=f"Kind of document: {', '.join(MODELS)}.")]) -> None:
    """Print the JSON schema of a kind of document."""
    if kind not in MODELS:
        raise typer.BadParameter(f"There is no kind {kind!r}: choose from {', '.join(MODELS)}.", param_hint="KIND")
    typer.echo(json_text(json_schema(kind)))

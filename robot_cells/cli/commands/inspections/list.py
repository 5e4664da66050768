"""`robot-cells inspections list`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from robot_cells.cli.json_text import json_text
from robot_cells.cli.options import JsonOption
from robot_cells.cli.table_style import table_of
from robot_cells.errors import InspectionError
from robot_cells.inspections.model_folder import verified_card
from robot_cells.inspections.model_library import FoundModel, find_models


def list(
    directory: Annotated[
        Path, typer.Argument(envvar="ROBOT_CELLS_MODELS", exists=True, file_okay=False, help="Directory of models.")
    ],
    *,
    json: JsonOption = False,
) -> None:
    """List the models of a directory.

    Each is verified: one that was changed since it was saved is listed with what is wrong, and the command ends with 1.
    """
    rows = [(item, _fault(item)) for item in find_models(directory)]
    if json:
        typer.echo(json_text([_row(item, fault) for item, fault in rows]))
    elif rows:
        table = table_of("model", "kind", "task", "samples", "state", folded=("task", "state"))
        for item, fault in rows:
            cells = [str(value) for value in _row(item, fault).values()]
            table.add_row(*cells[1:5], fault or "whole")
        Console(highlight=False, markup=False).print(table)
    else:
        typer.echo("There is no model.")
    if any(fault for _, fault in rows):
        raise typer.Exit(InspectionError.exit_code)


def _fault(item: FoundModel) -> str:
    if item.fault:
        return item.fault
    try:
        verified_card(item.folder)
    except InspectionError as error:
        return str(error)
    return ""


def _row(item: FoundModel, fault: str) -> dict[str, object]:
    card = item.card
    return {
        "folder": item.folder.name,
        "model": item.folder.name if card is None else card.label,
        "kind": "" if card is None else card.kind,
        "task": "" if card is None else card.task,
        "samples": 0 if card is None else card.training_samples,
        "fault": fault,
    }

"""`robot-cells inspections correct`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from robot_cells.errors import InspectionError
from robot_cells.inspections.corrections import Correction, store_correction


def correct(
    picture: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="Annotated picture, as `robot-cells trace` names it.")
    ],
    verdict: Annotated[str, typer.Argument(help="What it truly shows: good or bad.")],
    *,
    operator: Annotated[str, typer.Option("--operator", help="Who says so.")],
    reason: Annotated[str, typer.Option("--reason", help="Why, in a few words.")] = "",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            file_okay=False,
            help="Folder of corrections.  [default: that of the vision node, <evidence>_corrections]",
        ),
    ] = None,
) -> None:
    """Say what a picture truly shows: it is kept as a sample to learn from.

    The verdict and what followed it stay as they are. Said twice of the same picture, the later word holds.
    """
    if verdict not in ("good", "bad"):
        raise InspectionError(f"{verdict!r} is no verdict of a person.", remedy="Say good or bad.")
    evidence = picture.resolve().parent.parent
    folder = out or evidence.with_name(f"{evidence.name}_corrections")
    at = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    said = Correction(picture.stem, verdict == "good", None, operator, reason, at)
    typer.echo(f"Kept as {folder / store_correction(evidence, folder, said)}.")

"""`robot-cells scene`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeVar

import typer

from robot_cells.documents.plant import load_plant
from robot_cells.documents.suggestion import one_of
from robot_cells.ids import CellId, ProductId
from robot_cells.scenes.gazebo_release import GazeboRelease
from robot_cells.scenes.scene_builder import build_scene
from robot_cells.scenes.scene_files import SceneFormat, scene_files
from robot_cells.scenes.standing_trays import standing_trays

ChoiceT = TypeVar("ChoiceT", SceneFormat, GazeboRelease)


def scene(
    line: Annotated[Path, typer.Argument(help="Line document.", metavar="LINE")],
    *,
    out: Annotated[Path, typer.Option("--out", help="Folder for the files; made where it is missing.")],
    written_as: Annotated[
        str, typer.Option("--format", help=f"One of {', '.join(item.value for item in SceneFormat)}.")
    ] = SceneFormat.SDF.value,
    cell: Annotated[str, typer.Option("--cell", help="Only this cell; without it, the whole line.")] = "",
    tray: Annotated[
        str,
        typer.Option(
            "--tray", help="A tray of this product in every cell: bare where there are feeders, else finished."
        ),
    ] = "",
    gazebo: Annotated[
        str,
        typer.Option("--gazebo", help=f"Release that SDF is for: {', '.join(item.value for item in GazeboRelease)}."),
    ] = GazeboRelease.HARMONIC.value,
) -> None:
    """Write the line as bodies in space, for simulators and viewers."""
    chosen = _one_of(SceneFormat, written_as, "--format")
    release = _one_of(GazeboRelease, gazebo, "--gazebo")
    plant = load_plant(line)
    cells = [item.id for item in plant.line.cells]
    if cell and CellId(cell) not in cells:
        raise typer.BadParameter(f"There is no cell {cell}: {one_of(cell, cells)}.", param_hint="--cell")
    if tray and ProductId(tray) not in plant.products:
        raise typer.BadParameter(f"There is no product {tray}: {one_of(tray, plant.products)}.", param_hint="--tray")
    built = build_scene(
        plant.line,
        plant.products,
        cells=[CellId(cell)] if cell else None,
        vehicles=not cell,
        trays=standing_trays(plant.line, plant.products, ProductId(tray)) if tray else None,
    )
    files = scene_files(built, chosen, release)
    if not files:
        typer.echo("There is no arm to be written.")
        return
    out.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (out / name).write_bytes(content)
        typer.echo(str(out / name))


def _one_of(kind: type[ChoiceT], value: str, option: str) -> ChoiceT:
    try:
        return kind(value)
    except ValueError:
        names = ", ".join(item.value for item in kind)
        raise typer.BadParameter(f"There is no {value!r}: choose from {names}.", param_hint=option) from None

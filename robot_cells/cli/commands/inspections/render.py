"""`robot-cells inspections render`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from robot_cells.cli.shown_progress import ShownProgress
from robot_cells.documents.plant import read_product
from robot_cells.documents.problem import refuse
from robot_cells.documents.product_builder import build_layout
from robot_cells.errors import InspectionError
from robot_cells.inspections.rendered_pictures import RenderOptions, render_samples
from robot_cells.simulations.tray_picture import DEFAULT_WIDTH_PX


def render(
    product: Annotated[
        Path, typer.Option("--product", exists=True, dir_okay=False, help="Product document with a layout.")
    ],
    out: Annotated[Path, typer.Option("--out", file_okay=False, help="Folder to write, new or empty.")],
    *,
    good: Annotated[int, typer.Option("--good", min=0, max=100_000, help="So many good products.")] = 40,
    bad: Annotated[int, typer.Option("--bad", min=0, max=100_000, help="So many with one defect each.")] = 40,
    defect: Annotated[
        list[str] | None,
        typer.Option("--defect", help="Draw only this defect, such as missing_screw; may be repeated."),
    ] = None,
    width_px: Annotated[
        int, typer.Option("--width-px", min=100, max=4000, help="Width of the pictures in pixels.")
    ] = DEFAULT_WIDTH_PX,
    seed: Annotated[int, typer.Option("--seed", min=0, help="The same seed gives the same pictures.")] = 0,
) -> None:
    """Render labelled pictures of a product, as the simulated camera sees it.

    Each picture has its own light, place and noise; each bad product has one defect, the kinds by turns.
    """
    read, problems = read_product(product)
    refuse(problems)
    assert read is not None
    layout = read[1].layout
    if layout is None:
        raise InspectionError("The product has no layout.", where=str(product), remedy="Say what it looks like.")
    options = RenderOptions(good, bad, seed=seed, width_px=width_px)
    if defect:
        codes = tuple(f"inspect.{name.removeprefix('inspect.')}" for name in defect)
        options = RenderOptions(good, bad, codes, seed, width_px)
    with ShownProgress() as progress:
        counts = render_samples(build_layout(layout), out, options, progress)
    told = ", ".join(f"{count} {name.replace('_', ' ') or 'good'}" for name, count in counts.items()) or "no picture"
    typer.echo(f"{out}: {told}.")

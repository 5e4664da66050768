"""`robot-cells cameras calibrate`."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from robot_cells.cli.camera_options import (
    DICTIONARY,
    BoardOption,
    DictionaryOption,
    MarkerOption,
    PicturesArgument,
    SquareOption,
    SquaresOption,
    board_of,
    residual_table,
)
from robot_cells.cli.json_text import json_text
from robot_cells.cli.options import JsonOption
from robot_cells.inspections.calibrations.board import BoardKind
from robot_cells.inspections.calibrations.camera_calibration import new_calibration
from robot_cells.inspections.calibrations.coverage_picture import write_coverage
from robot_cells.inspections.calibrations.intrinsics import calibrate_intrinsics
from robot_cells.inspections.calibrations.picture_folder import read_board_pictures


def calibrate(
    pictures: PicturesArgument,
    *,
    squares: SquaresOption,
    square_m: SquareOption,
    out: Annotated[Path, typer.Option("--out", dir_okay=False, help="Document to write; replaced if it is there.")],
    board: BoardOption = BoardKind.CHESSBOARD,
    marker_m: MarkerOption = 0.0,
    dictionary: DictionaryOption = DICTIONARY,
    name: Annotated[str, typer.Option("--name", help="Of the camera.")] = "camera",
    coverage: Annotated[
        Path | None, typer.Option("--coverage", dir_okay=False, help="PNG: where corners lay, and what is left over.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Find a camera's lens from pictures of a board.

    Pictures that do not fit the others are named and left out; pictures that do not determine the lens are refused.
    """
    printed = board_of(board, squares, square_m, marker_m, dictionary)
    seen = read_board_pictures(pictures, printed)
    found = calibrate_intrinsics(seen.views, printed, seen.width_px, seen.height_px)
    calibration = new_calibration(name).with_lens(found)
    calibration.write(out)
    if coverage is not None:
        write_coverage(found, coverage, title=name)
    if json:
        typer.echo(json_text({**calibration.model.model_dump(exclude_none=True), "without_board": seen.without_board}))
        return
    rows = [(item.name, f"{item.rms_px:.3f} px", item.is_used) for item in found.pictures]
    Console(highlight=False, markup=False).print(residual_table(rows, seen.without_board))
    lens = found.lens
    typer.echo(
        f"focal length {lens.fx_px:.2f}, {lens.fy_px:.2f} px (± {found.focal_sigma_px:.2f}), centre {lens.cx_px:.2f}, "
        f"{lens.cy_px:.2f} px (± {found.centre_sigma_px:.2f}), distortion "
        + ", ".join(f"{value:.4g}" for value in lens.distortion)
    )
    typer.echo(
        f"residual {found.rms_px:.3f} px; corners in {found.coverage:.0%} of the picture, boards tilted against each "
        f"other by up to {math.degrees(found.tilt_rad):.0f} degrees. Written to {out}."
    )

"""`robot-cells cameras plane`."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from robot_cells.cli.camera_options import (
    DICTIONARY,
    BoardOption,
    CalibrationOption,
    DictionaryOption,
    MarkerOption,
    board_of,
    residual_table,
)
from robot_cells.cli.json_text import json_text
from robot_cells.cli.options import JsonOption
from robot_cells.errors import InspectionError
from robot_cells.inspections.calibrations.board import Board, BoardKind, find_board
from robot_cells.inspections.calibrations.camera_calibration import (
    new_calibration,
    read_calibration,
    read_plane_points,
)
from robot_cells.inspections.calibrations.lens import Lens
from robot_cells.inspections.calibrations.picture_folder import read_grey
from robot_cells.inspections.calibrations.plane import PlanePoint, calibrate_plane


def plane(
    *,
    calibration: CalibrationOption,
    picture: Annotated[
        Path | None, typer.Option("--picture", exists=True, dir_okay=False, help="Picture of a board on the plane.")
    ] = None,
    squares: Annotated[str, typer.Option("--squares", help="Squares across and down: 10x7.")] = "",
    square_m: Annotated[float, typer.Option("--square-m", help="Edge of a square, in metres.")] = 0.0,
    board: BoardOption = BoardKind.CHESSBOARD,
    marker_m: MarkerOption = 0.0,
    dictionary: DictionaryOption = DICTIONARY,
    points: Annotated[
        Path | None, typer.Option("--points", exists=True, dir_okay=False, help="Instead: document of named points.")
    ] = None,
    frame: Annotated[str, typer.Option("--frame", help="Frame in which the plane's metres count.")] = "board",
    board_at: Annotated[
        str,
        typer.Option(
            "--board-at",
            metavar="X,Y,TURN",
            help="Where the board's origin lies in a frame whose y points up as the camera sees it: metres, radians.",
        ),
    ] = "",
    json: JsonOption = False,
) -> None:
    """Find where pixels lie in metres on a plane.

    From a board that lies on it, or from at least five points that somebody measured. The document gets the plane; with
    a lens in it the distortion is taken out.
    """
    if (picture is None) == (points is None):
        raise typer.BadParameter(
            "Name a picture of a board, or a document of points.", param_hint="--picture, --points"
        )
    known = read_calibration(calibration) if calibration.exists() else new_calibration(calibration.stem)
    if points is not None:
        marks = read_plane_points(points)
    else:
        assert picture is not None
        marks = _corners(picture, board_of(board, squares, square_m, marker_m, dictionary), known.lens)
        marks = _laid(marks, board_at) if board_at else marks
    found = calibrate_plane(marks, frame, known.lens)
    known.with_plane(found).write(calibration)
    if json:
        typer.echo(json_text(found))
        return
    rows = [(item.name, f"{item.residual_px:.3f} px", item.is_used) for item in found.points]
    shown = rows if points is not None else [row for row in rows if not row[2]]
    if shown:
        Console(highlight=False, markup=False).print(residual_table(shown, ()))
    used = sum(item.is_used for item in found.points)
    typer.echo(f"{used} of {len(rows)} points, {found.sigma_px:.3f} px each. Written to {calibration}.")
    if known.lens is None:
        typer.echo("Without a lens the distortion is not taken out: `robot-cells cameras calibrate` finds it.")


def _laid(marks: tuple[PlanePoint, ...], board_at: str) -> tuple[PlanePoint, ...]:
    """Corners in the frame in which the board lies. The board's y points down, that frame's up."""
    try:
        x_m, y_m, turn = (float(part) for part in board_at.split(","))
    except ValueError:
        x_m = y_m = turn = math.nan
    if not all(map(math.isfinite, (x_m, y_m, turn))):
        raise typer.BadParameter(f"{board_at!r} is no place; one looks like 0.1,0.5,0.", param_hint="--board-at")
    cos, sin = math.cos(turn), math.sin(turn)
    return tuple(
        replace(item, x_m=x_m + item.x_m * cos + item.y_m * sin, y_m=y_m + item.x_m * sin - item.y_m * cos)
        for item in marks
    )


def _corners(picture: Path, board: Board, lens: Lens | None) -> tuple[PlanePoint, ...]:
    grey = read_grey(picture)
    if lens is not None and grey.shape != (lens.height_px, lens.width_px):
        raise InspectionError(
            f"The picture is {grey.shape[1]} x {grey.shape[0]} pixels, the lens is known for "
            f"{lens.width_px} x {lens.height_px}.",
            where=str(picture),
            remedy="Take the picture with the camera and resolution that were calibrated.",
        )
    view = find_board(grey, board, picture.name)
    if view is None:
        remedy = "Count all squares, black and white; a chessboard must be seen whole, with a white rim."
        raise InspectionError("The board is not seen in the picture.", where=str(picture), remedy=remedy)
    places = board.corners_m[view.numbers]
    return tuple(
        PlanePoint(f"corner {number}", float(x), float(y), float(place[0]), float(place[1]))
        for number, (x, y), place in zip(view.numbers, view.pixels, places, strict=True)
    )

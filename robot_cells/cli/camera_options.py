"""Arguments and options that several sub-commands of `cameras` share."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from robot_cells.cli.table_style import table_of
from robot_cells.inspections.calibrations.board import Board, BoardKind

BoardOption = Annotated[BoardKind, typer.Option("--board", help="What is printed on the board.")]
SquaresOption = Annotated[str, typer.Option("--squares", help="Squares across and down, black and white: 10x7.")]
SquareOption = Annotated[float, typer.Option("--square-m", help="Edge of a square, measured with a ruler, in metres.")]
MarkerOption = Annotated[float, typer.Option("--marker-m", help="ChArUco: edge of a marker, in metres.")]
DictionaryOption = Annotated[str, typer.Option("--dictionary", help="ChArUco: OpenCV's name of the set of markers.")]
PicturesArgument = Annotated[
    Path, typer.Argument(metavar="PICTURES", exists=True, file_okay=False, help="Folder with the pictures.")
]
CalibrationOption = Annotated[
    Path, typer.Option("--calibration", help="Document of the camera, which is read and completed.")
]
DICTIONARY = "DICT_5X5_100"


def board_of(kind: BoardKind, squares: str, square_m: float, marker_m: float, dictionary: str) -> Board:
    """The board that the options describe."""
    match = re.fullmatch(r"(\d{1,3})x(\d{1,3})", squares.strip())
    if match is None:
        raise typer.BadParameter(f"{squares!r} is no number of squares; one looks like 10x7.", param_hint="--squares")
    return Board(kind, int(match[1]), int(match[2]), square_m, marker_m, dictionary)


def residual_table(rows: list[tuple[str, str, bool]], without_board: tuple[str, ...]) -> object:
    """A row a picture: name, residual, whether it was used."""
    table = table_of("picture", "residual", "", folded=("picture",))
    for name, residual, is_used in rows:
        table.add_row(name, residual, "" if is_used else "left out")
    for name in without_board:
        table.add_row(name, "-", "no board")
    return table

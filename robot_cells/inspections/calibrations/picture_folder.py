"""Pictures of a board in a folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from robot_cells.errors import InspectionError
from robot_cells.inspections.calibrations.board import Board, BoardView, Grey, find_board

ENDINGS = (".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff")
LARGEST_BYTES, LARGEST_PX = 100_000_000, 60_000_000


@dataclass(frozen=True, slots=True)
class BoardPictures:
    """What a folder shows: the views in the order of their names, the size of all, and pictures without a board."""

    views: tuple[BoardView, ...]
    width_px: int
    height_px: int
    without_board: tuple[str, ...]


def read_grey(path: Path) -> Grey:
    """A picture file as (height, width) of uint8; raises `InspectionError` for what cannot be read."""
    remedy = "Take the picture again, or remove the file."
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InspectionError(
            f"The picture cannot be read: {error.strerror}.", where=str(path), remedy=remedy
        ) from error
    if not content or len(content) > LARGEST_BYTES:
        raise InspectionError(f"The picture has {len(content)} bytes.", where=str(path), remedy=remedy)
    try:
        grey = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_GRAYSCALE)
    except cv2.error as error:
        raise InspectionError("The picture is damaged.", where=str(path), remedy=remedy) from error
    if grey is None or not 0 < grey.size <= LARGEST_PX:
        raise InspectionError("The file is no picture that can be read.", where=str(path), remedy=remedy)
    return np.asarray(grey, dtype=np.uint8)


def read_board_pictures(
    folder: Path, board: Board, progress: Callable[[int, int], None] | None = None
) -> BoardPictures:
    """Finds the board in every picture of a folder; raises `InspectionError` for none, or pictures of two sizes.

    `progress` is told how many pictures are done, and how many there are.
    """
    paths = sorted(item for item in folder.iterdir() if item.suffix.lower() in ENDINGS) if folder.is_dir() else []
    if not paths:
        raise InspectionError(
            "There are no pictures.", where=str(folder), remedy="Name a folder with PNG, JPEG, BMP or TIFF files."
        )
    views, without, size, first = [], [], (0, 0), paths[0]
    for number, path in enumerate(paths, start=1):
        grey = read_grey(path)
        if size not in {(0, 0), grey.shape}:
            raise InspectionError(
                f"The picture is {grey.shape[1]} x {grey.shape[0]} pixels, {first.name} is {size[1]} x {size[0]}.",
                where=str(path),
                remedy="Calibrate with pictures of one camera at one resolution.",
            )
        size = grey.shape[0], grey.shape[1]
        view = find_board(grey, board, path.name)
        if view is None:
            without.append(path.name)
        else:
            views.append(view)
        if progress is not None:
            progress(number, len(paths))
    if not views:
        raise InspectionError(
            f"The board of {board.columns} x {board.rows} squares is seen in none of {len(paths)} pictures.",
            where=str(folder),
            remedy="Count all squares, black and white; a chessboard must be seen whole, with a white rim.",
        )
    return BoardPictures(tuple(views), size[1], size[0], tuple(without))

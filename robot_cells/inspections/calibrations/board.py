"""The boards that cameras are calibrated with, and where their corners lie in a picture."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.errors import InspectionError

Grey = npt.NDArray[np.uint8]
CORNERS_MIN = 8


class BoardKind(StrEnum):
    """What is printed on it."""

    CHESSBOARD = "chessboard"
    """Black and white squares; must be seen whole."""
    CHARUCO = "charuco"
    """A chessboard with ArUco markers in its white squares; part of it is enough."""


@dataclass(frozen=True, slots=True)
class Board:
    """A flat board of `columns` by `rows` squares with edges of `square_m`; markers have edges of `marker_m`.

    Frame `board`: the origin is the outer corner of the first square (the upper left one as it is printed), x along
    the columns, y along the rows, z into the board. The first square of a chessboard is black.
    """

    kind: BoardKind
    columns: int
    rows: int
    square_m: float
    marker_m: float = 0.0
    dictionary: str = "DICT_5X5_100"

    def __post_init__(self) -> None:
        remedy = "Count all squares, black and white, and measure one with a ruler, in metres."
        if min(self.columns, self.rows) < 3 or max(self.columns, self.rows) > 60 or not 1e-4 < self.square_m < 1.0:
            raise InspectionError(
                f"There is no board of {self.columns} x {self.rows} squares of {self.square_m} m.", remedy=remedy
            )
        if self.kind is BoardKind.CHARUCO:
            if not 0 < self.marker_m < self.square_m:
                raise InspectionError("The markers of a ChArUco board are smaller than its squares.", remedy=remedy)
            self._check_dictionary()

    def _check_dictionary(self) -> None:
        # Up to 4.6 the module, where it was built in at all, had another interface.
        aruco = getattr(cv2, "aruco", None)
        if not hasattr(aruco, "CharucoDetector"):
            raise InspectionError(
                f"OpenCV {cv2.__version__} finds no ChArUco boards.",
                remedy="Use a chessboard, or install OpenCV 4.7 or later.",
            )
        if not self.dictionary.startswith("DICT_") or not hasattr(aruco, self.dictionary):
            raise InspectionError(
                f"There is no dictionary of markers {self.dictionary}.", remedy="One is DICT_5X5_100."
            )
        markers = cv2.aruco.getPredefinedDictionary(getattr(cv2.aruco, self.dictionary)).bytesList.shape[0]
        if self.columns * self.rows // 2 > markers:
            raise InspectionError(
                f"A board of {self.columns} x {self.rows} squares has {self.columns * self.rows // 2} markers, "
                f"{self.dictionary} has {markers}.",
                remedy="Name the dictionary that the board was printed with.",
            )

    @property
    def is_oriented(self) -> bool:
        """Whether a picture tells which way round it lies: half a turn swaps the colours of an odd board only."""
        return self.kind is BoardKind.CHARUCO or (self.columns + self.rows) % 2 == 1

    @property
    def corners_m(self) -> npt.NDArray[np.float64]:
        """The inner corners, row by row, (n, 3) in the frame `board`."""
        y, x = np.mgrid[1 : self.rows, 1 : self.columns].astype(np.float64) * self.square_m
        return np.stack((x.ravel(), y.ravel(), np.zeros(x.size)), axis=1)


@dataclass(frozen=True, slots=True, eq=False)
class BoardView:
    """The corners that one picture shows: `numbers` counts them row by row, `pixels` (n, 2) is where they lie."""

    name: str
    numbers: npt.NDArray[np.intp]
    pixels: npt.NDArray[np.float64]


def find_board(grey: Grey, board: Board, name: str = "") -> BoardView | None:
    """The corners of a board in a grey picture (height, width); None when it is not seen (a chessboard: not whole)."""
    if min(grey.shape[:2]) < 32:
        return None
    view = _charuco(grey, board, name) if board.kind is BoardKind.CHARUCO else _chessboard(grey, board, name)
    return view if view is not None and len(view.numbers) >= CORNERS_MIN else None


def _chessboard(grey: Grey, board: Board, name: str) -> BoardView | None:
    size = (board.columns - 1, board.rows - 1)
    # The exhaustive search takes seconds for a picture without a board, and finds no more of the others.
    found, corners = cv2.findChessboardCornersSB(grey, size, flags=cv2.CALIB_CB_NORMALIZE_IMAGE)
    if not found or corners is None:
        return None
    pixels = _refined(grey, np.asarray(corners, dtype=np.float32).reshape(size[1], size[0], 2))
    if not _is_upright(grey, pixels):
        pixels = pixels[::-1, ::-1]
    return BoardView(name, np.arange(size[0] * size[1]), np.ascontiguousarray(pixels.reshape(-1, 2)))


def _refined(grey: Grey, pixels: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """Corners once more by the gradients around them, in a window that touches no other corner."""
    spacing = min(float(np.linalg.norm(np.diff(pixels, axis=axis), axis=2).min()) for axis in (0, 1))
    half = int(np.clip(0.3 * spacing, 2, 11))
    criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 40, 0.001)
    start = pixels.reshape(-1, 1, 2).copy()
    refined = np.asarray(cv2.cornerSubPix(grey, start, (half, half), (-1, -1), criteria), dtype=np.float64)
    return refined.reshape(pixels.shape)


def _is_upright(grey: Grey, pixels: npt.NDArray[np.float64]) -> bool:
    """Whether the square between the first four corners is black, as the first square of all and its diagonal are."""
    first = pixels[:2, :2].reshape(4, 2).mean(axis=0)
    second = pixels[:2, 1:3].reshape(4, 2).mean(axis=0)
    return _level(grey, first) < _level(grey, second)


def _level(grey: Grey, place: npt.NDArray[np.float64]) -> float:
    x, y = np.clip(np.round(place).astype(int), 1, (grey.shape[1] - 2, grey.shape[0] - 2))
    return float(grey[y - 1 : y + 2, x - 1 : x + 2].mean())


@lru_cache(maxsize=8)
def charuco_board(board: Board) -> cv2.aruco.CharucoBoard:
    """OpenCV's board of the same measures."""
    dictionary = cv2.aruco.getPredefinedDictionary(getattr(cv2.aruco, board.dictionary))
    return cv2.aruco.CharucoBoard((board.columns, board.rows), board.square_m, board.marker_m, dictionary)


def _charuco(grey: Grey, board: Board, name: str) -> BoardView | None:
    corners, numbers, _, _ = cv2.aruco.CharucoDetector(charuco_board(board)).detectBoard(grey)
    if corners is None or numbers is None or len(numbers) == 0:
        return None
    pixels = np.asarray(corners, dtype=np.float64).reshape(-1, 2)
    return BoardView(name, np.asarray(numbers, dtype=np.intp).ravel(), pixels)

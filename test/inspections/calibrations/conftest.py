"""A camera with a known lens, and boards in known poses before it."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from robot_cells.inspections.calibrations.board import Board, BoardKind, BoardView, find_board
from robot_cells.inspections.calibrations.intrinsics import reprojected
from robot_cells.inspections.calibrations.lens import Lens
from robot_cells.inspections.calibrations.rendered_board import board_picture
from robot_cells.inspections.calibrations.rigid import pose_of, rotation_of

Pose = npt.NDArray[np.float64]
LENS = Lens(640, 480, 700.0, 705.0, 331.0, 236.0, (-0.18, 0.06, 0.0008, -0.0005, 0.0))
CHESSBOARD = Board(BoardKind.CHESSBOARD, 10, 7, 0.02)
CHARUCO = Board(BoardKind.CHARUCO, 10, 7, 0.02, 0.015)


def board_pose(
    board: Board, x_m: float, y_m: float, z_m: float, about_x: float = 0.0, about_y: float = 0.0, about_z: float = 0.0
) -> Pose:
    """The pose of a board whose middle lies there."""
    turn = rotation_of((0, 0, about_z)) @ rotation_of((about_x, 0, 0)) @ rotation_of((0, about_y, 0))
    middle = np.array((board.columns, board.rows, 0.0)) * board.square_m / 2
    return pose_of(turn, np.array((x_m, y_m, z_m)) - turn @ middle)


def varied_poses(board: Board, count: int, seed: int = 2, reach: float = 0.14) -> list[Pose]:
    """Boards to all sides, tilted, near and far; whole in the picture for a reach of 0.1."""
    random = np.random.default_rng(seed)
    poses = []
    for _ in range(count):
        z = random.uniform(0.32, 0.42)
        x, y = random.uniform(-reach, reach) * z, random.uniform(-0.75 * reach, 0.75 * reach) * z
        poses.append(board_pose(board, x, y, z, *random.uniform(-0.5, 0.5, 2), random.uniform(-0.3, 0.3)))
    return poses


def ideal_view(board: Board, pose: Pose, name: str, noise_px: float = 0.0, seed: int = 0) -> BoardView:
    """A view as the truth has it, without a picture."""
    numbers = np.arange(len(board.corners_m))
    bare = BoardView(name, numbers, np.zeros((len(numbers), 2)))
    random = np.random.default_rng((seed, 11))
    pixels = reprojected(bare, board, LENS, pose)
    return BoardView(name, numbers, pixels + random.normal(0.0, noise_px, pixels.shape))


@pytest.fixture(scope="session")
def charuco_views() -> list[BoardView]:
    """Found in rendered pictures."""
    views = []
    for number, pose in enumerate(varied_poses(CHARUCO, 10)):
        view = find_board(board_picture(CHARUCO, LENS, pose, seed=number), CHARUCO, f"{number:02}.png")
        assert view is not None
        views.append(view)
    return views


@pytest.fixture
def write_pictures() -> Callable[[Path, Board, list[Pose]], None]:
    """Writes rendered pictures into a folder."""

    def write(folder: Path, board: Board, poses: list[Pose]) -> None:
        folder.mkdir(exist_ok=True)
        for number, pose in enumerate(poses):
            cv2.imwrite(str(folder / f"{number:02}.png"), board_picture(board, LENS, pose, seed=number))

    return write


@pytest.fixture(scope="session")
def make_pose() -> Callable[..., Pose]:
    return board_pose


@pytest.fixture(scope="session")
def varied() -> Callable[..., list[Pose]]:
    return varied_poses


@pytest.fixture(scope="session")
def make_view() -> Callable[..., BoardView]:
    return ideal_view


@pytest.fixture(scope="session")
def make_views() -> Callable[..., list[BoardView]]:
    """Views of boards whose middle and turns are given."""

    def make(board: Board, places: list[tuple[float, ...]]) -> list[BoardView]:
        return [ideal_view(board, board_pose(board, *place), f"{n}.png", 0.05, n) for n, place in enumerate(places)]

    return make

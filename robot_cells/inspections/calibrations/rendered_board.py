"""What a camera with a known lens sees of a calibration board in a known pose."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.inspections.calibrations.board import Board, BoardKind, charuco_board
from robot_cells.inspections.calibrations.lens import Lens

Image = npt.NDArray[np.uint8]

SAMPLES = 2
"""Rays a pixel and axis."""
TEXTURE_PX = 40
"""Pixels of a square as it is printed."""
BLACK, WHITE, BENCH = 25, 225, 120


def board_picture(
    board: Board, lens: Lens, camera_from_board: npt.NDArray[np.float64], *, noise: float = 1.5, seed: int = 0
) -> Image:
    """The grey picture (height, width) of a board whose pose (4 x 4) in the frame `camera_optical` is given."""
    across, down = _rays(lens)
    scale = TEXTURE_PX / board.square_m
    to_board = np.linalg.inv(camera_from_board[:3, [0, 1, 3]]).astype(np.float32)
    x, y, nearness = (across * row[0] + down * row[1] + row[2] for row in to_board)
    # What lies behind the camera is no part of the board; the rim of the printed board is one square wide.
    nearness = np.where(nearness > 1e-6, nearness, np.float32(1e-6))
    across = x / nearness * np.float32(scale) + np.float32(TEXTURE_PX - 0.5)
    down = y / nearness * np.float32(scale) + np.float32(TEXTURE_PX - 0.5)
    across, down = np.clip(across, -1e4, 1e4), np.clip(down, -1e4, 1e4)
    seen = cv2.remap(_texture(board), across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=BENCH)
    small = cv2.resize(seen, (lens.width_px, lens.height_px), interpolation=cv2.INTER_AREA)
    grain = np.random.default_rng(seed).normal(0.0, noise, small.shape)
    return np.clip(np.round(small + grain), 0, 255).astype(np.uint8)


@lru_cache(maxsize=2)
def _rays(lens: Lens) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    y, x = np.mgrid[0 : lens.height_px * SAMPLES, 0 : lens.width_px * SAMPLES].astype(np.float64)
    pixels = np.stack((x.ravel(), y.ravel()), axis=1)
    rays = lens.directions_of((pixels + 0.5) / SAMPLES - 0.5).astype(np.float32)
    return rays[:, 0].reshape(y.shape), rays[:, 1].reshape(y.shape)


@lru_cache(maxsize=4)
def _texture(board: Board) -> Image:
    size = (board.columns * TEXTURE_PX, board.rows * TEXTURE_PX)
    if board.kind is BoardKind.CHARUCO:
        printed = np.asarray(charuco_board(board).generateImage(size), dtype=np.uint8)
    else:
        y, x = np.mgrid[0 : size[1], 0 : size[0]] // TEXTURE_PX
        printed = np.where((x + y) % 2 == 0, 0, 255).astype(np.uint8)
    ink = (BLACK + printed.astype(np.float32) / 255 * (WHITE - BLACK)).astype(np.uint8)
    return np.pad(ink, TEXTURE_PX, constant_values=WHITE)

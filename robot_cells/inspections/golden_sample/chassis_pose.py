"""Measures where the tray itself lies, by its bare metal only, to a few hundredths of a pixel."""

from __future__ import annotations

import cv2
import numpy as np

from robot_cells.inspections.golden_sample.least_squares import (
    Floats,
    Grey,
    Indices,
    Values,
    robust_step,
    sampled,
    slopes,
    smooth,
    steepest,
)

POINTS, TILES = 16000, 6
"""The points are taken evenly from that many tiles along each side: all sides of the tray have the same say."""
POINTS_MIN = 400
ROUNDS = 15
SETTLED_PX = 0.002
REACH_PX = 6.0


class ChassisPose:
    """The chassis' look at its steepest points, and how it changes when the tray moves, turns or grows.

    As `FinePose`, over a similarity (shift, turn, scale), with light that may slant over the picture and fall off
    toward its corners.
    """

    def __init__(self, reference: Grey, chassis: Grey) -> None:
        """`chassis` is 255 where the golden sample shows the tray itself and nothing that may move on it."""
        look = smooth(reference)
        across, down = slopes(look)
        rows, columns = _spread(np.asarray(cv2.magnitude(across, down), dtype=np.float32), chassis)
        self._centre = np.array((reference.shape[1] / 2, reference.shape[0] / 2))
        self._points = np.stack([columns, rows], axis=1).astype(np.float64) - self._centre
        self._look = look[rows, columns].astype(np.float64)
        size = float(max(reference.shape))
        x, y = self._points.T
        a, b = across[rows, columns].astype(np.float64), down[rows, columns].astype(np.float64)
        ones = np.ones_like(x)
        # Turn and scale are in units of the picture's size, so that all columns are alike in magnitude.
        turning, growing = (b * x - a * y) / size, (a * x + b * y) / size
        u, v = x / size, y / size
        # Light multiplies: a slope over the picture and the lens's fall-off, and what stray light adds.
        light = [self._look * factor for factor in (ones, u, v, u * u, u * v, v * v)] + [ones]
        self._basis = np.stack([a, b, turning, growing, *light], axis=1)
        self._size = size

    @property
    def is_measurable(self) -> bool:
        """Whether enough of the tray itself is seen to tell where it lies."""
        return len(self._points) >= POINTS_MIN

    def measure(self, picture: Floats) -> Values | None:
        """The similarity (2 x 3) that takes a pixel of the golden sample to the `smooth` picture; None when lost.

        The picture has been registered already, to a pixel or two.
        """
        if not self.is_measurable:
            return None
        linear, shift = np.eye(2), np.zeros(2)
        light = np.zeros(self._basis.shape[1] - 4)
        for _ in range(ROUNDS):
            seen = sampled(picture, self._points @ linear.T + self._centre + shift)
            residual = seen - self._look - self._basis[:, 4:] @ light
            step, _ = robust_step(self._basis, residual)
            light = light + step[4:]
            turn, growth = step[2] / self._size, step[3] / self._size
            moving = np.array(((1.0 + growth, -turn), (turn, 1.0 + growth)))
            undone = np.linalg.inv(moving)
            linear, shift = linear @ undone, shift - linear @ undone @ step[:2]
            if not np.isfinite(shift).all() or np.hypot(*shift) > REACH_PX:
                return None
            if np.hypot(*step[:2]) < SETTLED_PX and abs(step[2]) + abs(step[3]) < SETTLED_PX:
                break
        return np.hstack([linear, (shift + self._centre - linear @ self._centre)[:, None]])


def _spread(slope: Floats, kept: Grey) -> tuple[Indices, Indices]:
    rows, columns = [], []
    for top, bottom in zip(*_cuts(slope.shape[0]), strict=True):
        for left, right in zip(*_cuts(slope.shape[1]), strict=True):
            window = np.s_[top:bottom, left:right]
            down, along = steepest(slope[window], kept[window], POINTS // TILES**2)
            rows.append(down + top)
            columns.append(along + left)
    return np.concatenate(rows), np.concatenate(columns)


def _cuts(length: int) -> tuple[list[int], list[int]]:
    cuts = [length * tile // TILES for tile in range(TILES + 1)]
    return cuts[:-1], cuts[1:]

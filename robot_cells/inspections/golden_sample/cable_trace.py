"""Follows a cable from plug to plug, so that what lies beside it is not taken for it."""

from __future__ import annotations

import math

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.inspections.golden_sample.regions import SLACK_M, SLACK_SHARE
from robot_cells.inspections.golden_sample.tray_scale import TrayScale
from robot_cells.orders.layout import Cable

Mask = npt.NDArray[np.uint8]
Values = npt.NDArray[np.float64]

REACH_M = 0.0048
"""Half a cable's width, and its shadow."""
STATIONS = 64
BOWS, BENDS = 17, 9
SUPPORT_MIN = 0.4
ROUNDS = 4


class CableTrace:
    """The way of one cable: a smooth curve over the straight line between its ends, bound to both.

    In units of the cable's length, at u from 0 to 1 along that line, the curve lies aside by a polynomial in u that is
    zero at both ends. It is found by trying bows and S-bends, then sharpened by least squares.
    """

    def __init__(self, cable: Cable, scale: TrayScale) -> None:
        self._start = np.array(scale.to_pixel(cable.x1_m, cable.y1_m))
        end = np.array(scale.to_pixel(cable.x2_m, cable.y2_m))
        self._span = max(2.0, float(np.hypot(*(end - self._start))))
        self._along = (end - self._start) / self._span
        self._aside = np.array((-self._along[1], self._along[0]))
        self._half = max(3, math.ceil(SLACK_SHARE * self._span + scale.length_px(SLACK_M)))
        self._reach = scale.length_px(REACH_M)

    def band(self, spots: Mask) -> Mask | None:
        """The pixels of the cable, 255 in a mask of the picture's size, or None when no cable can be followed.

        `spots` is not zero where the picture differs from the tray without cables.
        """
        curve = self.course(spots)
        if curve is None:
            return None
        u = (np.arange(len(curve)) + 0.5) / len(curve)
        points = self._start + np.outer(u * self._span, self._along) + np.outer(curve, self._aside)
        band = np.zeros_like(spots)
        line = np.round(points).astype(np.int32).reshape(-1, 1, 2)
        cv2.polylines(band, [line], False, 255, max(1, round(2 * self._reach)))
        return band

    def course(self, spots: Mask) -> Values | None:
        """How far aside the cable lies at each pixel of the straight line from end to end, in pixels.

        None when no cable can be followed.
        """
        strip = self._strip(spots)
        u = (np.arange(strip.shape[1]) + 0.5) / strip.shape[1]
        curve = self._sharpened(strip, u, self._rough(strip, u))
        rows = np.arange(strip.shape[0])[:, None] - self._half
        near = np.abs(rows - curve[None, :]) <= self._reach
        return None if float(np.mean((near & (strip > 0)).any(axis=0))) < SUPPORT_MIN else curve

    def _strip(self, spots: Mask) -> Mask:
        """The corridor laid out straight: columns from end to end, the straight line in row `self._half`."""
        origin = self._start - self._half * self._aside
        matrix = np.column_stack([self._along, self._aside, origin])
        size = (round(self._span), 2 * self._half + 1)
        flags = cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP
        return np.asarray(cv2.warpAffine(spots, matrix, size, flags=flags), dtype=np.uint8)

    def _rough(self, strip: Mask, u: Values) -> Values:
        """The best of a grid of bows and S-bends: the one with the most spots on it."""
        columns = np.unique(np.linspace(0, strip.shape[1] - 1, STATIONS).astype(np.intp))
        thick = cv2.dilate(strip, np.ones((2 * max(1, int(self._reach / 2)) + 1, 1), np.uint8))
        at = u[columns]
        bow, bend = 4 * at * (1 - at), 10.4 * at * (1 - at) * (1 - 2 * at)
        best, chosen = -1, (0.0, 0.0)
        for first in np.linspace(-0.9, 0.9, BOWS) * self._half:
            for second in np.linspace(-0.8, 0.8, BENDS) * self._half:
                rows = np.round(first * bow + second * bend).astype(np.intp) + self._half
                inside = (rows >= 0) & (rows < strip.shape[0])
                count = int(np.count_nonzero(thick[rows[inside], columns[inside]]))
                # Of equal ones the straighter: half a count for each bend and bow.
                if count > best or (count == best and abs(first) + abs(second) < sum(map(abs, chosen))):
                    best, chosen = count, (float(first), float(second))
        return np.asarray(chosen[0] * 4 * u * (1 - u) + chosen[1] * 10.4 * u * (1 - u) * (1 - 2 * u))

    def _sharpened(self, strip: Mask, u: Values, curve: Values) -> Values:
        rows, columns = np.nonzero(strip)
        basis = np.stack([u * (1 - u) * u**power for power in range(4)], axis=1)
        for reach in np.linspace(1.8, 1.0, ROUNDS) * self._reach:
            near = np.abs(rows - self._half - curve[columns]) <= reach
            if near.sum() < 4 * basis.shape[1]:
                break
            solution = np.linalg.lstsq(basis[columns[near]], (rows[near] - self._half).astype(np.float64), rcond=None)[
                0
            ]
            curve = np.asarray(basis @ solution, dtype=np.float64)
        return curve

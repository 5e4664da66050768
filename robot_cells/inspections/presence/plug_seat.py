"""Measures how far a cable's plug is out of its connector."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from robot_cells.inspections.golden_sample.least_squares import Grey
from robot_cells.inspections.golden_sample.tray_scale import TrayScale

ALONG_M, ACROSS_M = 0.011, 0.013
"""Size of a plug along its cable and across it."""
OUT_M, IN_M, ASIDE_M = 0.010, 0.003, 0.004
"""How far from its place a plug is looked for: back the way that its cable leaves, the other way, and aside."""
FOUND = 0.8
"""Least correlation of a plug that is there: those that are have 0.97 and more, empty connectors 0.61 and less."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a plug was seen: out of its connector and aside of it in metres; `likeness` is its correlation, -1 to 1."""

    out_m: float
    aside_m: float
    likeness: float

    @property
    def is_found(self) -> bool:
        """Whether there is a plug at all."""
        return self.likeness >= FOUND


class PlugSeat:
    """One end of one cable in the golden sample, and the search for its plug along the way that the cable leaves."""

    def __init__(self, x_m: float, y_m: float, leaving_rad: float, reference: Grey, scale: TrayScale) -> None:
        self._scale = scale
        self._out = np.array((math.cos(leaving_rad), -math.sin(leaving_rad)))
        x, y = scale.to_pixel(x_m, y_m)
        along, across = scale.length_px(ALONG_M) / 2, scale.length_px(ACROSS_M) / 2
        is_flat = abs(self._out[0]) > abs(self._out[1])
        half = np.array((along, across) if is_flat else (across, along))
        # From the first pixel of the search to the last, in whole pixels around the plug's place.
        ends = np.stack([self._out * scale.length_px(OUT_M), -self._out * scale.length_px(IN_M)])
        aside = np.abs(self._out[::-1]) * scale.length_px(ASIDE_M)
        low = np.floor(np.minimum(*ends) - aside).astype(int)
        high = np.ceil(np.maximum(*ends) + aside).astype(int)
        corner = np.round(np.array((x, y)) - half).astype(int)
        size = np.maximum(5, np.round(2 * half)).astype(int)
        self._zero = -low
        self._window = (*(corner + low), *(corner + high + size))
        rows, columns = reference.shape
        left, top = (int(value) for value in corner)
        self._is_inside = left >= 0 and top >= 0 and left + size[0] <= columns and top + size[1] <= rows
        self._look = reference[max(0, top) : top + int(size[1]), max(0, left) : left + int(size[0])]

    def measure(self, picture: Grey) -> Seat:
        """Where the plug is in a picture that is in the golden sample's place."""
        if not self._is_inside or min(self._look.shape) < 5:
            return Seat(0.0, 0.0, -1.0)
        rows, columns = picture.shape
        left, top, right, bottom = (int(value) for value in self._window)
        outside = (max(0, -top), max(0, bottom - rows), max(0, -left), max(0, right - columns))
        inside = picture[max(0, top) : min(rows, bottom), max(0, left) : min(columns, right)]
        if min(inside.shape) < 1:
            return Seat(0.0, 0.0, -1.0)
        window = cv2.copyMakeBorder(inside, *outside, cv2.BORDER_REPLICATE)
        scores = cv2.matchTemplate(_softened(np.asarray(window, np.uint8)), _softened(self._look), cv2.TM_CCOEFF_NORMED)
        scores = np.asarray(np.where(np.isfinite(scores), scores, -1.0), dtype=np.float64)
        row, column = (int(value) for value in np.unravel_index(int(scores.argmax()), scores.shape))
        likeness = float(scores[row, column])
        across, down = column + _peak(list(scores[row]), column), row + _peak(list(scores[:, column]), row)
        moved = np.array((across, down), dtype=np.float64) - self._zero
        out, aside = float(moved @ self._out), float(moved @ (-self._out[1], self._out[0]))
        return Seat(out / self._scale.pixels_per_metre, aside / self._scale.pixels_per_metre, likeness)


def _softened(image: Grey) -> Grey:
    return np.asarray(cv2.GaussianBlur(image, (0, 0), 0.8), dtype=np.uint8)


def _peak(scores: Sequence[float], at: int) -> float:
    """How far beside its highest value the peak of a row of scores lies, -0.5 to 0.5: by the parabola through three."""
    if not 0 < at < len(scores) - 1:
        return 0.0
    before, top, after = scores[at - 1 : at + 2]
    bend = before - 2 * top + after
    return 0.0 if bend >= -1e-12 else min(0.5, max(-0.5, 0.5 * (before - after) / bend))

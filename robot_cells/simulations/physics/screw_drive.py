"""A bit that comes out onto a screw, drives it down, and goes back."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from robot_cells.simulations.physics.bit_in_world import BitInWorld
from robot_cells.simulations.screw_joint import Curve
from robot_cells.simulations.simulated_screwdriver import RUN_DOWN_RAD_S, TIGHTEN_RAD_S

AXIAL_N = 15.0
"""How hard the bit presses, so that it does not ride up out of the head."""
PRESSES = 0.8
"""It stands on something when it presses with this share of that."""
PITCH_M = 0.0007
"""How far a turn of an M4 screw brings it down (ISO 261)."""


class ScrewDrive:
    """A controller: out, for at least `feed_s`; then what `touched` says; it ends when the screw is driven.

    `touched` is called once, with whether the bit stands on anything: it gives the angles (rad, rising) that the screw
    is turned through and how fast it runs down before it is `slow_rad`. `sunk` hears how far the screw is turned.
    """

    def __init__(
        self,
        bit: BitInWorld,
        feed_s: float,
        touched: Callable[[bool], tuple[float, float]],
        sunk: Callable[[float], None],
    ) -> None:
        self._bit, self._feed_s, self._touched, self._sunk = bit, feed_s, touched, sunk
        self._begin_s: float | None = None
        self._turning_s = math.inf
        self._fast_rad, self._angle_rad = 0.0, 0.0
        self._forces: list[float] = []

    @property
    def axial_n(self) -> float:
        """How hard it pressed while it turned, in the mean."""
        return float(np.mean(self._forces)) if self._forces else 0.0

    def act(self, at_s: float) -> bool:
        """See `Controller`."""
        self._begin_s = at_s if self._begin_s is None else self._begin_s
        self._bit.press(AXIAL_N)
        if self._turning_s == math.inf:
            stands = self._bit.force_n > PRESSES * AXIAL_N and self._bit.is_slow
            if at_s - self._begin_s >= self._feed_s and (stands or self._bit.is_out):
                self._turning_s = at_s
                self._fast_rad, self._angle_rad = self._touched(stands and not self._bit.is_out)
            return False
        self._forces.append(self._bit.force_n)
        turning = at_s - self._turning_s
        fast_s = self._fast_rad / RUN_DOWN_RAD_S
        turned = turning * RUN_DOWN_RAD_S if turning < fast_s else self._fast_rad + (turning - fast_s) * TIGHTEN_RAD_S
        self._sunk(min(turned, self._angle_rad))
        return turned >= self._angle_rad


class DrawBack:
    """A controller: the bit goes back."""

    def __init__(self, bit: BitInWorld) -> None:
        self._bit = bit

    def act(self, _: float) -> bool:
        """See `Controller`."""
        return self._bit.draw_back()


def height_m(turned_rad: Curve | float, whole_rad: float) -> float:
    """How far above its seat a screw is that needs `whole_rad` to come down."""
    return max(0.0, whole_rad - float(turned_rad)) / (2.0 * math.pi) * PITCH_M

"""An arm that comes to a stand from whatever it was doing."""

from __future__ import annotations

import numpy as np

from robot_cells.simulations.physics.arm_in_world import ArmInWorld
from robot_cells.simulations.physics.path_follower import PATIENCE_S, SETTLED_RAD_S

DECELERATION_RAD_S2 = 8.0
"""Of the fastest joint; the others slow down in the same time, so that the tool stays near its way."""


class Braking:
    """Slows every joint down evenly; ends when all stand still."""

    def __init__(self, arm: ArmInWorld) -> None:
        self._arm = arm
        self._from_rad = arm.joints_rad.copy()
        self._speeds = arm.speeds_rad_s.copy()
        self._duration_s = float(np.abs(self._speeds).max()) / DECELERATION_RAD_S2
        self._begin_s: float | None = None

    def act(self, at_s: float) -> bool:
        """See `Controller`."""
        self._begin_s = at_s if self._begin_s is None else self._begin_s
        since_s = at_s - self._begin_s
        if since_s < self._duration_s:
            left = 1.0 - since_s / self._duration_s
            way_s = since_s * (1.0 + left) / 2.0
            self._arm.drive(self._from_rad + self._speeds * way_s, self._speeds * left)
            return False
        self._arm.drive(self._from_rad + self._speeds * self._duration_s / 2.0)
        stands = float(np.abs(self._arm.speeds_rad_s).max()) <= SETTLED_RAD_S
        return stands or since_s > self._duration_s + PATIENCE_S

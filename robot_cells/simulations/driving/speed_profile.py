"""How fast a vehicle may be at every point of its way."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from robot_cells.lines.vehicle import Vehicle
from robot_cells.simulations.driving.route import SPACING_M, Route, Vector


@dataclass(frozen=True, slots=True)
class DrivingLimits:
    """Metres and seconds: speed along the way, and acceleration along it and to the side."""

    speed_mps: float
    acceleration_mps2: float

    @classmethod
    def of(cls, vehicle: Vehicle) -> DrivingLimits:
        """What the line document says."""
        return cls(vehicle.speed_mps, vehicle.acceleration_mps2)

    def stopping_m(self, speed_mps: float) -> float:
        """What it takes to stop."""
        return speed_mps**2 / (2.0 * self.acceleration_mps2)

    def stopping_mps(self, distance_m: float) -> float:
        """As fast it may be where it has to stop after such a distance."""
        return math.sqrt(2.0 * self.acceleration_mps2 * max(0.0, distance_m))


def allowed_speeds(route: Route, limits: DrivingLimits) -> Vector:
    """(n,) in m/s: slow enough for the bends and to stop where the direction changes and at the end."""
    steady = np.full(len(route), limits.speed_mps)
    bends = np.abs(route.bend) > 1e-3
    steady[bends] = np.minimum(steady[bends], np.sqrt(limits.acceleration_mps2 / np.abs(route.bend[bends])))
    stops = np.flatnonzero(np.diff(route.direction))
    steady[stops] = 0.0
    steady[-1] = 0.0
    return _braked(steady, limits)


def driving_time_s(route: Route, limits: DrivingLimits) -> float:
    """How long it takes from rest to rest when nothing is in the way."""
    if len(route) < 2:
        return 0.0
    speeds = allowed_speeds(route, limits)
    stops = np.flatnonzero(np.diff(route.direction))
    speeds[0] = 0.0
    speeds[stops + 1] = 0.0
    # From the back to the front the same as braking from the front to the back.
    speeds = _braked(speeds[::-1], limits)[::-1]
    together = (speeds[1:] + speeds[:-1]) / 2.0
    moving = np.diff(route.direction) == 0.0
    return float(np.sum(SPACING_M / together[moving]))


def _braked(speeds: Vector, limits: DrivingLimits) -> Vector:
    """No speed is greater than what can be braked to the next."""
    found = speeds.copy()
    gain = 2.0 * limits.acceleration_mps2 * SPACING_M
    for index in range(len(found) - 2, -1, -1):
        found[index] = min(found[index], math.sqrt(found[index + 1] ** 2 + gain))
    return found

"""Drives a vehicle along its way by its wheels: as fast as it may, and no farther than it has the right of way."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from robot_cells.ids import CellId
from robot_cells.simulations.driving.footprint import Footprint
from robot_cells.simulations.driving.right_of_way import Claim, RightOfWay
from robot_cells.simulations.driving.route import SPACING_M, Route
from robot_cells.simulations.driving.speed_profile import DrivingLimits, allowed_speeds
from robot_cells.simulations.physics.physics_world import STEP_S, tick_at
from robot_cells.simulations.physics.vehicle_in_world import VehicleInWorld

TICKS = 5
"""It acts at every so many steps: 100 times a second."""
LOOK_TICKS = 25
"""The scanner tells what is ahead so often: 20 times a second."""
AHEAD_M = 0.3
"""It holds so much more of its way than it needs to stop."""
CREEP_MPS = 0.04
"""So slow it comes to its end."""
THERE_M = 0.002
STANDING_MPS = 0.005
STRAY_GAIN, TURN_GAIN = 20.0, 9.0
"""How hard it turns back to its way (1/m2), and into its direction (1/m): it comes back without swinging."""
KEPT_M = 0.15
"""From what stands in its way."""
PATIENCE_S = 60.0
"""So long it waits for that to go."""
BRAKING = 2.0
"""In face of something on its way it brakes so many times as hard as usual."""


class RouteDriver:
    """Ends when the vehicle stands at the end of its way, or `PATIENCE_S` have passed in which it could not go on.

    `problem` says then what is in its way. `done` is the point of its way that it has reached.
    """

    def __init__(
        self,
        vehicle: VehicleInWorld,
        cell: CellId,
        route: Route,
        limits: DrivingLimits,
        ways: RightOfWay,
        ask_for_room: Callable[[CellId, float], None] = lambda _, __: None,
    ) -> None:
        """`ask_for_room` is told who is in the way, and when, as long as somebody is."""
        self.vehicle = vehicle
        self.route = route
        self._limits = limits
        self._speeds = allowed_speeds(route, limits)
        self._ends = [*np.flatnonzero(np.diff(route.direction)).tolist(), len(route) - 1]
        self.claim = Claim(cell, route, ways)
        self._cell = cell
        self._ways = ways
        self._ask_for_room = ask_for_room
        self.done = 0.0
        self.problem = ""
        self.stopping = False
        """Set where it shall stop on the way."""
        self.speed_mps = 0.0
        """How fast it drives along its way."""
        self._free_m = math.inf
        self._since_s: float | None = None

    def go_on_at(self, speed_mps: float) -> None:
        """The vehicle is on its way already, so fast."""
        self.speed_mps = speed_mps

    @property
    def point(self) -> int:
        """The point of the way that it has passed last."""
        return min(int(self.done), len(self.route) - 1)

    def act(self, at_s: float) -> bool:
        """See `Controller`."""
        tick = tick_at(at_s + STEP_S / 2.0)
        if tick % TICKS:
            return False
        self._locate()
        last = len(self.route) - 1
        leg_end = next(end for end in self._ends if end >= self.point)
        if leg_end < last and self._is_at(leg_end) and abs(self.vehicle.speed_mps) < 0.02:
            self.done = float(leg_end + 1)
            leg_end = next(end for end in self._ends if end >= self.point)
        if abs(self.vehicle.speed_mps) <= STANDING_MPS and (self._is_at(last) or self.stopping):
            return self._ended()
        direction = float(self.route.direction[self.point])
        if not tick % LOOK_TICKS:
            self._free_m = self.vehicle.free_ahead_m(direction, self._limits.stopping_m(self.speed_mps) + 3 * KEPT_M)
        self._steer(self._speed(leg_end), direction)
        return self._is_patient(at_s)

    def _locate(self) -> None:
        """How far it has come: its place beside the point where it was, along the way."""
        x, y, _ = self.vehicle.pose
        point = self.point
        yaw, direction = float(self.route.yaw_rad[point]), float(self.route.direction[point])
        along = (x - self.route.x_m[point]) * math.cos(yaw) + (y - self.route.y_m[point]) * math.sin(yaw)
        leg_end = next(end for end in self._ends if end >= point)
        leg_start = max([0, *(end + 1 for end in self._ends if end < point)])
        self.done = min(max(point + direction * float(along) / SPACING_M, leg_start), leg_end)

    def _is_at(self, point: int) -> bool:
        return (point - self.done) * SPACING_M <= THERE_M

    def _speed(self, leg_end: int) -> float:
        """How fast it shall drive now."""
        period_s = TICKS * STEP_S
        limits = self._limits
        if self.stopping:
            return max(0.0, self.speed_mps - limits.acceleration_mps2 * period_s)
        ahead = round((limits.stopping_m(self.speed_mps) + AHEAD_M) / SPACING_M)
        granted = self.claim.extend(self.point, ahead)
        left_m = (min(leg_end, granted) - self.done) * SPACING_M
        fastest = min(float(self._speeds[self.point]), limits.stopping_mps(left_m))
        fastest = max(fastest, CREEP_MPS) if left_m > THERE_M else 0.0
        clear_m = self._free_m - KEPT_M
        if clear_m < limits.stopping_m(self.speed_mps) + KEPT_M:
            fastest = min(fastest, limits.stopping_mps(clear_m))
            return max(fastest, self.speed_mps - BRAKING * limits.acceleration_mps2 * period_s)
        return min(fastest, self.speed_mps + limits.acceleration_mps2 * period_s)

    def _steer(self, speed_mps: float, direction: float) -> None:
        """Along the way, back to it and into its direction (C. Samson, "Control of chained systems", 1995)."""
        self.speed_mps = speed_mps
        x, y, yaw = self.vehicle.pose
        route, point = self.route, self.point
        heading = float(route.yaw_rad[point])
        heading += float(route.bend[point]) * (self.done - point) * SPACING_M
        beside = -(x - route.x_m[point]) * math.sin(heading) + (y - route.y_m[point]) * math.cos(heading)
        off = math.remainder(yaw - heading, 2.0 * math.pi)
        signed = direction * speed_mps
        turn = float(route.bend[point]) * speed_mps - STRAY_GAIN * signed * beside - TURN_GAIN * speed_mps * off
        self.vehicle.drive(signed, turn)

    def _is_patient(self, at_s: float) -> bool:
        """False while it goes on, or has not waited long; True when it gives up."""
        if self.speed_mps > 0.0 or self.stopping:
            self._since_s = None
            return False
        if self.claim.blocked_by is not None:
            self._ask_for_room(self.claim.blocked_by, at_s)
        self._since_s = at_s if self._since_s is None else self._since_s
        if at_s - self._since_s < PATIENCE_S or abs(self.vehicle.speed_mps) > STANDING_MPS:
            return False
        other = self.claim.blocked_by
        self.problem = f"{other or 'Something'} has stood in its way for {PATIENCE_S:g} s."
        return self._ended()

    def _ended(self) -> bool:
        self.vehicle.drive(0.0, 0.0)
        self.speed_mps = 0.0
        x, y, yaw = self.vehicle.pose
        self._ways.stand(self._cell, Footprint(x, y, yaw))
        return True

"""Who may go where: every vehicle holds the room that it stands in and the next stretch of its way, and no other's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from robot_cells.ids import CellId
from robot_cells.simulations.driving.footprint import Footprint
from robot_cells.simulations.driving.route import Route

STRIDE = 5
"""Room is held at every so many points of a way, 0.1 m apart."""


@dataclass(slots=True)
class RightOfWay:
    """`held` by vehicle, in the order of the line document; who asks first gets it."""

    held: dict[CellId, Sequence[Footprint]] = field(default_factory=dict)

    def stand(self, vehicle: CellId, at: Footprint) -> None:
        """It stands there and holds nothing else."""
        self.held[vehicle] = (at,)

    def in_the_way(self, vehicle: CellId, wanted: Sequence[Footprint]) -> CellId | None:
        """The first other vehicle that holds some of this room; None: it is free."""
        for other, held in self.held.items():
            if other != vehicle and any(mine.meets(theirs) for mine in wanted for theirs in held):
                return other
        return None


class Claim:
    """What a vehicle holds of its way: from where it is to `granted`, a point that it may drive to."""

    def __init__(self, vehicle: CellId, route: Route, ways: RightOfWay) -> None:
        self._vehicle = vehicle
        self._route = route
        self._ways = ways
        self._rooms: dict[int, Footprint] = {}
        self.granted = 0
        self.blocked_by: CellId | None = None
        """Who is in the way; None while nobody is."""

    def extend(self, at: int, ahead: int) -> int:
        """Hold what can be had of the `ahead` points after `at`, let go of what lies behind; how far it may drive."""
        self.blocked_by = None
        last = len(self._route) - 1
        while self.granted < min(at + ahead, last):
            until = self._next()
            wanted = [self._room(point) for point in self._points(self.granted, until)]
            self.blocked_by = self._ways.in_the_way(self._vehicle, wanted)
            if self.blocked_by is not None:
                break
            self.granted = until
        self._ways.held[self._vehicle] = [self._room(point) for point in self._points(at, self.granted)]
        return self.granted

    def _next(self) -> int:
        """How far the next piece goes that can be granted."""
        for section in self._route.sections:
            if section.last > self.granted:
                return section.last if section.is_whole else min(section.last, self.granted + STRIDE)
        return len(self._route) - 1

    @staticmethod
    def _points(start: int, end: int) -> list[int]:
        inner = range((start // STRIDE + 1) * STRIDE, end, STRIDE)
        return [start, *inner, end]

    def _room(self, point: int) -> Footprint:
        if point not in self._rooms:
            route = self._route
            self._rooms[point] = Footprint(
                float(route.x_m[point]), float(route.y_m[point]), float(route.yaw_rad[point])
            )
        return self._rooms[point]

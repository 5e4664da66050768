"""The way of a vehicle from dock to dock: backward out of one, along the aisle, forward into the other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from robot_cells.scenes.lanes import Dock, LanePlan

Vector: TypeAlias = npt.NDArray[np.float64]

SPACING_M = 0.02
"""Between two points of a way."""
RADIUS_M = 0.6
"""Of its turns. Two driven wheels could turn on the spot, but not beside a rack: the corners would strike it."""
WAITING_M = 2.5
"""A vehicle waits so far before its turn into a dock that is taken: who leaves that dock backs out before it."""
NEAR_WAITING_M = 1.3
"""The same where the way begins so near that there is no more room."""
MOUTH_M = 1.2
"""Who waits stands with his middle so far from the lane of the dock that he has left: another one turns in there."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a way, up to the point `last`. What `is_whole` is begun only when all of it is free."""

    last: int
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Route:
    """Points `SPACING_M` apart, in the frame `line`.

    `x_m`, `y_m` and `yaw_rad` are those of the vehicle (yaw without jumps), `bend` by how much it turns on a metre
    (rad/m), `direction` +1 forward and -1 backward. Where the direction changes there are two points at one place.
    `sections` are in order and end with the last point.
    """

    x_m: Vector
    y_m: Vector
    yaw_rad: Vector
    bend: Vector
    direction: Vector
    sections: tuple[Section, ...]

    def __len__(self) -> int:
        return len(self.x_m)

    @property
    def length_m(self) -> float:
        """Of the whole way."""
        return max(0, len(self) - 1) * SPACING_M

    def from_point(self, index: int) -> Route:
        """What is left of it after so many points."""
        left = tuple(Section(item.last - index, item.is_whole) for item in self.sections if item.last > index)
        return Route(
            self.x_m[index:], self.y_m[index:], self.yaw_rad[index:], self.bend[index:], self.direction[index:], left
        )

    def back_from(self, index: int) -> Route:
        """The same way back to its beginning, from that point on."""
        here = slice(index, None, -1)
        return Route(
            self.x_m[here],
            self.y_m[here],
            self.yaw_rad[here],
            -self.bend[here],
            -self.direction[here],
            (Section(index, True),),
        )

    def then(self, other: Route) -> Route:
        """This way, and after it another one, which begins where this ends."""
        more = tuple(Section(item.last + len(self), item.is_whole) for item in other.sections)
        turns = round((self.yaw_rad[-1] - other.yaw_rad[0]) / (2.0 * math.pi)) * 2.0 * math.pi
        return Route(
            np.concatenate([self.x_m, other.x_m]),
            np.concatenate([self.y_m, other.y_m]),
            np.concatenate([self.yaw_rad, other.yaw_rad + turns]),
            np.concatenate([self.bend, other.bend]),
            np.concatenate([self.direction, other.direction]),
            (*self.sections, *more),
        )


def route_between(lanes: LanePlan, start: Dock, goal: Dock) -> Route:
    """From one dock to another, which is another place.

    Traffic keeps to the right: who goes toward positive x backs out into that lane before the dock that he leaves, and
    turns forward into the dock that he goes to. Nobody has to turn round.
    """
    along = _direction(start, goal)
    lane_y = lanes.lane_y_m(along)
    # Of the places on the lane: how far they are in the direction of travel.
    out = along * start.x_m - RADIUS_M
    turn = along * goal.x_m - RADIUS_M
    left = along * start.x_m
    is_near = turn - NEAR_WAITING_M < left + MOUTH_M
    cusp = min(left - MOUTH_M, turn - NEAR_WAITING_M) if is_near else out
    hold = cusp if is_near else max(left + MOUTH_M, turn - WAITING_M)
    heading = 0.0 if along > 0 else math.pi
    first_yaw, last_yaw = _near(start.side * math.pi / 2, heading), _near(goal.side * math.pi / 2, heading)
    backward = [
        *_line((start.x_m, start.y_m), (start.x_m, lane_y + start.side * RADIUS_M), first_yaw),
        *_arc((along * out, lane_y + start.side * RADIUS_M), first_yaw, heading, start.side, along),
        *_line((along * out, lane_y), (along * cusp, lane_y), heading),
    ]
    to_hold = _line((along * cusp, lane_y), (along * hold, lane_y), heading)
    entry = [
        *_line((along * hold, lane_y), (along * turn, lane_y), heading),
        *reversed(_arc((along * turn, lane_y + goal.side * RADIUS_M), last_yaw, heading, goal.side, along)),
        *_line((goal.x_m, lane_y + goal.side * RADIUS_M), (goal.x_m, goal.y_m), last_yaw),
    ]
    out_way, along_way = _sampled(backward, -1.0), _sampled([*to_hold, *entry], 1.0)
    held = round((hold - cusp) / SPACING_M)
    sections = (
        Section(len(out_way) - 1, True),
        Section(len(out_way) + held, False),
        Section(len(out_way) + len(along_way) - 1, True),
    )
    rows = np.concatenate([out_way, along_way])
    return Route(rows[:, 0], rows[:, 1], rows[:, 2], rows[:, 3], rows[:, 4], sections)


def _direction(start: Dock, goal: Dock) -> int:
    """Along x; across the aisle each side has a lane of its own, so that two may change places."""
    if abs(goal.x_m - start.x_m) > SPACING_M:
        return 1 if goal.x_m > start.x_m else -1
    return -start.side


def _near(yaw_rad: float, other_rad: float) -> float:
    """The same turn, not more than half a turn from another."""
    return yaw_rad + round((other_rad - yaw_rad) / (2.0 * math.pi)) * 2.0 * math.pi


_Row: TypeAlias = tuple[float, float, float]
"""x, y, yaw."""


def _line(start: tuple[float, float], end: tuple[float, float], yaw_rad: float) -> list[_Row]:
    count = max(1, round(math.dist(start, end) / SPACING_M / 4.0))
    shares = [number / count for number in range(count + 1)]
    return [(start[0] + s * (end[0] - start[0]), start[1] + s * (end[1] - start[1]), yaw_rad) for s in shares]


def _arc(centre: tuple[float, float], dock_yaw_rad: float, lane_yaw_rad: float, side: int, along: int) -> list[_Row]:
    """A quarter from the dock's lane to the aisle's, about this centre."""
    count = 48
    rows = []
    for number in range(count + 1):
        angle = math.pi / 2.0 * number / count
        x = centre[0] + along * RADIUS_M * math.cos(angle)
        y = centre[1] - side * RADIUS_M * math.sin(angle)
        rows.append((x, y, dock_yaw_rad + (lane_yaw_rad - dock_yaw_rad) * number / count))
    return rows


def _sampled(rows: Sequence[_Row], direction: float) -> Vector:
    """(n, 5) at even distances: x, y, yaw, bend, direction."""
    given = np.array(rows)
    steps = np.hypot(np.diff(given[:, 0]), np.diff(given[:, 1]))
    keep = np.concatenate([[True], steps > 1e-9])
    given = given[keep]
    ways = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(given[:, 0]), np.diff(given[:, 1])))])
    count = max(1, round(ways[-1] / SPACING_M))
    at = np.linspace(0.0, ways[-1], count + 1)
    x, y, yaw = (np.interp(at, ways, given[:, column]) for column in range(3))
    bend = np.gradient(yaw, at) if ways[-1] > 0.0 else np.zeros(count + 1)
    return np.column_stack([x, y, yaw, bend, np.full(count + 1, direction)])

"""Who may go where."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from driving_line import driving_line

from robot_cells.ids import CellId
from robot_cells.scenes.lanes import plan_lanes
from robot_cells.scenes.vehicle_body import LENGTH_M, WIDTH_M
from robot_cells.simulations.driving.footprint import KEPT_M, Footprint
from robot_cells.simulations.driving.right_of_way import Claim, RightOfWay
from robot_cells.simulations.driving.route import route_between

LANES = plan_lanes(driving_line(), {})
ME, OTHER = CellId("cart_1"), CellId("cart_2")
WAY = route_between(LANES, LANES.docks[CellId("press")], LANES.docks[CellId("store")])
OUT, ALONG, IN = WAY.sections


def room_at(point: int) -> Footprint:
    return Footprint(float(WAY.x_m[point]), float(WAY.y_m[point]), float(WAY.yaw_rad[point]))


def claim(*, other_at: int | None) -> Claim:
    ways = RightOfWay()
    if other_at is not None:
        ways.stand(OTHER, room_at(other_at))
    return Claim(ME, WAY, ways)


def test_rooms_meet_where_they_have_a_point_in_common() -> None:
    draw = random.Random(1)
    u, v = np.meshgrid(np.linspace(-0.5, 0.5, 61), np.linspace(-0.5, 0.5, 41))
    long, wide = LENGTH_M + 2 * KEPT_M, WIDTH_M + 2 * KEPT_M
    found = []
    for _ in range(300):
        a = Footprint(0.0, 0.0, draw.uniform(-3, 3))
        b = Footprint(draw.uniform(-1.3, 1.3), draw.uniform(-1.3, 1.3), draw.uniform(-3, 3))
        x = b.x_m + u * long * math.cos(b.yaw_rad) - v * wide * math.sin(b.yaw_rad)
        y = b.y_m + u * long * math.sin(b.yaw_rad) + v * wide * math.cos(b.yaw_rad)
        along = x * math.cos(a.yaw_rad) + y * math.sin(a.yaw_rad)
        beside = y * math.cos(a.yaw_rad) - x * math.sin(a.yaw_rad)
        inside = (np.abs(along) / long < 0.5) & (np.abs(beside) / wide < 0.5)
        found.append(a.meets(b))
        assert found[-1] or not inside.any()
        assert inside.any() or not a.meets(Footprint(1.05 * b.x_m, 1.05 * b.y_m, b.yaw_rad)) or found[-1]
    assert 30 < sum(found) < 270


def test_a_dock_is_left_only_when_the_whole_way_out_is_free() -> None:
    assert claim(other_at=None).extend(0, 1) == OUT.last
    blocked = claim(other_at=OUT.last)
    assert (blocked.extend(0, 1), blocked.blocked_by) == (0, OTHER)


def test_along_the_aisle_it_drives_up_to_the_one_before_it() -> None:
    behind = claim(other_at=ALONG.last)
    granted = behind.extend(0, len(WAY))
    assert OUT.last < granted < ALONG.last and behind.blocked_by == OTHER
    assert not room_at(granted).meets(room_at(ALONG.last))


def test_it_waits_in_the_aisle_until_the_whole_way_into_the_dock_is_free() -> None:
    waiting = claim(other_at=IN.last)
    assert (waiting.extend(0, len(WAY)), waiting.blocked_by) == (ALONG.last, OTHER)


def test_what_lies_behind_is_free_for_others_again() -> None:
    ways = RightOfWay()
    mine = Claim(ME, WAY, ways)
    mine.extend(0, 1)
    assert ways.in_the_way(OTHER, [room_at(0)]) == ME
    mine.extend(ALONG.last, 1)
    assert ways.in_the_way(OTHER, [room_at(0)]) is None


@pytest.mark.parametrize("point", [0, OUT.last, ALONG.last])
def test_a_vehicle_is_never_in_its_own_way(point: int) -> None:
    ways = RightOfWay()
    ways.stand(ME, room_at(point))
    assert Claim(ME, WAY, ways).extend(point, 20) > point

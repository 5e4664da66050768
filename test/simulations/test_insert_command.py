"""The command `insert` of an arm without weight: as long as the search takes, and what does not get home."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from robot_cells.devices.device_client import CommandState
from robot_cells.orders.layout import ModuleSocket
from robot_cells.simulations.insertion_course import HeldOver, insertion_course
from robot_cells.simulations.insertion_request import InsertionRequest
from robot_cells.simulations.spiral import Spiral
from robot_cells.simulations.tray import PlacedModule

DEPTH_M = 0.012
X_M, Y_M = 0.12, 0.15
"""The middle of the board's place on the tray."""
ASKED = {
    "above_m": 0.015,
    "press_n": 9.0,
    "push_n": 12.0,
    "force_limit_n": 20.0,
    "search_radius_m": 0.0022,
    "time_limit_s": 15.0,
}
REQUEST = InsertionRequest(0.0, 0.0, 0.05, 0.015, 9.0, 12.0, 20.0, 0.0022, 15.0)


@pytest.fixture
def sockets(bench: Any, bench_with: Any) -> Any:
    """A board in the hand, over a tray on which every module goes into a socket."""
    layout = bench.equipment.plant.products["tray"].layout
    modules = tuple(replace(module, socket=ModuleSocket(DEPTH_M)) for module in layout.modules)
    bench = bench_with(layout=replace(layout, modules=modules))
    bench.receive()
    bench.pick("board")
    return bench


def insert(bench: Any, beside_m: float = 0.0, from_m: float = 0.02, **changed: float) -> Any:
    """Over the board's place, or so far beside it, and down."""
    home_m = 0.05 + bench.grip_m("board")
    yaw = bench.located["yaw_rad"]
    bench.move(*bench.in_base(X_M + beside_m, Y_M), home_m + from_m, yaw)
    x, y = bench.in_base(X_M, Y_M)
    asked = {"x_m": x, "y_m": y, "z_m": home_m, "yaw_rad": yaw} | ASKED | changed
    return bench.do("assembly/arm", "insert", **asked)


def test_a_part_straight_over_its_socket_goes_in_without_a_search(sockets: Any) -> None:
    end = insert(sockets)
    assert end.state is CommandState.SUCCEEDED, end.error_message
    assert end.result["seated"] is True and end.result["depth_m"] == 0.0 and end.result["over_limit_s"] == 0.0
    # 5 mm at 20 mm/s, 15 mm at 10 mm/s
    assert end.result["duration_s"] == pytest.approx(1.75, abs=0.02)
    sockets.release()
    assert set(sockets.tray().modules) == {"board_1"}


def test_a_part_beside_its_socket_is_searched_for_and_centred_by_it(sockets: Any) -> None:
    end = insert(sockets, beside_m=0.0013)
    assert end.state is CommandState.SUCCEEDED, end.error_message
    assert end.result["depth_m"] == DEPTH_M
    assert 3.0 < end.result["duration_s"] < 10.0
    assert 9.0 < end.result["force_n"] < 20.0
    assert max(end.result["curve"]["travel_m"]) == pytest.approx(0.02, abs=1e-4)
    sockets.release()
    assert sockets.tray().modules["board_1"].x_m == pytest.approx(X_M, abs=3e-4)


@pytest.mark.parametrize(("beside_m", "changed"), [(0.004, {}), (0.0015, {"time_limit_s": 2.5})])
def test_a_socket_that_is_not_found_in_time_is_told_and_the_part_kept(
    sockets: Any, beside_m: float, changed: dict[str, float]
) -> None:
    begin_s = sockets.now_s
    end = insert(sockets, beside_m=beside_m, **changed)
    assert end.error_code == "arm.not_seated"
    assert sockets.now_s - begin_s > changed.get("time_limit_s", 15.0)
    assert sockets.equipment.sites["assembly"].devices["gripper"].holding == "board"


def test_where_something_lies_in_the_socket_the_part_does_not_get_home(sockets: Any) -> None:
    # The plate belongs under the smaller board.
    sockets.tray().modules["plate_1"] = PlacedModule(X_M, Y_M)
    assert insert(sockets).error_code == "arm.not_seated"


def test_a_part_that_lies_flat_is_let_down_to_its_seat(bench: Any) -> None:
    bench.receive()
    bench.pick("board")
    end = insert(bench, beside_m=0.0013)
    assert end.state is CommandState.SUCCEEDED and end.result["depth_m"] == 0.0


@pytest.mark.parametrize(
    ("beside_m", "changed", "code", "sentence"),
    [
        (0.006, {}, "arm.deviation", "6.0 mm beside"),
        (0.0, {"press_n": 25.0}, "device.bad_parameter", "press_n"),
        (0.0, {"push_n": 0.0}, "device.bad_parameter", "push_n"),
        (0.0, {"search_radius_m": 0.5}, "device.bad_parameter", "search_radius_m"),
        (0.0, {"time_limit_s": -1.0}, "device.bad_parameter", "time_limit_s"),
        (0.0, {"above_m": math.nan}, "device.bad_parameter", "above_m"),
        (0.0, {"z_m": 0.5}, "device.bad_parameter", "lower"),
    ],
)
def test_what_cannot_be_asked_for_is_refused_before_anything_moves(
    sockets: Any, beside_m: float, changed: dict[str, float], code: str, sentence: str
) -> None:
    end = insert(sockets, beside_m=beside_m, **changed)
    assert (end.error_code, sentence in end.error_message) == (code, True), end.error_message


def test_the_search_lasts_until_the_spiral_has_led_over_the_socket() -> None:
    clearance_m = 0.0003
    near = insertion_course(REQUEST, 0.02, HeldOver((0.0008, 0.0), 0.0, DEPTH_M, clearance_m))
    far = insertion_course(REQUEST, 0.02, HeldOver((0.0, -0.0020), 0.0, DEPTH_M, clearance_m))
    assert 0.0 < near.search_s < far.search_s < Spiral().round_s
    for course, beside in ((near, (0.0008, 0.0)), (far, (0.0, -0.0020))):
        x, y = Spiral().at(course.search_s)
        assert math.hypot(beside[0] + x, beside[1] + y) <= clearance_m
    turned = insertion_course(REQUEST, 0.02, HeldOver((0.0, 0.0), 0.1, DEPTH_M, clearance_m))
    assert not turned.is_seated and turned.duration_s == pytest.approx(15.0)

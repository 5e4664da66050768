"""Motion and contact of a simulated arm."""

from __future__ import annotations

import math
from typing import Any

import pytest

from robot_cells.devices.device_client import CommandState
from robot_cells.devices.six_axis_arm import tool_down
from robot_cells.simulations.change import DeviceChange, JointChange

HOME = (0.0, -math.pi / 2, math.pi / 2, -math.pi / 2, -math.pi / 2, 0.0)


def turned(angle: float, time_s: float) -> Any:
    return {"positions_rad": [angle, *HOME[1:]], "time_s": time_s}


def test_an_arm_follows_straight_lines_in_joint_space(bench: Any) -> None:
    arm = bench.equipment.arms()[0]
    bench.equipment.command("assembly", "arm", "a", "follow_trajectory", {"points": [turned(1.0, 2.0)]}, 10.0)
    assert arm.positions(10.5)[0] == pytest.approx(0.25)
    assert arm.velocities(10.5)[0] == pytest.approx(0.5)
    assert arm.positions(13.0) == pytest.approx((1.0, *HOME[1:]))
    assert arm.velocities(13.0) == (0.0,) * 6


def test_the_end_of_a_motion_is_told_at_its_very_time(bench: Any) -> None:
    bench.equipment.command("assembly", "arm", "a", "follow_trajectory", {"points": [turned(1.0, 2.0)]}, 10.0)
    done, rest = bench.equipment.advance(100.0)
    assert (done.at_s, done.state) == (12.0, CommandState.SUCCEEDED)
    assert rest == JointChange(12.0, "assembly", "arm", (1.0, *HOME[1:]))


@pytest.mark.parametrize(
    ("points", "code"),
    [
        ([turned(7.0, 10.0)], "arm.limit"),
        ([turned(1.0, 0.1)], "arm.limit"),
        ([turned(0.5, 0.0), turned(1.0, 2.0)], "arm.deviation"),
        ([turned(0.5, 1.0), turned(0.6, 1.0)], "device.bad_parameter"),
        ([], "device.bad_parameter"),
        ([{"positions_rad": [0.0], "time_s": 1.0}], "device.bad_parameter"),
        ([{"positions_rad": list(HOME)}], "device.bad_parameter"),
    ],
    ids=["range", "speed", "begins elsewhere", "times do not rise", "no points", "one joint", "no time"],
)
def test_a_trajectory_that_cannot_be_followed_is_refused_and_nothing_moves(bench: Any, points: Any, code: str) -> None:
    end = bench.do("assembly/arm", "follow_trajectory", points=points)
    assert (end.state, end.error_code) == (CommandState.FAILED, code)
    assert bench.equipment.arms()[0].positions(100.0) == pytest.approx(HOME)


def test_a_newer_command_takes_the_place_of_the_running_one(bench: Any) -> None:
    bench.equipment.command("assembly", "arm", "a", "follow_trajectory", {"points": [turned(1.0, 2.0)]}, 10.0)
    changes = bench.equipment.command("assembly", "arm", "b", "follow_trajectory", {"points": [turned(0.0, 2.0)]}, 11.0)
    assert [(item.command_id, item.state) for item in changes] == [
        ("a", CommandState.CANCELLED),
        ("b", CommandState.RUNNING),
    ]
    assert bench.equipment.arms()[0].positions(11.0)[0] == pytest.approx(0.5)
    ends = [item for item in bench.equipment.advance(20.0) if isinstance(item, DeviceChange)]
    assert [(item.command_id, item.at_s) for item in ends] == [("b", 13.0)]


def test_a_cancelled_arm_stands_where_it_was(bench: Any) -> None:
    bench.equipment.command("assembly", "arm", "a", "follow_trajectory", {"points": [turned(1.0, 2.0)]}, 10.0)
    changes = bench.equipment.cancel("assembly", "arm", "a", 11.0)
    assert changes[0].state is CommandState.CANCELLED
    assert changes[1].positions_rad[0] == pytest.approx(0.5)
    assert bench.equipment.arms()[0].positions(50.0)[0] == pytest.approx(0.5)
    assert bench.equipment.advance(50.0) == []


def test_a_trajectory_on_the_topic_ends_with_joints_and_no_command(bench: Any) -> None:
    assert bench.equipment.trajectory("assembly", "arm", [turned(1.0, 2.0)], 10.0) == []
    assert bench.equipment.next_event_s == 12.0
    assert bench.equipment.advance(20.0) == [JointChange(12.0, "assembly", "arm", (1.0, *HOME[1:]))]


def test_a_trajectory_that_was_long_under_way_ends_no_later_for_it(bench: Any) -> None:
    bench.equipment.trajectory("assembly", "arm", [turned(1.0, 2.0)], 11.5, stamp_s=10.0)
    assert bench.equipment.next_event_s == 12.0


def test_a_trajectory_that_came_after_its_end_has_been_followed(bench: Any) -> None:
    (rest,) = bench.equipment.trajectory("assembly", "arm", [turned(1.0, 2.0)], 15.0, stamp_s=10.0)
    assert (rest.at_s, rest.positions_rad[0]) == (15.0, 1.0)
    assert math.isinf(bench.equipment.next_event_s)


def test_a_trajectory_without_points_stops_the_arm(bench: Any) -> None:
    bench.equipment.trajectory("assembly", "arm", [turned(1.0, 2.0)], 10.0)
    (rest,) = bench.equipment.trajectory("assembly", "arm", [], 11.0)
    assert (rest.at_s, rest.positions_rad[0]) == (11.0, pytest.approx(0.5))
    assert math.isinf(bench.equipment.next_event_s)


def test_a_refused_trajectory_leaves_the_running_one(bench: Any) -> None:
    bench.equipment.trajectory("assembly", "arm", [turned(1.0, 2.0)], 10.0)
    (refused,) = bench.equipment.trajectory("assembly", "arm", [turned(9.0, 20.0)], 11.0)
    assert (refused.command_id, refused.error_code) == ("", "arm.limit")
    assert bench.equipment.next_event_s == 12.0


def test_a_guarded_move_stops_at_the_contact_force(bench: Any) -> None:
    bench.receive()
    end = bench.press(*bench.in_base(0.2, 0.2), contact_force_n=25.0)
    assert end.state is CommandState.SUCCEEDED
    assert end.result["contact"] is True
    assert 23.0 < end.result["force_n"] < 40.0
    curve = end.result["curve"]
    assert len(curve["travel_m"]) == len(curve["force_n"])
    assert curve["travel_m"] == sorted(curve["travel_m"])
    assert end.result["travel_m"] == pytest.approx(0.0213, abs=0.001)
    tool = bench.equipment.arms()[0].tool(bench.now_s)
    assert tool[2, 3] == pytest.approx(0.05 - 25.0 / 20_000.0, abs=0.0005)


def test_a_guarded_move_over_its_force_limit_fails_and_stops(bench: Any) -> None:
    bench.receive()
    end = bench.press(*bench.in_base(0.2, 0.2), contact_force_n=90.0, force_limit_n=40.0)
    assert (end.state, end.error_code) == (CommandState.FAILED, "arm.force_limit")
    assert bench.equipment.arms()[0].tool(bench.now_s)[2, 3] > 0.05 - 0.003


def test_a_guarded_move_that_meets_nothing_fails(bench: Any) -> None:
    bench.receive()
    points = bench.points(0.5, 0.3, 0.30, 0.0, 0.05)
    end = bench.do("assembly/arm", "guarded_move", points=points, contact_force_n=20.0, force_limit_n=60.0)
    assert (end.state, end.error_code) == (CommandState.FAILED, "arm.no_contact")


def test_a_coupling_is_felt_before_it_is_home(bench: Any) -> None:
    bench.receive()
    bench.pick("coupling")
    end = bench.press(*bench.in_base(0.10, 0.55), contact_force_n=40.0)
    curve = end.result["curve"]
    felt = [force for travel, force in zip(curve["travel_m"], curve["force_n"], strict=True) if travel < 0.019]
    assert max(felt) > 10.0
    assert curve["force_n"][-1] >= 38.0


def test_the_tool_is_where_forward_kinematics_puts_it(bench: Any) -> None:
    bench.move(0.5, 0.2, 0.3, 0.4)
    tool = bench.equipment.arms()[0].tool(bench.now_s)
    assert tool == pytest.approx(tool_down(0.5, 0.2, 0.3, 0.4), abs=1e-6)

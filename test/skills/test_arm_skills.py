"""Skills that move an arm."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from robot_cells.devices.six_axis_arm import SixAxisArm, yaw_of
from robot_cells.processes.runner import RunStatus
from robot_cells.skills.scripted_device import Answer

KINEMATICS = SixAxisArm.from_parameters({"model": "ur10e", "tool_length_m": 0.2})
GRIP_M = 0.006
"""How high above the underside of a board of 15 mm two fingers hold it."""
TRAY_X, TRAY_Y, TRAY_Z, TRAY_YAW = 0.41, -0.31, 0.05, 0.02


def trajectories(bench: Any) -> list[np.ndarray]:
    """The joint positions of every trajectory given to the arm, (points, 6)."""
    return [
        np.array([point["positions_rad"] for point in given.parameters["points"]])
        for given in bench.devices["arm"].executed
        if "points" in given.parameters
    ]


def tool_at(positions: np.ndarray) -> tuple[float, float, float, float]:
    pose = KINEMATICS.forward(positions.tolist())
    return (*(float(value) for value in pose[:3, 3]), yaw_of(pose))


def on_tray(x_m: float, y_m: float) -> tuple[float, float]:
    c, s = math.cos(TRAY_YAW), math.sin(TRAY_YAW)
    return TRAY_X + c * x_m - s * y_m, TRAY_Y + s * x_m + c * y_m


def press(depth_m: float = 0.013, latch: bool = True, force_n: float = 35.0) -> Answer:
    travel = np.linspace(0, depth_m, 60)
    share = np.clip((travel - 0.004) / 0.007, 0, 1)
    force = np.where((share >= 1.0) & latch, 9.0, 18.0 * share)
    force[-1] = force_n
    curve = {"travel_m": travel.tolist(), "force_n": force.tolist()}
    return Answer(1.0, {"force_n": force_n, "contact": True, "travel_m": depth_m, "curve": curve})


def test_a_place_on_the_tray_is_turned_into_the_frame_of_the_arm(bench: Any) -> None:
    assert bench.run("pick", part="board", at="m1").status is RunStatus.SUCCEEDED
    x, y, z, yaw = tool_at(trajectories(bench)[-1][-1])
    assert (x, y) == pytest.approx(on_tray(0.1, 0.1), abs=1e-6)
    assert z == pytest.approx(TRAY_Z + GRIP_M, abs=1e-6)
    assert yaw == pytest.approx(0.5 + TRAY_YAW, abs=1e-6)


def test_an_offset_found_by_an_inspection_moves_the_place(bench: Any) -> None:
    bench.run("pick", part="board", at="m1", offset_x_m=0.006, offset_y_m=-0.004, rotation_rad=0.1)
    x, y, _, yaw = tool_at(trajectories(bench)[-1][-1])
    assert (x, y) == pytest.approx(on_tray(0.106, 0.096), abs=1e-6)
    assert yaw == pytest.approx(0.6 + TRAY_YAW, abs=1e-6)


def test_a_part_is_picked_at_its_feeder(bench: Any) -> None:
    bench.run("pick", part="board")
    x, y, z, _ = tool_at(trajectories(bench)[-1][-1])
    assert (x, y, z) == pytest.approx((0.2, 0.5, 0.05 + GRIP_M), abs=1e-6)
    assert bench.devices["gripper"].executed[0].parameters == {"part": "board", "force_n": 40.0}


def test_from_an_unknown_place_the_arm_goes_home_slowly_first_and_only_once(bench: Any) -> None:
    bench.run("pick", part="board")
    first = bench.devices["arm"].executed[0].parameters["points"]
    assert [point["time_s"] for point in first] == [8.0]
    before = len(bench.devices["arm"].executed)
    bench.devices["gripper"].executed.clear()
    bench.run("move", located=False, pose="wave")
    assert all(point["time_s"] < 8.0 for point in bench.devices["arm"].executed[before:][0].parameters["points"])


def test_after_a_failed_trajectory_the_place_is_unknown_again(bench: Any) -> None:
    bench.run("move", located=False, pose="home")
    bench.script("arm", follow_trajectory=Answer(error_code="arm.deviation"))
    runner = bench.run("move", located=False, pose="wave")
    assert runner.failure is not None
    assert runner.failure.code == "arm.deviation"
    assert bench.workplace.joints_rad == {}


def test_no_joint_exceeds_its_limits_on_the_way(bench: Any) -> None:
    bench.run("pick", part="board")
    bench.run("move", located=False, pose="wave", speed=1.0)
    limits = np.array(KINEMATICS.model.velocity_limits_rad_s)
    for given in bench.devices["arm"].executed:
        points = given.parameters["points"]
        times = np.array([point["time_s"] for point in points])
        positions = np.array([point["positions_rad"] for point in points])
        assert np.all(np.diff(times) > 0)
        speeds = np.abs(np.diff(positions, axis=0)) / np.diff(times)[:, None]
        assert np.all(speeds <= limits * 1.0001)


def test_between_two_places_the_tool_rises(bench: Any) -> None:
    bench.run("pick", part="board", at="m1")
    bench.run("pick", located=False, part="board")
    heights = [tool_at(positions)[2] for positions in trajectories(bench)[-1]]
    assert max(heights) >= TRAY_Z + 0.055
    assert heights[-1] == pytest.approx(0.05 + GRIP_M, abs=1e-6)


def test_what_is_out_of_reach_is_said_before_anything_moves(bench: Any) -> None:
    bench.run("move", located=False, pose="home")
    before = len(bench.devices["arm"].executed)
    runner = bench.run("move", located=False, x_m=3.0, z_m=0.1)
    assert runner.failure is not None
    assert runner.failure.code == "move.unreachable"
    assert "x 3.000" in runner.failure.message
    assert len(bench.devices["arm"].executed) == before


@pytest.mark.parametrize("pose", ["nowhere", "short"])
def test_a_pose_that_is_not_taught_is_told_with_those_that_are(bench: Any, pose: str) -> None:
    runner = bench.run("move", located=False, pose=pose)
    assert runner.failure is not None
    assert runner.failure.code == "move.unknown_pose"
    assert "home, wave" in runner.failure.remedy


def test_a_module_is_lowered_by_feeling_and_let_go(bench: Any) -> None:
    bench.script("arm", follow_trajectory=Answer(1.0), guarded_move=press(force_n=11.0))
    runner = bench.run("place", module="m1")
    assert runner.status is RunStatus.SUCCEEDED, runner.failure
    assert bench.devices["gripper"].commands() == ["release"]
    assert runner.result["measurements"][0]["value"] == 11.0
    guarded = bench.devices["arm"].executed[-1]
    assert guarded.parameters["contact_force_n"] == 10.0
    heights = [tool_at(np.array(point["positions_rad"]))[2] for point in guarded.parameters["points"]]
    assert heights == sorted(heights, reverse=True)
    assert TRAY_Z - 1e-9 < heights[-1] + 0.008 - GRIP_M < TRAY_Z + 1e-4


@pytest.mark.parametrize(
    ("code", "expected"),
    [("arm.force_limit", "force_limit"), ("arm.no_contact", "no_contact"), ("arm.limit", "")],
)
def test_a_part_that_does_not_go_down_is_not_let_go(bench: Any, code: str, expected: str) -> None:
    bench.script("arm", follow_trajectory=Answer(1.0), guarded_move=Answer(error_code=code))
    runner = bench.run("place", module="m1")
    assert runner.failure is not None
    assert runner.failure.code == (f"place.{expected}" if expected else code)
    assert bench.devices["gripper"].executed == []


@pytest.mark.parametrize(("skill", "given"), [("mate_coupling", {"coupling": "c1"}), ("insert_cable", {"cable": "w1"})])
class TestPressing:
    def test_what_latches_is_in(self, bench: Any, skill: str, given: dict[str, str]) -> None:
        bench.script("arm", follow_trajectory=Answer(1.0), guarded_move=press())
        runner = bench.run(skill, **given)
        assert runner.status is RunStatus.SUCCEEDED, runner.failure
        ends = 2 if skill == "insert_cable" else 1
        assert bench.devices["arm"].commands().count("guarded_move") == ends
        assert [item["verdict"] for item in runner.result["measurements"]] == ["pass"] * ends
        assert bench.devices["gripper"].commands() == ["release"]

    @pytest.mark.parametrize(
        ("answer", "code"),
        [
            (press(latch=False), "no_latch"),
            (press(depth_m=0.006), "no_latch"),
            (Answer(error_code="arm.force_limit"), "jammed"),
            (Answer(error_code="arm.no_contact"), "no_contact"),
        ],
    )
    def test_what_does_not_is_told_and_kept_hold_of(
        self, bench: Any, skill: str, given: dict[str, str], answer: Answer, code: str
    ) -> None:
        bench.script("arm", follow_trajectory=Answer(1.0), guarded_move=answer)
        runner = bench.run(skill, **given)
        prefix = {"mate_coupling": "mate", "insert_cable": "insert"}[skill]
        assert runner.failure is not None
        assert runner.failure.code == f"{prefix}.{code}"
        assert runner.result["defects"][0]["subject"] == next(iter(given.values()))
        assert bench.devices["gripper"].executed == []


def follow(given: Any) -> Answer:
    """An arm that follows its trajectory."""
    last = given["points"][-1]
    return Answer(last["time_s"], {"positions_rad": last["positions_rad"]})


def inserted(over_limit_s: float = 0.0) -> Answer:
    curve = {"travel_m": [0.0, 0.008, 0.008], "force_n": [0.0, 9.0, 12.0]}
    told = {"seated": True, "depth_m": 0.012, "force_n": 12.4, "over_limit_s": over_limit_s, "duration_s": 3.1}
    return Answer(3.1, {**told, "curve": curve})


def test_a_module_is_let_into_its_socket_by_feel_and_let_go(bench: Any) -> None:
    bench.script("arm", follow_trajectory=follow, insert=inserted())
    runner = bench.run("insert", module="m1", push_n=15.0)
    assert runner.status is RunStatus.SUCCEEDED, runner.failure
    asked = bench.devices["arm"].executed[-1].parameters
    assert (asked["x_m"], asked["y_m"]) == pytest.approx(on_tray(0.1, 0.1), abs=1e-6)
    assert asked["z_m"] == pytest.approx(TRAY_Z + GRIP_M)
    assert (asked["press_n"], asked["push_n"], asked["force_limit_n"]) == (9.0, 15.0, 20.0)
    over = tool_at(trajectories(bench)[-1][-1])
    assert over[:2] == pytest.approx(on_tray(0.1, 0.1), abs=1e-6)
    assert over[2] == pytest.approx(TRAY_Z + GRIP_M + 0.008, abs=1e-6)
    assert bench.devices["gripper"].commands() == ["release"]
    values = {item["name"]: (item["value"], item["verdict"]) for item in runner.result["measurements"]}
    assert values == {
        "m1.insertion_force": (12.4, "pass"),
        "m1.over_limit": (0.0, "pass"),
        "m1.insertion_depth": (0.012, "pass"),
    }


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("arm.not_seated", "insert.not_seated"),
        ("arm.force_limit", "insert.force_limit"),
        ("arm.deviation", "arm.deviation"),
    ],
)
def test_a_module_that_is_not_home_is_kept_hold_of(bench: Any, code: str, expected: str) -> None:
    bench.script("arm", follow_trajectory=follow, insert=Answer(error_code=code))
    runner = bench.run("insert", module="m1")
    assert runner.failure is not None
    assert runner.failure.code == expected
    assert bench.devices["gripper"].executed == []
    assert bench.workplace.joints_rad == {}


def test_a_cleared_gripper_is_opened_at_home(bench: Any) -> None:
    bench.run("clear_gripper", located=False)
    assert trajectories(bench)[-1][-1].tolist() == pytest.approx([0.0, -1.5708, 1.5708, -1.5708, -1.5708, 0.0])
    assert bench.devices["gripper"].commands() == ["release"]

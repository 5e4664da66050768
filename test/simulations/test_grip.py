"""How high a cup and two fingers hold parts, what stops what they hold, and what they cannot hold."""

from __future__ import annotations

import math
from typing import Any

import pytest

from robot_cells.devices.device_client import CommandState
from robot_cells.simulations.tray import PlacedModule

CUP = {"model": "suction", "force_n": 70.0}
BOARD_M = 0.015
TABLE_M = 0.05
"""Feeders and the tray's bottom."""


@pytest.mark.parametrize(("parameters", "grip_m"), [(CUP, BOARD_M), ({}, 0.006)])
def test_a_part_is_grasped_at_its_height_alone(bench_gripping: Any, parameters: dict[str, Any], grip_m: float) -> None:
    bench = bench_gripping(parameters)
    bench.receive()
    for away_m, is_held in ((0.012, False), (-0.012, False), (0.002, True)):
        bench.move(0.30, 0.55, TABLE_M + grip_m + away_m)
        end = bench.do("assembly/gripper", "grasp", part="board", force_n=40.0)
        assert (end.error_code == "gripper.no_part") is not is_held
    assert bench.tray().parts.count("board") == 1


@pytest.mark.parametrize("parameters", [CUP, {}])
def test_a_module_is_felt_when_its_underside_is_down(bench_gripping: Any, parameters: dict[str, Any]) -> None:
    bench = bench_gripping(parameters)
    bench.receive()
    bench.pick("board")
    end = bench.press(*bench.in_base(0.12, 0.15), bench.located["yaw_rad"], contact_force_n=10.0)
    assert end.state is CommandState.SUCCEEDED
    # From 20 mm above; 10 N are felt half a millimetre below the surface, and 4 ms later it stands still.
    assert end.result["travel_m"] == pytest.approx(0.020 + 10.0 / 20_000, abs=3e-4)


def test_a_board_comes_down_on_the_plate_under_it_and_lower_where_that_is_missing(bench_gripping: Any) -> None:
    bench = bench_gripping(CUP)
    bench.receive()
    for under, travel_m in ((True, 0.005), (False, 0.020)):
        if under:
            bench.tray().modules["plate_1"] = PlacedModule(0.12, 0.15)
        else:
            del bench.tray().modules["plate_1"]
        bench.pick("board")
        end = bench.press(*bench.in_base(0.12, 0.15), bench.located["yaw_rad"], contact_force_n=10.0)
        assert end.result["travel_m"] == pytest.approx(travel_m + 10.0 / 20_000, abs=3e-4)
        bench.move(*bench.in_base(0.12, 0.15), 0.25)
        bench.release()


def test_a_module_upon_another_is_lifted_from_up_there(bench_gripping: Any) -> None:
    bench = bench_gripping(CUP)
    bench.receive()
    bench.tray().modules |= {"board_1": PlacedModule(0.12, 0.15), "plate_1": PlacedModule(0.12, 0.15)}
    at = bench.in_base(0.12, 0.15)
    bench.move(*at, TABLE_M + BOARD_M)
    assert bench.do("assembly/gripper", "grasp", part="board").error_code == "gripper.no_part"
    bench.move(*at, TABLE_M + 2 * BOARD_M)
    bench.grasp("board")
    assert "board_1" not in bench.tray().modules


@pytest.mark.parametrize(
    ("parameters", "part", "yaw_rad", "sentence"),
    [
        ({"model": "suction", "force_n": 10.0}, "plate", 0.0, "holds the plate with 10.0 N; to carry it takes 11.4 N"),
        ({"opening_m": 0.05}, "board", 0.0, "The board is 100 mm wide; the gripper opens 50"),
        ({"opening_m": 0.09}, "board", 0.0, "The board is 100 mm wide; the gripper opens 90"),
        ({"opening_m": 0.09}, "board", math.pi / 2, ""),
        ({"opening_m": 0.05}, "coupling", 0.0, ""),
        (CUP, "plate", 0.0, ""),
    ],
)
def test_what_the_gripper_cannot_hold_is_refused_and_stays_where_it_is(
    bench_gripping: Any, parameters: dict[str, Any], part: str, yaw_rad: float, sentence: str
) -> None:
    bench = bench_gripping(parameters)
    bench.receive()
    feeder = {"board": (0.30, 0.55), "plate": (0.50, 0.55), "coupling": (0.30, -0.60)}[part]
    bench.move(*feeder, TABLE_M + bench.grip_m(part), yaw_rad)
    before = bench.tray().parts.count(part)
    end = bench.do("assembly/gripper", "grasp", part=part)
    assert end.error_code == ("gripper.cannot_hold" if sentence else "")
    assert sentence in end.error_message
    assert bench.tray().parts.count(part) == before - (not sentence)


def test_the_second_plug_of_a_cable_is_pushed_home_by_an_empty_cup(bench_gripping: Any) -> None:
    bench = bench_gripping(CUP)
    bench.receive()
    bench.pick("cable")
    bench.push_home(0.05, 0.20)
    assert bench.tray().cables == set()
    bench.held = "cable"  # its height is that of the plug which is pushed
    end = bench.press(*bench.in_base(0.05, 0.45), contact_force_n=20.0)
    assert end.state is CommandState.SUCCEEDED
    assert bench.tray().cables == {"cable_1"}
    assert max(end.result["curve"]["force_n"][:-2]) > 7.0


def test_a_coupling_is_home_when_the_cup_on_its_top_has_pushed_it_down(bench_gripping: Any) -> None:
    bench = bench_gripping(CUP)
    bench.receive()
    bench.mate("supply")
    assert bench.tray().couplings == {"supply"}


def test_a_bit_that_does_not_come_down_to_the_head_turns_without_hold(bench: Any) -> None:
    bench.receive()
    bench.place("plate_1")
    bench.over_screw("s1")
    tool = bench.equipment.arms()[0].tool(bench.now_s)
    bench.move(float(tool[0, 3]), float(tool[1, 3]), float(tool[2, 3]) + 0.008)
    bench.done("assembly/screwdriver", "fasten", screw="s1", target_torque_nm=0.6, max_angle_rad=60.0, stage="final")
    assert bench.tray().screws["s1"] < 0.05
    bench.fasten("s1", "final")
    assert bench.tray().screws["s1"] > 0.5

"""Picking, placing, mating and plugging with a simulated gripper."""

from __future__ import annotations

import math
from typing import Any

import pytest

from robot_cells.simulations.tray import LooseCable

SERIAL = "WO-1-001"


def test_a_placed_module_lies_where_the_tool_let_it_go(bench: Any) -> None:
    bench.receive()
    bench.place("board_1")
    placed = bench.tray().modules["board_1"]
    assert placed.x_m == pytest.approx(0.12, abs=0.0005)
    assert placed.y_m == pytest.approx(0.15, abs=0.0005)
    assert placed.rotation_rad == pytest.approx(0.0, abs=0.001)
    assert bench.tray().parts.count("board") == 1


def test_a_module_that_belongs_turned_is_placed_turned(bench: Any) -> None:
    bench.receive()
    bench.place("board_2")
    assert bench.tray().modules["board_2"].rotation_rad == pytest.approx(math.pi / 2, abs=0.001)


def test_a_module_placed_beside_its_place_lies_beside_it(bench: Any) -> None:
    bench.receive()
    bench.pick("plate")
    x, y = bench.in_base(0.20 + 0.012, 0.38)
    bench.press(x, y, bench.located["yaw_rad"])
    bench.done("assembly/gripper", "release")
    assert bench.tray().modules["plate_1"].x_m == pytest.approx(0.212, abs=0.0005)


def test_nothing_is_grasped_away_from_the_feeder(bench: Any) -> None:
    bench.receive()
    bench.move(0.30, 0.52, 0.05)
    end = bench.do("assembly/gripper", "grasp", part="board", force_n=40.0)
    assert end.error_code == "gripper.no_part"
    assert bench.tray().parts.count("board") == 2


def test_nothing_is_grasped_where_the_kit_has_no_such_part(bench: Any) -> None:
    bench.receive(kit=False)
    bench.move(0.30, 0.55, 0.05)
    assert bench.do("assembly/gripper", "grasp", part="board", force_n=40.0).error_code == "gripper.no_part"


def test_a_full_gripper_grasps_nothing_more(bench: Any) -> None:
    bench.receive()
    bench.pick("board")
    assert bench.do("assembly/gripper", "grasp", part="board", force_n=40.0).error_code == "gripper.no_part"


def test_a_part_let_go_high_above_the_tray_falls_into_the_kit_box(bench: Any) -> None:
    bench.receive()
    bench.pick("board")
    bench.move(*bench.in_base(0.12, 0.15), 0.25)
    bench.done("assembly/gripper", "release")
    assert bench.tray().modules == {}
    assert bench.tray().parts.count("board") == 2


def test_a_misplaced_module_is_taken_out_and_set_right(bench_with: Any) -> None:
    bench = bench_with(
        {
            "fault": "misplaced_module",
            "serial": SERIAL,
            "module": "board_1",
            "dx_m": 0.006,
            "dy_m": -0.004,
            "drotation_rad": 0.08,
        }
    )
    bench.receive()
    bench.place("board_1")
    slipped = bench.tray().modules["board_1"]
    assert slipped.x_m == pytest.approx(0.126, abs=0.0005)
    assert slipped.y_m == pytest.approx(0.146, abs=0.0005)
    assert slipped.rotation_rad == pytest.approx(0.08, abs=0.001)
    x, y = bench.in_base(0.12, 0.15)
    bench.move(x, y, 0.05, bench.located["yaw_rad"])
    bench.done("assembly/gripper", "grasp", part="board", force_n=40.0)
    assert "board_1" not in bench.tray().modules
    bench.press(x, y, bench.located["yaw_rad"])
    bench.done("assembly/gripper", "release")
    right = bench.tray().modules["board_1"]
    assert (right.x_m, right.y_m) == pytest.approx((0.12, 0.15), abs=0.0005)
    assert right.rotation_rad == pytest.approx(0.0, abs=0.001)


def test_a_missing_module_is_back_in_the_kit_box_and_can_be_placed_again(bench_with: Any) -> None:
    bench = bench_with({"fault": "missing_module", "serial": SERIAL, "module": "plate_1"})
    bench.receive()
    bench.place("plate_1")
    assert "plate_1" not in bench.tray().modules
    assert bench.tray().parts.count("plate") == 1
    bench.place("plate_1")
    assert "plate_1" in bench.tray().modules


def test_a_module_under_tightened_screws_cannot_be_lifted(bench: Any) -> None:
    bench.receive()
    bench.place("plate_1")
    bench.fasten("s1", "final")
    bench.move(*bench.in_base(0.20, 0.38), 0.05)
    end = bench.do("assembly/gripper", "grasp", part="plate", force_n=40.0)
    assert end.error_code == "gripper.no_part"
    assert "s1" in end.error_message
    assert "plate_1" in bench.tray().modules


def test_a_coupling_is_mated_when_it_is_pushed_home_and_let_go(bench: Any) -> None:
    bench.receive()
    bench.mate("supply")
    assert bench.tray().couplings == {"supply"}
    assert bench.tray().parts.count("coupling") == 1


def test_a_coupling_that_is_not_pushed_home_is_not_mated(bench: Any) -> None:
    bench.receive()
    bench.pick("coupling")
    x, y = bench.in_base(0.10, 0.55)
    bench.press(x, y, contact_force_n=8.0)
    bench.done("assembly/gripper", "release")
    assert bench.tray().couplings == set()
    assert bench.tray().parts.count("coupling") == 2


def test_a_coupling_pushed_beside_its_socket_is_not_mated(bench: Any) -> None:
    bench.receive()
    bench.pick("coupling")
    bench.press(*bench.in_base(0.106, 0.55))
    bench.done("assembly/gripper", "release")
    assert bench.tray().couplings == set()


def test_a_leaking_coupling_leaks_until_it_is_mated_anew(bench_with: Any) -> None:
    bench = bench_with({"fault": "leaking_coupling", "serial": SERIAL, "coupling": "supply", "leak_pa_m3_s": 0.004})
    bench.receive()
    tight = bench.tray().leak_pa_m3_s
    bench.mate("supply")
    bench.mate("return")
    assert bench.tray().leak_pa_m3_s == pytest.approx(tight + 0.004)
    x, y = bench.in_base(0.10, 0.55)
    bench.move(x, y, 0.05 + bench.grip_m("coupling"))
    bench.grasp("coupling")
    assert bench.tray().couplings == {"return"}
    bench.push_home(0.10, 0.55)
    assert bench.tray().couplings == {"supply", "return"}
    assert bench.tray().leak_pa_m3_s == pytest.approx(tight)


def test_a_cable_is_in_when_both_ends_are_home(bench: Any) -> None:
    bench.receive()
    bench.pick("cable")
    x, y = bench.in_base(0.05, 0.20)
    bench.press(x, y)
    assert bench.tray().cables == set()
    bench.move(x, y, 0.15)
    bench.push_home(0.05, 0.45)
    assert bench.tray().cables == {"cable_1"}


def test_a_cable_that_hangs_on_one_end_can_be_taken_up_at_the_other(bench: Any) -> None:
    bench.receive()
    bench.pick("cable")
    bench.push_home(0.05, 0.20)
    bench.move(*bench.in_base(0.05, 0.45), 0.05 + bench.grip_m("cable"))
    bench.grasp("cable")
    bench.push_home(0.05, 0.45)
    assert bench.tray().cables == {"cable_1"}


def insert(bench: Any) -> None:
    """The cable goes in, end by end."""
    bench.pick("cable")
    x, y = bench.in_base(0.05, 0.20)
    bench.press(x, y)
    bench.move(x, y, 0.15)
    bench.push_home(0.05, 0.45)


@pytest.mark.parametrize(
    ("faults", "loose"),
    [
        ([{"fault": "loose_cable", "end": 2, "pulled_m": 0.003}], LooseCable(1, 0.003)),
        ([{"fault": "hanging_cable", "sag": 2.5}], LooseCable(0, 0.0, 2.5)),
        ([{"fault": "loose_cable"}, {"fault": "hanging_cable"}], LooseCable(0, 0.004, 3.0)),
    ],
)
def test_a_cable_comes_loose_once_it_is_in_until_it_is_inserted_anew(
    bench_with: Any, faults: list[dict[str, object]], loose: LooseCable
) -> None:
    bench = bench_with(*({**item, "serial": SERIAL, "cable": "cable_1"} for item in faults))
    bench.receive()
    insert(bench)
    assert (bench.tray().cables, bench.tray().loose_cables) == ({"cable_1"}, {"cable_1": loose})
    assert len(bench.equipment.plant.faults.happened) == len(faults)
    x, y = bench.in_base(0.05, 0.20)
    bench.move(x, y, 0.05 + bench.grip_m("cable"))
    bench.grasp("cable")
    assert bench.tray().loose_cables == {}
    bench.press(x, y)
    bench.move(x, y, 0.15)
    bench.push_home(0.05, 0.45)
    assert (bench.tray().cables, bench.tray().loose_cables) == ({"cable_1"}, {})


def test_a_wrong_part_stands_in_the_place_until_it_is_lifted_and_the_right_one_placed(bench_with: Any) -> None:
    bench = bench_with({"fault": "wrong_module", "serial": SERIAL, "module": "board_1", "type": "plate"})
    bench.receive()
    bench.place("board_1")
    assert bench.tray().modules["board_1"].type == "plate"
    x, y = bench.in_base(0.12, 0.15)
    bench.move(x, y, 0.05 + bench.grip_m("board"), bench.located["yaw_rad"])
    bench.grasp("board")
    bench.move(x, y, 0.25)
    bench.release()
    bench.place("board_1")
    assert bench.tray().modules["board_1"].type == ""

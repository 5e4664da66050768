"""Taking in, locating, kitting and releasing at a simulated station."""

from __future__ import annotations

from typing import Any

import pytest

from robot_cells.devices.device_client import CommandState

SERIAL = "WO-1-001"
KIT = ["board", "board", "cable", "coupling", "coupling", "plate"]


def test_a_received_chassis_is_bare(bench: Any) -> None:
    bench.receive(kit=False)
    tray = bench.tray()
    assert (tray.serial, tray.product) == (SERIAL, "tray")
    assert not tray.parts and not tray.modules and not tray.screws and not tray.couplings and not tray.cables
    assert 1e-5 <= tray.leak_pa_m3_s <= 5e-5


def test_the_tray_stands_near_its_nominal_place_and_is_located_closely(bench: Any) -> None:
    bench.receive(kit=False)
    pose = bench.equipment.sites["assembly"].tray.pose
    assert (pose.x_m, pose.y_m) == pytest.approx((0.45, -0.3), abs=0.002)
    assert pose.yaw_rad == pytest.approx(0.1, abs=0.008)
    assert pose.z_m == 0.05
    assert (bench.located["x_m"], bench.located["y_m"]) == pytest.approx((pose.x_m, pose.y_m), abs=0.0003)
    assert bench.located["yaw_rad"] == pytest.approx(pose.yaw_rad, abs=0.0006)


def test_a_tray_that_is_taken_in_again_stands_where_it_stood(bench: Any) -> None:
    bench.receive(kit=False)
    pose = bench.equipment.sites["assembly"].tray.pose
    bench.locate()
    assert bench.equipment.sites["assembly"].tray.pose == pose


def test_the_next_product_sends_the_former_to_the_buffers(bench: Any) -> None:
    bench.receive(kit=False)
    bench.receive("WO-1-002", kit=False)
    assert bench.equipment.sites["assembly"].tray.serial == "WO-1-002"
    assert bench.equipment.plant.floor.where(SERIAL) == "assembly"
    bench.locate()
    assert bench.equipment.sites["assembly"].tray.serial == SERIAL


def test_a_kit_holds_the_parts_of_one_product(bench: Any) -> None:
    bench.receive(kit=False)
    assert bench.done("assembly/station", "kit", serial=SERIAL, product="tray")["parts"] == KIT
    assert sorted(bench.tray().parts) == KIT


def test_a_kit_laid_out_twice_holds_no_part_twice(bench: Any) -> None:
    bench.receive()
    bench.place("board_1")
    assert bench.done("assembly/station", "kit", serial=SERIAL, product="tray")["parts"] == KIT[1:]


def test_a_missing_part_stops_the_kit_once(bench_with: Any) -> None:
    bench = bench_with({"fault": "missing_part", "serial": SERIAL, "part": "plate"})
    bench.receive(kit=False)
    end = bench.do("assembly/station", "kit", serial=SERIAL, product="tray")
    assert (end.state, end.error_code) == (CommandState.FAILED, "station.part_missing")
    assert bench.tray().parts == []
    bench.done("assembly/station", "kit", serial=SERIAL, product="tray")


def test_a_released_product_is_gone(bench: Any) -> None:
    bench.receive(kit=False)
    bench.done("assembly/station", "release", serial=SERIAL)
    assert bench.equipment.plant.floor.trays == ()
    assert bench.do("assembly/station", "take_in", serial=SERIAL).error_code == "station.no_product"


def test_a_product_enters_once(bench: Any) -> None:
    bench.receive(kit=False)
    end = bench.do("assembly/station", "receive", serial=SERIAL, product="tray")
    assert end.error_code == "station.occupied"


def test_a_full_cell_receives_nothing(bench: Any) -> None:
    for unit in (1, 2, 3):
        bench.receive(f"WO-1-{unit:03d}", kit=False)
    end = bench.do("assembly/station", "receive", serial="WO-1-004", product="tray")
    assert end.error_code == "station.occupied"


@pytest.mark.parametrize("command", ["take_in", "release", "kit"])
def test_a_product_that_nobody_received_is_nowhere(bench: Any, command: str) -> None:
    end = bench.do("assembly/station", command, serial="WO-9-001", product="tray")
    assert end.error_code == "station.no_product"
    assert "nowhere" in end.error_message


def test_without_vehicles_a_product_comes_by_itself(bench: Any) -> None:
    bench.receive(cell="intake", kit=False)
    bench.locate(cell="assembly")
    assert bench.equipment.plant.floor.where(SERIAL) == "assembly"
    assert bench.equipment.sites["intake"].tray is None


def test_a_dwell_takes_exactly_its_duration(bench: Any) -> None:
    bench.done("assembly/station", "dwell", duration_s=61.5)
    assert bench.now_s == 61.5


@pytest.mark.parametrize(
    ("command", "values"),
    [
        ("dwell", {}),
        ("dwell", {"duration_s": -1.0}),
        ("dwell", {"duration_s": True}),
        ("receive", {"serial": SERIAL}),
        ("receive", {"serial": SERIAL, "product": "moon"}),
        ("take_in", {}),
        ("take_in", {"serial": 7}),
    ],
)
def test_wrong_parameters_are_refused(bench: Any, command: str, values: Any) -> None:
    assert bench.do("assembly/station", command, **values).error_code == "device.bad_parameter"


def test_an_unknown_command_is_refused(bench: Any) -> None:
    assert bench.do("assembly/station", "dance").error_code == "device.unknown_command"

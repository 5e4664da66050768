"""Fastening with a simulated screwdriver, and what goes wrong with screws."""

from __future__ import annotations

from typing import Any

import pytest

from robot_cells.devices.device_client import CommandState
from robot_cells.ids import DeviceId
from robot_cells.lines.device import Device, DeviceKind

SERIAL = "WO-1-001"


def ready(bench: Any) -> Any:
    bench.receive()
    bench.place("plate_1")
    return bench


def test_a_screw_is_snugged_then_tightened_and_stands_on_the_tray(bench: Any) -> None:
    ready(bench)
    snug = bench.fasten("s1", "snug")
    assert snug["torque_nm"] == pytest.approx(0.2, rel=0.03)
    assert snug["angle_rad"] > 20.0
    assert bench.tray().screws["s1"] == pytest.approx(0.2, rel=0.03)
    final = bench.fasten("s1", "final", max_angle_rad=6.0)
    assert final["torque_nm"] == pytest.approx(0.6, rel=0.03)
    assert 0.1 < final["angle_rad"] < 2.0
    assert bench.tray().screws["s1"] == pytest.approx(0.6, rel=0.03)
    assert len(final["curve"]["angle_rad"]) == len(final["curve"]["torque_nm"])


def test_a_tight_screw_is_not_loosened_by_a_lower_torque(bench: Any) -> None:
    ready(bench)
    bench.fasten("s1", "final")
    again = bench.fasten("s1", "snug")
    assert again["angle_rad"] < 0.05
    assert bench.tray().screws["s1"] == pytest.approx(0.6, rel=0.03)


def test_the_screw_under_the_tool_is_driven_whatever_screw_is_named(bench: Any) -> None:
    ready(bench)
    bench.over_screw("s2")
    bench.done("assembly/screwdriver", "fasten", screw="s1", target_torque_nm=0.6, max_angle_rad=60.0, stage="final")
    assert set(bench.tray().screws) == {"s2"}


def test_a_tool_beside_the_screw_turns_without_hold(bench: Any) -> None:
    ready(bench)
    bench.over_screw("s1", beside_m=0.005)
    result = bench.done(
        "assembly/screwdriver", "fasten", screw="s1", target_torque_nm=0.6, max_angle_rad=60.0, stage="final"
    )
    assert result["torque_nm"] < 0.1
    assert bench.tray().screws["s1"] < 0.05


def test_a_tool_far_from_any_screw_drives_nothing(bench: Any) -> None:
    ready(bench)
    bench.move(*bench.in_base(0.20, 0.20), 0.05)
    result = bench.done(
        "assembly/screwdriver", "fasten", screw="s1", target_torque_nm=0.6, max_angle_rad=60.0, stage="final"
    )
    assert result["torque_nm"] < 0.1
    assert bench.tray().screws == {}


def test_a_screw_over_a_missing_module_does_not_seat(bench: Any) -> None:
    bench.receive()
    assert bench.fasten("s1", "final")["torque_nm"] < 0.1


def test_a_screw_through_a_misplaced_module_does_not_seat(bench_with: Any) -> None:
    bench = ready(bench_with({"fault": "misplaced_module", "serial": SERIAL, "module": "plate_1", "dx_m": 0.006}))
    assert bench.fasten("s1", "final")["torque_nm"] < 0.1


def test_no_seat_happens_once(bench_with: Any) -> None:
    bench = ready(bench_with({"fault": "no_seat", "serial": SERIAL, "screw": "s1"}))
    assert bench.fasten("s1", "snug")["torque_nm"] < 0.1
    assert bench.fasten("s1", "snug")["torque_nm"] == pytest.approx(0.2, rel=0.03)


def test_a_crossed_screw_jams_early_and_once(bench_with: Any) -> None:
    bench = ready(bench_with({"fault": "cross_thread", "serial": SERIAL, "screw": "s1"}))
    crossed = bench.fasten("s1", "snug")
    assert crossed["torque_nm"] == pytest.approx(0.2, rel=0.03)
    assert crossed["angle_rad"] < 12.0
    assert "cross_thread" in [fault.fault for fault in bench.equipment.plant.faults.happened]


def test_a_stripped_screw_never_reaches_its_target(bench_with: Any) -> None:
    bench = ready(bench_with({"fault": "strip", "serial": SERIAL, "screw": "s1"}))
    bench.fasten("s1", "snug")
    stripped = bench.fasten("s1", "final", max_angle_rad=6.0)
    assert stripped["angle_rad"] == pytest.approx(6.0)
    assert max(stripped["curve"]["torque_nm"]) < 0.45
    assert bench.tray().screws["s1"] < 0.05


def test_an_empty_feeder_gives_no_screw_once(bench_with: Any) -> None:
    bench = ready(bench_with({"fault": "no_screw", "serial": SERIAL, "screw": "s1"}))
    bench.over_screw("s1")
    values = {"screw": "s1", "target_torque_nm": 0.6, "max_angle_rad": 60.0, "stage": "final"}
    assert bench.do("assembly/screwdriver", "fasten", **values).error_code == "screwdriver.no_screw"
    assert "s1" not in bench.tray().screws
    bench.done("assembly/screwdriver", "fasten", **values)
    assert "s1" in bench.tray().screws


def test_a_lost_screw_is_fastened_well_and_falls_out_when_the_tray_is_next_handled(bench_with: Any) -> None:
    bench = ready(bench_with({"fault": "lost_screw", "serial": SERIAL, "screw": "s1"}))
    bench.fasten("s1", "snug")
    assert bench.fasten("s1", "final")["torque_nm"] == pytest.approx(0.6, rel=0.03)
    bench.fasten("s2", "final")
    assert set(bench.tray().screws) == {"s1", "s2"}
    bench.locate()
    assert set(bench.tray().screws) == {"s2"}
    bench.fasten("s1", "final")
    bench.locate()
    assert set(bench.tray().screws) == {"s1", "s2"}


def test_without_an_arm_the_named_screw_is_driven(bench: Any) -> None:
    site = bench.equipment.sites["intake"]
    driver = type(bench.equipment.sites["assembly"].devices["screwdriver"])
    site.devices[DeviceId("driver")] = driver(site, Device(DeviceId("driver"), DeviceKind.SCREWDRIVER))
    ready(bench)
    bench.done("intake/station", "take_in", serial=SERIAL)
    bench.done("intake/driver", "fasten", screw="s2", target_torque_nm=0.6, stage="final")
    assert set(bench.tray().screws) == {"s2"}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"stage": "twice"}, "device.bad_parameter"),
        ({"target_torque_nm": "much"}, "device.bad_parameter"),
        ({"target_torque_nm": -1.0}, "device.bad_parameter"),
        ({"screw": ""}, "device.bad_parameter"),
    ],
)
def test_wrong_parameters_are_refused(bench: Any, changed: Any, code: str) -> None:
    ready(bench)
    values = {"screw": "s1", "target_torque_nm": 0.6, "max_angle_rad": 60.0, "stage": "final"} | changed
    end = bench.do("assembly/screwdriver", "fasten", **values)
    assert (end.state, end.error_code) == (CommandState.FAILED, code)

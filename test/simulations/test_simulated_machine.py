"""Door, clamp, loading and cycles of a simulated machine, and its interlocks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from robot_cells.devices.device_client import CommandState

SERIAL = "WO-1-001"
LEAK_TEST = {
    "program": "leak_test",
    "fill_pressure_pa": 200_000.0,
    "fill_s": 8.0,
    "stabilise_s": 15.0,
    "measure_s": 20.0,
    "vent_s": 3.0,
    "volume_m3": 0.0008,
}
FUNCTION_TEST = {
    "program": "function_test",
    "tests": [
        {"name": "supply_voltage", "unit": "V", "low": 47.0, "high": 49.0},
        {"name": "coolant_flow", "unit": "l/min", "low": 1.8, "high": 2.4},
    ],
}


def machine(bench: Any) -> Any:
    return bench.equipment.sites["tester"].devices["machine"]


def do(bench: Any, *commands: Any) -> None:
    for command in commands:
        values = {"serial": SERIAL} if command in ("load", "unload") else {}
        bench.done("tester/machine", command, **values)


def loaded(bench: Any) -> Any:
    bench.receive()
    do(bench, "load", "clamp", "close_door")
    return bench


def complete(bench: Any) -> Any:
    bench.receive()
    for module in ("board_1", "board_2", "plate_1"):
        bench.place(module)
    bench.mate("supply")
    bench.mate("return")
    bench.pick("cable")
    bench.press(*bench.in_base(0.05, 0.20))
    bench.move(*bench.in_base(0.05, 0.20), 0.15)
    bench.push_home(0.05, 0.45)
    do(bench, "load", "clamp", "close_door")
    return bench


def test_a_product_goes_in_is_held_and_comes_out_again(bench: Any) -> None:
    loaded(bench)
    assert bench.equipment.plant.floor.inside(SERIAL) == "machine"
    do(bench, "open_door", "unclamp", "unload")
    assert bench.equipment.plant.floor.inside(SERIAL) is None
    assert bench.equipment.plant.floor.where(SERIAL) == "tester"


@pytest.mark.parametrize(
    ("before", "command"),
    [
        ((), "clamp"),
        (("close_door",), "load"),
        (("load",), "close_door"),
        (("load", "clamp"), "unload"),
        (("load", "clamp", "close_door"), "unclamp"),
        (("load", "clamp", "close_door"), "unload"),
        ((), "start_cycle"),
        (("load",), "start_cycle"),
        (("load", "clamp"), "start_cycle"),
    ],
)
def test_interlocks_refuse_and_nothing_moves(bench: Any, before: tuple[str, ...], command: str) -> None:
    bench.receive()
    do(bench, *before)
    state = (machine(bench).door, machine(bench).clamped, machine(bench).product)
    values = {"load": {"serial": SERIAL}, "unload": {"serial": SERIAL}, "start_cycle": LEAK_TEST}.get(command, {})
    end = bench.do("tester/machine", command, **values)
    assert (end.state, end.error_code) == (CommandState.FAILED, "machine.interlock")
    assert (machine(bench).door, machine(bench).clamped, machine(bench).product) == state


def test_the_door_stays_closed_until_the_cycle_is_over(bench: Any) -> None:
    loaded(bench)
    began_s = bench.now_s
    bench.equipment.command("tester", "machine", "cycle", "start_cycle", LEAK_TEST, began_s)
    (waits,) = bench.equipment.command("tester", "machine", "open", "open_door", {}, began_s + 1.0)
    assert waits.state is CommandState.RUNNING
    bench.equipment.advance(began_s + 45.9)
    assert machine(bench).door.value == "closed"
    ends = [item for item in bench.equipment.advance(began_s + 60.0) if item.state is CommandState.SUCCEEDED]
    assert [(item.command_id, item.at_s >= began_s + 46.0) for item in ends] == [("cycle", True), ("open", True)]
    assert machine(bench).door.value == "open"


def test_a_product_inside_the_machine_counts_as_taken_in(bench: Any) -> None:
    loaded(bench)
    bench.done("tester/station", "take_in", serial=SERIAL)
    assert machine(bench).product.serial == SERIAL


@pytest.mark.parametrize(
    ("before", "command"),
    [
        ((), "open_door"),
        (("load",), "load"),
        (("load", "clamp"), "clamp"),
        (("load",), "unclamp"),
        (("load", "clamp", "close_door"), "close_door"),
        (("load", "unload"), "unload"),
    ],
)
def test_what_is_so_already_takes_no_time(bench: Any, before: tuple[str, ...], command: str) -> None:
    bench.receive()
    do(bench, *before)
    began_s = bench.now_s
    do(bench, command)
    assert bench.now_s == began_s


def test_the_wrong_product_is_neither_loaded_nor_unloaded(bench: Any) -> None:
    bench.receive()
    do(bench, "load")
    for command in ("load", "unload"):
        assert bench.do("tester/machine", command, serial="WO-9-001").error_code == "machine.interlock"


def leak_seen(curve: Any) -> Any:
    times, pressure = np.array(curve["time_s"]), np.array(curve["pressure_pa"])
    measuring = (times > 23.0) & (times < 43.0)
    return -np.polyfit(times[measuring], pressure[measuring], 1)[0] * LEAK_TEST["volume_m3"]


def test_a_leak_test_measures_the_leak_that_the_tray_has(bench_with: Any) -> None:
    fault = {"fault": "leaking_coupling", "serial": SERIAL, "coupling": "supply", "leak_pa_m3_s": 0.005}
    sound, leaking = bench_with(), bench_with(fault)
    began_s = complete(sound).now_s
    assert leak_seen(sound.done("tester/machine", "start_cycle", **LEAK_TEST)["curve"]) < 3e-4
    assert sound.now_s - began_s == pytest.approx(46.0)
    complete(leaking)
    assert leak_seen(leaking.done("tester/machine", "start_cycle", **LEAK_TEST)["curve"]) == pytest.approx(
        0.005, rel=0.1
    )


def test_a_loop_with_an_open_coupling_does_not_come_to_pressure(bench: Any) -> None:
    loaded(bench)
    curve = bench.done("tester/machine", "start_cycle", **LEAK_TEST)["curve"]
    assert max(curve["pressure_pa"]) < 0.9 * LEAK_TEST["fill_pressure_pa"]


def test_a_complete_tray_measures_within_its_limits(bench: Any) -> None:
    complete(bench)
    for item in bench.done("tester/machine", "start_cycle", **FUNCTION_TEST)["measurements"]:
        assert item["low"] <= item["value"] <= item["high"]


def test_a_tray_that_is_not_complete_does_not_switch_on(bench: Any) -> None:
    loaded(bench)
    measurements = bench.done("tester/machine", "start_cycle", **FUNCTION_TEST)["measurements"]
    assert [item["value"] for item in measurements] == [0.0, 0.0]


@pytest.mark.parametrize(("times", "seen"), [(None, [True, True]), (1, [True, False])])
def test_a_function_fault_puts_its_measurement_out_of_limits(bench_with: Any, times: Any, seen: Any) -> None:
    fault = {"fault": "function_fault", "serial": SERIAL, "measurement": "coolant_flow"}
    bench = complete(bench_with(fault if times is None else fault | {"times": times}))
    for faulty in seen:
        voltage, flow = bench.done("tester/machine", "start_cycle", **FUNCTION_TEST)["measurements"]
        assert voltage["low"] <= voltage["value"] <= voltage["high"]
        assert (flow["value"] > flow["high"]) is faulty


def test_a_cycle_fault_stops_the_machine_halfway_and_once(bench_with: Any) -> None:
    bench = loaded(bench_with({"fault": "cycle_fault", "serial": SERIAL, "program": "leak_test"}))
    began_s = bench.now_s
    assert bench.do("tester/machine", "start_cycle", **LEAK_TEST).error_code == "machine.cycle_fault"
    assert bench.now_s - began_s == pytest.approx(23.0)
    bench.done("tester/machine", "start_cycle", **LEAK_TEST)


@pytest.mark.parametrize(
    "changed",
    [{"program": "polish"}, {"volume_m3": 0.0}, {"fill_pressure_pa": None}, {"program": "function_test"}],
)
def test_wrong_programs_are_refused(bench: Any, changed: Any) -> None:
    loaded(bench)
    end = bench.do("tester/machine", "start_cycle", **(LEAK_TEST | changed))
    assert end.error_code == "device.bad_parameter"


def test_a_cancelled_load_leaves_the_product_outside(bench: Any) -> None:
    bench.receive()
    bench.equipment.command("tester", "machine", "load", "load", {"serial": SERIAL}, bench.now_s)
    (end,) = bench.equipment.cancel("tester", "machine", "load", bench.now_s + 1.0)
    assert end.state is CommandState.CANCELLED
    assert bench.equipment.advance(bench.now_s + 100.0) == []
    assert machine(bench).product is None

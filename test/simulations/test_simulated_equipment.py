"""All equipment together: every command once, determinism, time in any steps."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from robot_cells.devices.device_client import CommandState
from robot_cells.errors import DeviceError
from robot_cells.ids import CellId, DeviceId
from robot_cells.lines.device import DeviceKind
from robot_cells.simulations.simulated_device import RESULTS_KEPT

SERIAL = "WO-1-001"
HOME = (0.0, -math.pi / 2, math.pi / 2, -math.pi / 2, -math.pi / 2, 0.0)


def build(bench: Any) -> Any:
    """A tray with one module, two screws, one coupling, looked at."""
    bench.receive()
    bench.place("plate_1")
    bench.fasten("s1", "snug")
    bench.fasten("s1", "final")
    bench.fasten("s2", "final")
    bench.mate("supply")
    bench.done("assembly/camera", "capture")
    return bench


def plain(change: Any) -> Any:
    return replace(change, develop=None) if hasattr(change, "develop") else change


def test_a_command_sent_again_while_it_runs_is_answered_and_not_carried_out_again(bench: Any) -> None:
    equipment = bench.equipment
    (first,) = equipment.command("assembly", "station", "a", "dwell", {"duration_s": 10.0}, 1.0)
    (again,) = equipment.command("assembly", "station", "a", "dwell", {"duration_s": 10.0}, 4.0)
    assert (first.state, first.repeated) == (CommandState.RUNNING, False)
    assert (again.state, again.repeated, again.at_s) == (CommandState.RUNNING, True, 4.0)
    ends = equipment.advance(100.0)
    assert [(end.at_s, end.state) for end in ends] == [(11.0, CommandState.SUCCEEDED)]


def test_a_command_sent_again_after_its_end_is_answered_with_its_result(bench: Any) -> None:
    bench.receive()
    bench.place("plate_1")
    bench.over_screw("s1")
    values = {"screw": "s1", "target_torque_nm": 0.6, "max_angle_rad": 60.0, "stage": "final"}
    equipment = bench.equipment
    equipment.command("assembly", "screwdriver", "a", "fasten", values, bench.now_s)
    (end,) = equipment.advance(bench.now_s + 60.0)
    (again,) = equipment.command("assembly", "screwdriver", "a", "fasten", values, bench.now_s)
    assert again.repeated
    assert (again.state, again.result) == (CommandState.SUCCEEDED, end.result)
    assert math.isinf(equipment.next_event_s)


def test_a_refused_command_sent_again_is_refused_again_though_it_were_possible_now(bench: Any) -> None:
    equipment = bench.equipment
    values = {"serial": SERIAL}
    (refused,) = equipment.command("assembly", "station", "a", "take_in", values, 1.0)
    bench.receive()
    (again,) = equipment.command("assembly", "station", "a", "take_in", values, bench.now_s)
    assert (again.state, again.error_code) == (refused.state, refused.error_code)
    assert again.repeated


def test_the_same_id_on_another_device_is_another_command(bench: Any) -> None:
    (one,) = bench.equipment.command("assembly", "station", "a", "dwell", {"duration_s": 1.0}, 1.0)
    (two,) = bench.equipment.command("intake", "station", "a", "dwell", {"duration_s": 1.0}, 1.0)
    assert not one.repeated and not two.repeated


def test_commands_of_one_device_are_carried_out_one_after_another(bench: Any) -> None:
    equipment = bench.equipment
    for at_s, name in ((1.0, "a"), (2.0, "b"), (3.0, "c")):
        (answer,) = equipment.command("assembly", "station", name, "dwell", {"duration_s": 10.0}, at_s)
        assert answer.state is CommandState.RUNNING
    ends = [end for end in equipment.advance(100.0) if end.state is CommandState.SUCCEEDED]
    assert [(end.command_id, end.at_s) for end in ends] == [("a", 11.0), ("b", 21.0), ("c", 31.0)]


def test_a_command_that_waits_is_refused_only_when_its_turn_comes(bench: Any) -> None:
    equipment = bench.equipment
    equipment.command("assembly", "station", "a", "dwell", {"duration_s": 10.0}, 1.0)
    (waits,) = equipment.command("assembly", "station", "b", "take_in", {"serial": SERIAL}, 2.0)
    assert waits.state is CommandState.RUNNING
    refused = equipment.advance(100.0)[-1]
    assert (refused.command_id, refused.at_s, refused.error_code) == ("b", 11.0, "station.no_product")


def test_the_next_command_begins_when_the_one_before_it_is_cancelled(bench: Any) -> None:
    equipment = bench.equipment
    for name in ("a", "b", "c"):
        equipment.command("assembly", "station", name, "dwell", {"duration_s": 10.0}, 1.0)
    (gone,) = equipment.cancel("assembly", "station", "b", 2.0)
    assert (gone.command_id, gone.state) == ("b", CommandState.CANCELLED)
    equipment.cancel("assembly", "station", "a", 3.0)
    assert [(end.command_id, end.at_s) for end in equipment.advance(100.0)] == [("c", 13.0)]


def test_a_cancelled_command_has_no_effect_and_stays_cancelled(bench: Any) -> None:
    equipment = bench.equipment
    values = {"serial": SERIAL, "product": "tray"}
    equipment.command("assembly", "station", "a", "receive", values, 1.0)
    (end,) = equipment.cancel("assembly", "station", "a", 2.0)
    assert end.state is CommandState.CANCELLED
    assert equipment.advance(100.0) == []
    assert equipment.plant.floor.trays == ()
    (again,) = equipment.command("assembly", "station", "a", "receive", values, 101.0)
    assert (again.state, again.repeated) == (CommandState.CANCELLED, True)


def test_a_command_that_is_cancelled_before_it_came_is_never_carried_out(bench: Any) -> None:
    equipment = bench.equipment
    equipment.cancel("assembly", "station", "a", 1.0)
    (answer,) = equipment.command("assembly", "station", "a", "dwell", {"duration_s": 1.0}, 2.0)
    assert answer.state is CommandState.CANCELLED
    assert math.isinf(equipment.next_event_s)


def test_cancelling_what_has_ended_changes_nothing(bench: Any) -> None:
    end = bench.do("assembly/station", "dwell", duration_s=1.0)
    (answer,) = bench.equipment.cancel("assembly", "station", end.command_id, bench.now_s)
    assert (answer.state, answer.repeated) == (CommandState.SUCCEEDED, True)


def test_ids_are_never_forgotten_though_old_results_are(bench: Any) -> None:
    for _ in range(RESULTS_KEPT + 10):
        bench.do("assembly/arm", "follow_trajectory", points=[{"positions_rad": list(HOME), "time_s": 0.1}])
    first = bench.changes[0].command_id
    (answer,) = bench.equipment.command("assembly", "arm", first, "follow_trajectory", {}, bench.now_s)
    assert (answer.state, answer.repeated, answer.result) == (CommandState.SUCCEEDED, True, {})


@pytest.mark.parametrize(("cell", "device"), [("assembly", "laser"), ("moon", "station"), ("amr", "vehicle")])
def test_a_device_that_is_not_there_is_named(bench: Any, cell: str, device: str) -> None:
    with pytest.raises(DeviceError, match=device):
        bench.equipment.command(cell, device, "a", "dwell", {}, 1.0)


def test_devices_of_other_drivers_are_left_alone(bench_with: Any, vehicle_line: Any) -> Any:
    def real(device: str) -> Any:
        return replace(device, driver="opc_ua") if device.kind is DeviceKind.CAMERA else device

    cells = tuple(replace(cell, devices=tuple(map(real, cell.devices))) for cell in vehicle_line.cells)
    bench = bench_with(line=replace(vehicle_line, cells=cells))
    devices = bench.equipment.sites[CellId("assembly")].devices
    assert DeviceId("camera") not in devices
    assert DeviceId("gripper") in devices


def test_the_same_seed_and_commands_give_the_same_changes_and_trays(bench_with: Any) -> None:
    one, two = build(bench_with()), build(bench_with())
    assert [plain(change) for change in one.changes] == [plain(change) for change in two.changes]
    pictures = [[c.picture for c in bench.changes if getattr(c, "picture", None) is not None] for bench in (one, two)]
    assert len(pictures[0]) == 1
    assert np.array_equal(pictures[0][0], pictures[1][0])
    assert one.tray() == two.tray()


def test_another_seed_gives_other_measurements(bench_with: Any) -> None:
    one, two = build(bench_with(seed=1)), build(bench_with(seed=2))
    assert one.tray().screws != two.tray().screws


def replayed(bench_with: Any, commands: Any, ticks: list[float]) -> Any:
    """The changes when time is advanced at `ticks` besides the commands (time, cell, device, id, name, parameters)."""
    equipment = bench_with().equipment
    changes = []
    pending = sorted(commands, key=lambda item: item[0])
    for tick in [*sorted(ticks), 1_000.0]:
        while pending and pending[0][0] <= tick:
            at_s, cell, device, command_id, name, values = pending.pop(0)
            changes += equipment.command(cell, device, command_id, name, values, at_s)
        changes += equipment.advance(tick)
    return changes


TURNED = [1.0, *HOME[1:]]
COMMANDS = [
    (1.0, "assembly", "station", "r", "receive", {"serial": SERIAL, "product": "tray"}),
    (2.0, "assembly", "arm", "m1", "follow_trajectory", {"points": [{"positions_rad": TURNED, "time_s": 3.0}]}),
    (4.0, "assembly", "arm", "m2", "follow_trajectory", {"points": [{"positions_rad": list(HOME), "time_s": 4.0}]}),
    (11.0, "assembly", "station", "k", "kit", {"serial": SERIAL, "product": "tray"}),
    (12.0, "assembly", "scanner", "s", "scan", {}),
    (12.1, "assembly", "scanner", "s2", "scan", {}),
    (30.0, "assembly", "station", "d", "dwell", {"duration_s": 5.0}),
]


# The fixture only makes benches: examples share nothing through it.
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ticks=st.lists(st.floats(0.0, 60.0), max_size=40))
def test_large_and_small_steps_of_time_give_the_same(bench_with: Any, ticks: list[float]) -> None:
    assert replayed(bench_with, COMMANDS, ticks) == replayed(bench_with, COMMANDS, [])


def test_changes_come_in_the_order_of_time_and_at_their_own_times(bench_with: Any) -> None:
    changes = replayed(bench_with, COMMANDS, [])
    times = [change.at_s for change in changes]
    assert times == sorted(times)
    dwell = [change.at_s for change in changes if getattr(change, "command_id", "") == "d"]
    assert dwell == [30.0, 35.0]


def test_time_that_is_past_changes_nothing(bench: Any) -> None:
    bench.equipment.advance(10.0)
    assert bench.equipment.advance(5.0) == []
    assert bench.equipment.now_s == 10.0

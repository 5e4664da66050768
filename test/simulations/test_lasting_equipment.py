"""Simulated equipment that begins again: it is where it was, and nothing is done twice."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from robot_cells.devices.device_client import CommandState
from robot_cells.errors import BringupError
from robot_cells.ids import CellId, DeviceId
from robot_cells.simulations import simulated_camera
from robot_cells.simulations.fault_plan import parse_faults
from robot_cells.simulations.ground_truth import TRUTH_LOG, tray_state
from robot_cells.simulations.lasting_equipment import COMMAND_LOG, LastingEquipment

SERIAL = "WO-1-001"
LEAK = {"fault": "leaking_coupling", "serial": SERIAL, "coupling": "supply", "leak_pa_m3_s": 0.01}
Open = Callable[..., Any]


@pytest.fixture
def opened(bench_with: Any, tmp_path: Path) -> Open:
    """Makes a bench whose equipment lasts, in a folder of the test; every call is another process on it."""

    def make(*faults: Mapping[str, object], seed: int = 7, folder: str = "run", reserve_s: float = 1.0) -> Any:
        bench = bench_with()
        plant = bench.equipment.plant
        bench.equipment = LastingEquipment(
            plant.line, plant.products, parse_faults(faults), seed, folder=tmp_path / folder, reserve_s=reserve_s
        )
        return bench

    return make


def first_half(bench: Any) -> None:
    bench.receive()
    bench.place("plate_1")
    bench.fasten("s1", "snug")
    bench.pick("coupling")


def second_half(bench: Any, x_m: float = 0.10, y_m: float = 0.55) -> None:
    bench.push_home(x_m, y_m)
    bench.fasten("s1", "final")
    bench.done("assembly/camera", "capture")


def floor(bench: Any) -> list[dict[str, object]]:
    return [tray_state(tray) for tray in bench.equipment.plant.floor.trays]


def test_equipment_that_was_killed_goes_on_exactly_as_if_nothing_had_happened(opened: Open) -> None:
    whole = opened(LEAK, folder="whole", reserve_s=0.0)
    first_half(whole)
    second_half(whole)

    before = opened(LEAK, folder="parted", reserve_s=0.0)
    first_half(before)
    after = opened(LEAK, folder="parted", reserve_s=0.0)
    assert floor(after) == floor(before)
    assert after.equipment.arms()[0].positions(after.now_s) == before.equipment.arms()[0].positions(before.now_s)
    after.located, after._count, after.held = before.located, before._count, before.held
    second_half(after)

    assert floor(after) == floor(whole)
    assert after.now_s == whole.now_s
    assert after.equipment.plant.faults.happened == whole.equipment.plant.faults.happened
    assert (
        after.equipment.plant.truth.document([], [])["executions"]
        == whole.equipment.plant.truth.document([], [])["executions"]
    )


def test_a_command_that_was_under_way_ends_at_its_time(opened: Open) -> None:
    opened(reserve_s=0.5).equipment.command("assembly", "station", "a#1/1", "dwell", {"duration_s": 10.0}, 2.0)
    again = opened(reserve_s=0.5).equipment
    assert again.next_event_s == 12.0
    (end,) = again.advance(12.0)
    assert (end.command_id, end.state, end.at_s) == ("a#1/1", CommandState.SUCCEEDED, 12.0)


def test_a_command_sent_again_to_the_new_process_is_not_carried_out_again(opened: Open) -> None:
    opened().equipment.command("assembly", "station", "a#1/1", "dwell", {"duration_s": 0.5}, 2.0)
    again = opened(reserve_s=1.0).equipment
    (answer,) = again.command("assembly", "station", "a#1/1", "dwell", {"duration_s": 0.5}, 4.0)
    assert (answer.state, answer.repeated) == (CommandState.SUCCEEDED, True)
    (execution,) = again.plant.truth.document([], [])["executions"]
    assert execution["count"] == 1


def test_cancelled_and_refused_commands_stay_so(opened: Open) -> None:
    first = opened().equipment
    first.cancel("assembly", "station", "early#1/1", 1.0)
    first.command("assembly", "camera", "blind#1/1", "capture", {}, 1.0)
    again = opened().equipment
    for device, command_id, state in (
        ("station", "early#1/1", CommandState.CANCELLED),
        ("camera", "blind#1/1", CommandState.FAILED),
    ):
        (answer,) = again.command("assembly", device, command_id, "dwell", {"duration_s": 1.0}, 3.0)
        assert (answer.state, answer.repeated) == (state, True)


def test_time_goes_on_no_earlier_than_it_was_told(opened: Open) -> None:
    first = opened(reserve_s=5.0).equipment
    first.advance(100.0)
    first.advance(103.0)
    assert 103.0 <= opened(reserve_s=5.0).now_s <= 105.0


def test_after_an_orderly_end_time_goes_on_where_it_stood(opened: Open) -> None:
    first = opened(reserve_s=50.0).equipment
    first.advance(100.0)
    first.close()
    assert opened().now_s == 100.0


def test_the_record_of_truth_is_written_whole_again(opened: Open, tmp_path: Path) -> None:
    first_half(opened())
    log = tmp_path / "run" / TRUTH_LOG
    whole = log.read_text()
    log.write_text(whole[: len(whole) // 2])
    opened()
    assert log.read_text() == whole


def test_going_through_the_log_draws_no_picture(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    bench = opened()
    bench.receive()
    bench.done("assembly/camera", "capture")
    drawn: list[object] = []
    monkeypatch.setattr(simulated_camera, "render", lambda *arguments: drawn.append(arguments))
    assert opened().now_s >= bench.now_s
    assert drawn == []


def test_a_line_that_the_kill_tore_off_was_never_obeyed(opened: Open, tmp_path: Path) -> None:
    opened().equipment.command("assembly", "station", "a#1/1", "dwell", {"duration_s": 10.0}, 2.0)
    with (tmp_path / "run" / COMMAND_LOG).open("a") as log:
        log.write('{"kind":"command","at_s":3.0,"cell":"assembly","device":"scan')
    again = opened().equipment
    assert again.sites[CellId("assembly")].devices[DeviceId("station")].running_id == "a#1/1"
    again.command("assembly", "station", "b#1/1", "dwell", {"duration_s": 1.0}, 3.0)
    assert opened().equipment.plant.truth.document([], [])["executions"]


@pytest.mark.parametrize(
    ("line", "changed", "what"),
    [
        (2, "{", "is damaged"),
        (2, "[]", "is damaged"),
        (2, '{"kind": "command"}', "is damaged"),
        (2, '{"kind": "command", "at_s": 1.0, "colour": "red"}', "is damaged"),
        (1, '{"kind": "begun", "at_s": 0.0, "version": 99}', "not written by this version"),
        (1, '{"kind": "until", "at_s": 0.0}', "not written by this version"),
    ],
)
def test_a_damaged_log_is_refused_with_its_place(
    opened: Open, tmp_path: Path, line: int, changed: str, what: str
) -> None:
    opened().equipment.command("assembly", "station", "a#1/1", "dwell", {"duration_s": 10.0}, 2.0)
    path = tmp_path / "run" / COMMAND_LOG
    lines = path.read_text().splitlines()
    lines[line - 1] = changed
    path.write_text("\n".join(lines) + "\n")
    with pytest.raises(BringupError, match=what) as error:
        opened()
    assert error.value.where.startswith(str(path))
    assert error.value.remedy


@pytest.mark.parametrize(
    ("faults", "seed", "what"), [((LEAK,), 8, "seed 7, not 8"), (({**LEAK, "coupling": "return"},), 7, "other faults")]
)
def test_a_run_does_not_go_on_with_another_seed_or_other_faults(
    opened: Open, faults: Any, seed: int, what: str
) -> None:
    opened(LEAK)
    with pytest.raises(BringupError, match=what):
        opened(*faults, seed=seed)


def test_a_run_that_goes_on_without_naming_faults_keeps_those_it_began_with(opened: Open) -> None:
    opened(LEAK)
    (fault,) = opened().equipment.plant.faults.pending
    assert fault.model_dump() == LEAK


def test_every_line_of_the_log_is_json_and_says_when(opened: Open, tmp_path: Path) -> None:
    first_half(opened())
    lines = [json.loads(line) for line in (tmp_path / "run" / COMMAND_LOG).read_text().splitlines()]
    assert lines[0]["kind"] == "begun"
    assert {line["kind"] for line in lines[1:]} == {"command", "until"}
    assert all(isinstance(line["at_s"], float) for line in lines)

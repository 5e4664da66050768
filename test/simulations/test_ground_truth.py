"""The witness of what was physically done."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from robot_cells.devices.device_client import CommandState
from robot_cells.simulations.change import DeviceChange
from robot_cells.simulations.ground_truth import Execution, GroundTruth, attempt_of

SERIAL = "WO-1-001"


def lines(folder: Path) -> Any:
    return [json.loads(line) for line in (folder / "truth.jsonl").read_text().splitlines()]


@pytest.mark.parametrize(
    ("command_id", "attempt_id"),
    [
        ("9f2c41aa:WO-1/001/fasten.1#2/17", "9f2c41aa:WO-1/001/fasten.1#2"),
        ("9f2c41aa:WO-1/001/fasten.1#12:snug", "9f2c41aa:WO-1/001/fasten.1#12"),
        ("9f2c41aa:WO-1/001/fasten.1#3", "9f2c41aa:WO-1/001/fasten.1#3"),
        ("by hand", ""),
        ("a#b", ""),
    ],
)
def test_the_attempt_is_read_off_the_command_id(command_id: str, attempt_id: str) -> None:
    assert attempt_of(command_id) == attempt_id


def test_every_execution_is_counted_under_what_it_was_done_to(bench_with: Any, tmp_path: Path) -> None:
    bench = bench_with(folder=tmp_path)
    bench.receive()
    bench.place("plate_1")
    bench.fasten("s1", "snug")
    bench.fasten("s1", "snug")
    bench.equipment.close()
    counts = json.loads((tmp_path / "truth.json").read_text())["executions"]
    (snug,) = [item for item in counts if item["command"] == "fasten"]
    assert {**snug, "command_ids": len(snug["command_ids"])} == {
        "serial": SERIAL,
        "cell": "assembly",
        "device": "screwdriver",
        "command": "fasten",
        "subject": "s1:snug",
        "attempt_id": "9f2c41aa:WO-1/001/work.1#1",
        "count": 2,
        "command_ids": 2,
    }


def test_a_repetition_is_counted_as_one_and_not_as_an_execution(bench_with: Any, tmp_path: Path) -> None:
    bench = bench_with(folder=tmp_path)
    for at_s in (1.0, 2.0):
        bench.equipment.command("assembly", "station", "a#1/1", "dwell", {"duration_s": 10.0}, at_s)
    bench.equipment.advance(20.0)
    bench.equipment.close()
    truth = json.loads((tmp_path / "truth.json").read_text())
    assert truth["repeated_commands"] == 1
    assert [item["count"] for item in truth["executions"]] == [1]
    assert [line["event"] for line in lines(tmp_path)] == ["began", "repeated", "ended"]


def test_a_refused_command_is_logged_and_not_counted(bench_with: Any, tmp_path: Path) -> None:
    bench = bench_with(folder=tmp_path)
    bench.do("assembly/station", "take_in", serial=SERIAL)
    bench.equipment.close()
    (line,) = lines(tmp_path)
    assert (line["event"], line["command"], line["error_code"]) == ("refused", "take_in", "station.no_product")
    assert json.loads((tmp_path / "truth.json").read_text())["executions"] == []


def test_the_log_is_on_disk_at_every_line_without_being_closed(bench_with: Any, tmp_path: Path) -> None:
    bench = bench_with(folder=tmp_path)
    bench.equipment.command("assembly", "station", "a#1/1", "dwell", {"duration_s": 10.0}, 1.0)
    assert [line["event"] for line in lines(tmp_path)] == ["began"]
    bench.equipment.advance(20.0)
    ended = lines(tmp_path)[-1]
    assert (ended["event"], ended["state"], ended["at_s"]) == ("ended", "succeeded", 11.0)


def test_a_second_run_in_the_same_folder_adds_to_the_log(tmp_path: Path) -> None:
    for command_id in ("a#1", "b#1"):
        truth = GroundTruth(tmp_path)
        truth.began(1.0, command_id, Execution("", "c", "d", "x", "", command_id))
        truth.ended(DeviceChange(2.0, "c", "d", command_id, CommandState.SUCCEEDED), "")
        truth.close()
    assert [line["command_id"] for line in lines(tmp_path)] == ["a#1", "a#1", "b#1", "b#1"]


def test_the_log_names_what_was_really_done(bench_with: Any, tmp_path: Path) -> None:
    bench = bench_with(folder=tmp_path)
    bench.receive()
    bench.place("plate_1")
    released = [line for line in lines(tmp_path) if line.get("command") == "release" and line["event"] == "ended"]
    assert [line["subject"] for line in released] == ["plate_1"]


def test_products_that_left_and_products_on_the_floor_are_kept_in_their_true_state(
    bench_with: Any, tmp_path: Path
) -> None:
    fault = {"fault": "missing_module", "serial": SERIAL, "module": "plate_1"}
    bench = bench_with(fault, folder=tmp_path)
    bench.receive()
    bench.place("plate_1")
    bench.done("assembly/station", "release", serial=SERIAL)
    bench.receive("WO-1-002")
    bench.equipment.close()
    truth = json.loads((tmp_path / "truth.json").read_text())
    (left,), (there,) = truth["released"], truth["on_floor"]
    assert (left["serial"], left["is_complete"], left["modules"]) == (SERIAL, False, {})
    assert there["serial"] == "WO-1-002"
    assert truth["faults"] == [fault]


def test_without_a_folder_nothing_is_written_and_all_is_counted(bench: Any) -> None:
    bench.receive()
    bench.equipment.close()
    document = bench.equipment.plant.truth.document((), ())
    assert [item["command"] for item in document["executions"]] == ["receive", "kit", "take_in"]

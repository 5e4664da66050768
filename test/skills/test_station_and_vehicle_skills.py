"""Skills of one command to a station or a vehicle."""

from __future__ import annotations

from typing import Any

import pytest

from robot_cells.processes.runner import RunStatus
from robot_cells.skills.scripted_device import Answer

WHO = {"serial": "S-1", "product": "tray"}


@pytest.mark.parametrize(
    ("skill", "given", "device", "command", "parameters"),
    [
        ("receive", {}, "station", "receive", WHO),
        ("release", {}, "station", "release", {"serial": "S-1"}),
        ("dwell", {"duration_s": 3}, "station", "dwell", {"duration_s": 3.0}),
        ("changeover", {"changeover_s": 30}, "station", "changeover", {"duration_s": 30.0}),
        ("travel", {"to": "c2", "distance_m": 12}, "vehicle", "travel", {"to": "c2", "distance_m": 12.0}),
        ("dock", {"at": "c2"}, "vehicle", "dock", {"at": "c2"}),
        (
            "transfer",
            {"direction": "load", "at": "c2"},
            "vehicle",
            "transfer",
            {"direction": "load", "at": "c2", "serial": "S-1"},
        ),
    ],
)
def test_one_command_is_given(
    bench: Any, skill: str, given: dict[str, Any], device: str, command: str, parameters: dict[str, Any]
) -> None:
    assert bench.run(skill, located=False, **given).status is RunStatus.SUCCEEDED
    (only,) = bench.devices[device].executed
    assert (only.command, only.parameters) == (command, parameters)


@pytest.mark.parametrize(("skill", "name"), [("changeover", "changeover_s"), ("dwell", "duration_s")])
def test_a_duration_of_zero_commands_nothing(bench: Any, skill: str, name: str) -> None:
    assert bench.run(skill, located=False, **{name: 0.0}).status is RunStatus.SUCCEEDED
    assert bench.devices["station"].executed == []


def test_the_result_says_of_a_change_over_that_it_is_finished_and_nothing_of_one_that_is_not(bench: Any) -> None:
    assert bench.run("changeover", located=False, changeover_s=30.0).result == {"changed_over": True}
    assert bench.run("changeover", located=False, changeover_s=0.0).result == {}
    bench.script("station", changeover=Answer(5.0, error_code="station.fault"))
    failed = bench.run("changeover", located=False, changeover_s=30.0)
    assert (failed.status, failed.result) == (RunStatus.FAILED, {})


def test_the_kit_is_in_the_result(bench: Any) -> None:
    bench.script("station", kit=Answer(20.0, {"parts": ["board"]}))
    assert bench.run("kit", located=False).result == {"parts": ["board"]}


@pytest.mark.parametrize("answer", [{}, {"x_m": 1.0, "y_m": "far", "yaw_rad": 0.0}, {"x_m": None, "y_m": 1}])
def test_a_place_that_is_none_fails_take_in(bench: Any, answer: dict[str, Any]) -> None:
    bench.script("station", take_in=Answer(4.0, answer))
    runner = bench.run("take_in", located=False)
    assert runner.failure is not None
    assert runner.failure.code == "skill.unfit_answer"


def test_a_device_that_fails_gives_its_code_to_the_step(bench: Any) -> None:
    bench.script("vehicle", travel=Answer(5.0, error_code="vehicle.blocked"))
    runner = bench.run("travel", located=False, to="c2")
    assert runner.failure is not None
    assert runner.failure.code == "vehicle.blocked"

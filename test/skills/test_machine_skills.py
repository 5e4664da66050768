"""Skills that tend a machine."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from robot_cells.processes.runner import RunStatus
from robot_cells.skills.scripted_device import Answer

TESTS = [
    {"name": "current", "unit": "A", "low": 8.0, "high": 14.0},
    {"name": "voltage", "unit": "V", "low": 11.4, "high": 12.6},
]


def pressure(leak_pa_m3_s: float = 1e-5, filled_pa: float = 200_000.0) -> Answer:
    time = np.linspace(0.0, 34.0, 170)
    curve = np.where(time < 5.0, filled_pa * time / 4.9, filled_pa - leak_pa_m3_s / 5e-4 * (time - 5.0))
    curve = np.minimum(curve, filled_pa) * (time < 32.0)
    return Answer(34.0, {"curve": {"time_s": time.tolist(), "pressure_pa": curve.tolist()}})


def values(current: object, voltage: object) -> Answer:
    rows = [
        {"name": name, "value": value, "unit": "?", "low": -1e9, "high": 1e9}
        for name, value in (("current", current), ("voltage", voltage))
        if value != "missing"
    ]
    return Answer(5.0, {"measurements": rows})


HANDSHAKE = ["clamp", "close_door", "start_cycle", "open_door", "unclamp"]


@pytest.mark.parametrize(
    ("skill", "given", "answer"),
    [
        ("leak_test", {}, pressure()),
        ("function_test", {"tests": TESTS}, values(10.0, 12.0)),
        ("run_cycle", {"program": "wash", "values": {"hot": True}}, Answer(9.0, {"clean": True})),
    ],
)
def test_the_handshake_keeps_its_order(bench: Any, skill: str, given: dict[str, Any], answer: Answer) -> None:
    machine = bench.script("machine", start_cycle=answer)
    runner = bench.run(skill, located=False, **given)
    assert runner.status is RunStatus.SUCCEEDED, runner.failure
    assert machine.commands() == HANDSHAKE


def test_a_product_goes_in_and_out_through_an_open_machine(bench: Any) -> None:
    bench.run("load_machine", located=False)
    assert bench.devices["machine"].commands() == ["open_door", "unclamp", "load"]
    bench.script("machine")
    bench.run("unload_machine", located=False)
    assert bench.devices["machine"].commands() == ["open_door", "unclamp", "unload"]
    assert bench.devices["machine"].executed[-1].parameters == {"serial": "S-1"}


@pytest.mark.parametrize("command", ["clamp", "close_door", "start_cycle", "open_door"])
def test_nothing_follows_a_refused_command(bench: Any, command: str) -> None:
    machine = bench.script("machine", **{"start_cycle": pressure(), command: Answer(error_code="machine.interlock")})
    runner = bench.run("leak_test", located=False)
    assert runner.failure is not None
    assert runner.failure.code == "machine.interlock"
    assert machine.commands()[-1] == command


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (pressure(4.9e-4), None),
        (pressure(5.1e-4), "leak_test.leak"),
        (pressure(0.02), "leak_test.leak"),
        (pressure(filled_pa=150_000.0), "leak_test.no_pressure"),
        (pressure(filled_pa=0.0), "leak_test.no_pressure"),
        (Answer(5.0, {"curve": {"time_s": [0, 1], "pressure_pa": [1, 2]}}), "skill.unfit_answer"),
        (Answer(5.0, error_code="machine.cycle_fault"), "machine.cycle_fault"),
    ],
)
def test_the_loop_is_judged_by_its_curve(bench: Any, answer: Answer, code: str | None) -> None:
    bench.script("machine", start_cycle=answer)
    runner = bench.run("leak_test", located=False)
    assert (runner.failure.code if runner.failure else None) == code
    if code is None or code.startswith("leak_test"):
        assert runner.result["verdict"] == ("pass" if code is None else "fail")
        assert runner.result["measurements"][1]["curve"]["pressure_pa"]


@pytest.mark.parametrize(
    ("current", "voltage", "code", "text"),
    [
        (10.0, 12.0, None, ""),
        (8.0, 12.6, None, ""),
        (7.99, 12.0, "function_test.out_of_limits", "current 7.99 A (8.0 to 14.0)"),
        (10.0, 13.0, "function_test.out_of_limits", "voltage 13.0 V"),
        (10.0, "missing", "function_test.not_measured", "voltage None"),
        (10.0, None, "function_test.not_measured", "voltage None"),
        (True, 12.0, "function_test.not_measured", "current None"),
        (float("nan"), 12.0, "function_test.out_of_limits", "current nan"),
    ],
)
def test_values_are_judged_by_the_limits_asked_for(
    bench: Any, current: object, voltage: object, code: str | None, text: str
) -> None:
    bench.script("machine", start_cycle=values(current, voltage))
    runner = bench.run("function_test", located=False, tests=TESTS)
    assert (runner.failure.code if runner.failure else None) == code
    if runner.failure is not None:
        assert text in runner.failure.message


@pytest.mark.parametrize("test", [{"name": "a"}, {"name": "a", "low": 2, "high": 1}, {"low": 1, "high": 2}, 3])
def test_a_test_that_cannot_be_judged_is_not_run(bench: Any, test: object) -> None:
    runner = bench.run("function_test", located=False, tests=[test])
    assert runner.failure is not None
    assert runner.failure.code == "process.invalid"
    assert bench.devices["machine"].executed == []

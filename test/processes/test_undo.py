"""What undoes the steps of an attempt that is cancelled, stopped at once, or aborted."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from robot_cells.orders.cancel_policy import CancelPolicy
from robot_cells.processes.process_reader import parse_process
from robot_cells.processes.runner import RunStatus
from robot_cells.skills.scripted_device import Answer

FINISH_STEP, PARK, STOP_NOW = CancelPolicy
ENDS = {
    "on_cancel": "{skill: dock, with: {at: whole.cancelled}}",
    "on_abort": "{skill: dock, with: {at: whole.aborted}}",
    "park": "{skill: dock, with: {at: parked}}",
}


def step(name: str, inner: str = "{skill: dwell, with: {duration_s: 5}}") -> str:
    undo = ", ".join(f"{key}: {{skill: dock, with: {{at: {name}.{word}}}}}" for key, word in WORDS.items())
    return f"{inner[:-1]}, {undo}}}"


WORDS = {"on_cancel": "cancelled", "on_abort": "aborted"}
TREE = f"sequence: [{step('a')}, {step('b', f'{{sequence: [{step(chr(99))}, {step(chr(100))}]}}')}, {step('e')}]"
"""a, then b made of c and d, then e; each takes 5 s and can be undone."""


def undone(bench: Any) -> list[object]:
    return [given.parameters["at"] for given in bench.devices["vehicle"].executed]


CANCELS = [
    (1.0, FINISH_STEP, ["a.cancelled", "whole.cancelled"]),
    (1.0, PARK, ["a.cancelled", "whole.cancelled", "parked"]),
    (6.0, FINISH_STEP, ["c.cancelled", "b.cancelled", "a.cancelled", "whole.cancelled"]),
    (11.0, FINISH_STEP, ["d.cancelled", "c.cancelled", "b.cancelled", "a.cancelled", "whole.cancelled"]),
    (16.0, FINISH_STEP, ["whole.cancelled"]),  # the last step ends: everything was done
    (1.0, STOP_NOW, ["a.aborted", "whole.aborted"]),
    (6.0, STOP_NOW, ["c.aborted", "b.aborted", "a.aborted", "whole.aborted"]),
    (16.0, STOP_NOW, ["e.aborted", "d.aborted", "c.aborted", "b.aborted", "a.aborted", "whole.aborted"]),
]


@pytest.mark.parametrize(("after_s", "policy", "expected"), CANCELS, ids=str)
def test_what_was_begun_last_is_undone_first_and_what_was_not_begun_is_not(
    bench: Any, after_s: float, policy: CancelPolicy, expected: list[str]
) -> None:
    runner = bench.start(TREE, **ENDS)
    bench.advance(after_s)
    runner.cancel(policy)
    runner.tick()
    assert bench.advance(5.0) is (RunStatus.SUCCEEDED if expected == ["whole.cancelled"] else RunStatus.CANCELLED)
    assert undone(bench) == expected


def test_nothing_is_undone_before_every_device_stands_still(bench: Any) -> None:
    bench.script("station", stop_s=2.0, dwell=Answer(after_s=5.0))
    runner = bench.start(TREE)
    bench.advance(1.0)
    runner.cancel(STOP_NOW)
    assert bench.advance(1.9) is RunStatus.RUNNING
    assert undone(bench) == []
    assert bench.advance(0.2) is RunStatus.CANCELLED
    assert undone(bench) == ["a.aborted"]


@pytest.mark.parametrize("before", [[], [FINISH_STEP]], ids=["at work", "already cancelled"])
def test_an_abort_moves_nothing_any_more(bench: Any, before: list[CancelPolicy]) -> None:
    runner = bench.start(TREE, **ENDS)
    bench.advance(6.0)
    for policy in before:
        runner.cancel(policy)
        runner.tick()
    runner.abort()
    assert bench.advance(10.0) is RunStatus.CANCELLED
    assert (undone(bench), len(bench.devices["station"].cancelled)) == ([], 1)


def test_an_abort_while_steps_are_undone_stops_that_too(bench: Any) -> None:
    bench.script("vehicle", dock=Answer(after_s=5.0))
    runner = bench.start(TREE, **ENDS)
    bench.advance(6.0)
    runner.cancel(STOP_NOW)
    bench.advance(1.0)
    runner.abort()
    assert bench.advance(10.0) is RunStatus.CANCELLED
    assert (undone(bench), len(bench.devices["vehicle"].cancelled)) == (["c.aborted"], 1)


def test_a_failed_undoing_is_told_and_the_others_are_done_all_the_same(bench: Any) -> None:
    bench.script("vehicle", dock=Answer(error_code="vehicle.blocked"))
    runner = bench.start(TREE)
    bench.advance(6.0)
    runner.cancel(FINISH_STEP)
    assert bench.advance(5.0) is RunStatus.FAILED
    assert runner.failure is not None and runner.failure.code == "vehicle.blocked"
    assert undone(bench) == ["c.cancelled", "b.cancelled", "a.cancelled"]


def test_a_step_that_failed_by_itself_is_not_undone(bench: Any) -> None:
    bench.script("scanner", scan=Answer(error_code="scanner.no_read"))
    tree = f"sequence: [{{fallback: [{step('scan', '{skill: scan_code}')}, {step('a')}]}}, {step('b')}, {step('c')}]"
    runner = bench.start(tree)
    bench.advance(6.0)
    runner.cancel(FINISH_STEP)
    assert bench.advance(5.0) is RunStatus.CANCELLED
    assert undone(bench) == ["b.cancelled", "a.cancelled"]


def test_a_run_that_is_not_cancelled_undoes_nothing(bench: Any) -> None:
    assert bench.finish(TREE, **ENDS).status is RunStatus.SUCCEEDED
    assert undone(bench) == []


FAULTS = [
    ("{skill: dwell, with: {duration_s: 1}, on_cancel: {skill: dok, with: {at: x}}}", "tree.on_cancel.skill"),
    ("{skill: dwell, with: {duration_s: 1}, on_abort: {skill: dock}}", "tree.on_abort: `dock` wants `at`"),
    ("{sequence: [{set: {x: 1}, on_abort: {skill: dwell, with: {duration_s: '${y}'}}}]}", "there is no `y`"),
    (
        "{set: {x: 1}, on_cancel: {skill: dock, with: {at: x}, on_abort: {skill: dock, with: {at: x}}}}",
        "what undoes a step is not undone itself",
    ),
]


@pytest.mark.parametrize(("tree", "expected"), FAULTS)
def test_faults_of_what_undoes_a_step_are_found_before_anything_moves(tree: str, expected: str) -> None:
    model, faults = parse_process({"process": "p", "tree": yaml.safe_load(tree)})
    assert model is not None
    found = [f"{'.'.join(map(str, item.path))}: {item.what}; {item.remedy}" for item in faults]
    assert any(expected in item for item in found), found

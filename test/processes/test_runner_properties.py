"""Whatever the tree, the devices and the moment of a cancel: a run comes to an orderly end."""

from __future__ import annotations

import math
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from robot_cells.clock import VirtualClock
from robot_cells.devices.device_client import CommandState
from robot_cells.ids import AttemptId, DeviceId, SerialNumber
from robot_cells.lines.device import Device, DeviceKind
from robot_cells.orders.cancel_policy import CancelPolicy
from robot_cells.processes.process_model import ProcessModel
from robot_cells.processes.runner import Runner, RunOrder, RunStatus
from robot_cells.skills.registry import load_skills
from robot_cells.skills.scripted_device import Answer, ScriptedDevice
from robot_cells.skills.workplace import Workplace

ANSWERS = st.one_of(
    st.builds(Answer, after_s=st.sampled_from([0.0, 1.0, 3.0])),
    st.builds(Answer, after_s=st.sampled_from([0.0, 2.0]), error_code=st.sampled_from(["vehicle.a", "vehicle.b"])),
    st.just(Answer.never()),
    st.just(Answer(rejects=True)),
)


@st.composite
def trees(draw: st.DrawFn, depth: int = 3) -> dict[str, Any]:
    """Any tree of a few nodes."""
    kind = draw(st.integers(0, 10)) if depth else draw(st.integers(0, 3))

    def child() -> dict[str, Any]:
        return draw(trees(depth - 1))

    def children() -> list[dict[str, Any]]:
        return [child() for _ in range(draw(st.integers(1, 3)))]

    match kind:
        case 1:
            return {"set": {"x": 1}}
        case 2:
            return {"fail": {"code": "own.fault", "message": "m"}}
        case 3:
            return {
                "prompt": {"text": "t", "choices": ["a"], "timeout_s": 5, "default": draw(st.sampled_from(["", "a"]))}
            }
        case 4:
            return {"sequence": children()}
        case 5:
            return {"fallback": children()}
        case 6:
            return {"parallel": {"policy": draw(st.sampled_from(["fail_fast", "wait_for_all"])), "do": children()}}
        case 7:
            codes = draw(st.sampled_from([[], ["vehicle.a"], ["device*"]]))
            retry = {"attempts": 3, "backoff_s": draw(st.sampled_from([0.0, 1.5])), "codes": codes, "do": child()}
            return {"retry": retry | ({"recover": child()} if draw(st.booleans()) else {})}
        case 8:
            return {"timeout": {"duration_s": draw(st.sampled_from([0.5, 4.0])), "do": child()}}
        case 9:
            return {"finally": {"do": child(), "always": child()}}
        case 10:
            return {"condition": {"if": draw(st.sampled_from(["${1}", "${0}"])), "then": child(), "else": child()}}
    return {"skill": "dock", "with": {"at": "c"}}


@settings(max_examples=400, deadline=None)
@given(
    tree=trees(),
    answers=st.lists(ANSWERS, min_size=1, max_size=12),
    stop_s=st.sampled_from([0.0, 1.0, math.inf]),
    cancel=st.one_of(st.none(), st.tuples(st.sampled_from(list(CancelPolicy)), st.sampled_from([0.0, 0.7, 2.0, 6.0]))),
)
def test_every_run_ends_and_leaves_no_device_at_work(
    tree: dict[str, Any], answers: list[Answer], stop_s: float, cancel: tuple[CancelPolicy, float] | None
) -> None:
    clock = VirtualClock()
    device = ScriptedDevice(clock, {"dock": answers}, stop_s=stop_s)
    process = ProcessModel.model_validate({"process": "p", "tree": tree, "park": {"set": {"parked": True}}})
    runner = Runner(
        process,
        RunOrder(AttemptId("j:t#1"), SerialNumber("S-1")),
        workplace=Workplace("cell", (Device(DeviceId("vehicle"), DeviceKind.VEHICLE),)),
        devices={"vehicle": device},
        clock=clock,
        skills=load_skills(),
    )
    cancel_at_s = cancel[1] if cancel is not None else math.inf
    seen = 0.0
    while runner.tick() is RunStatus.RUNNING:
        assert seen <= runner.progress <= 1.0
        seen = runner.progress
        next_s = min(runner.wake_at_s, device.next_end_s, cancel_at_s)
        assert math.isfinite(next_s), "it waits for nothing"
        assert next_s > clock.now() or cancel_at_s <= clock.now(), "a tick must go as far as it can"
        clock.advance(max(0.0, next_s - clock.now()))
        if cancel is not None and clock.now() >= cancel_at_s:
            runner.cancel(cancel[0])
            cancel_at_s = math.inf
    ids = [command.command_id for command in device.executed]
    assert len(ids) == len(set(ids)), "no command id is used twice"
    at_work = [name for name in ids if device.status(name).state is CommandState.RUNNING]
    if at_work:
        assert runner.failure is not None
        assert runner.failure.code == "device.no_answer"
    assert (runner.failure is not None) is (runner.status is RunStatus.FAILED)
    assert runner.prompts == ()
    assert cancel is not None or runner.status is not RunStatus.CANCELLED
    assert runner.wake_at_s == math.inf

"""A bench on which one skill runs against scripted devices on virtual time."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pytest

from robot_cells.clock import VirtualClock
from robot_cells.ids import AttemptId, DeviceId, ProductId, SerialNumber
from robot_cells.lines.device import Device, DeviceKind
from robot_cells.orders.layout import Cable, CodeMark, Coupling, Layout, Module, Screw
from robot_cells.processes.process_model import ProcessModel
from robot_cells.processes.runner import Runner, RunOrder, RunStatus
from robot_cells.skills.registry import load_skills
from robot_cells.skills.scripted_device import Answer, ScriptedDevice
from robot_cells.skills.workplace import Workplace

LAYOUT = Layout(
    width_m=0.44,
    depth_m=0.60,
    code=CodeMark(0.4, 0.05, 0.03),
    modules=(Module("m1", "board", 0.1, 0.1, 0.05, 0.05, rotation_rad=0.5),),
    screws=(Screw("s1", "m1", 0.12, 0.1),),
    couplings=(Coupling("c1", 0.2, 0.5),),
    cables=(Cable("w1", 0.1, 0.3, 0.3, 0.3),),
)
STATION = {
    "tray": {"x_m": 0.4, "y_m": -0.3, "z_m": 0.05, "yaw_rad": 0.0},
    "feeders": {"board": {"x_m": 0.2, "y_m": 0.5, "z_m": 0.05}},
}
ARM = {
    "model": "ur10e",
    "home_rad": [0.0, -1.5708, 1.5708, -1.5708, -1.5708, 0.0],
    "tool_length_m": 0.2,
    "poses_rad": {"wave": [0.3, -1.2, 1.0, -1.5, -1.5, 0.2], "short": [1, 2]},
}
TAKEN_IN = Answer(4.0, {"x_m": 0.41, "y_m": -0.31, "yaw_rad": 0.02})


def follow(given: Mapping[str, Any]) -> Answer:
    """An arm that follows its trajectory."""
    last = given["points"][-1]
    return Answer(last["time_s"], {"positions_rad": last["positions_rad"]})


class SkillBench:
    """A cell with one device of each kind. `take_in` has been done unless `located` is false."""

    def __init__(self) -> None:
        self.clock = VirtualClock()
        parameters: dict[str, Mapping[str, object]] = {"arm": ARM, "station": STATION}
        devices = [Device(DeviceId(kind.value), kind, parameters=parameters.get(kind.value, {})) for kind in DeviceKind]
        self.workplace = Workplace("cell_1", tuple(devices))
        self.devices: dict[str, ScriptedDevice] = {}
        for name in (*(kind.value for kind in DeviceKind), "vision"):
            self.script(name)
        self.script("arm", follow_trajectory=follow)
        self.script("station", take_in=TAKEN_IN)

    def script(self, device: str, **answers: Any) -> ScriptedDevice:
        """Have a device answer so."""
        self.devices[device] = ScriptedDevice(self.clock, answers)
        return self.devices[device]

    def run(self, skill: str, located: bool = True, before: str = "", **parameters: object) -> Runner:
        """Run one skill to its end."""
        steps: list[dict[str, object]] = [{"skill": "take_in"}] if located else []
        steps += [{"skill": before}] if before else []
        steps.append({"skill": skill, "with": parameters})
        process = ProcessModel.model_validate({"process": "tried", "tree": {"sequence": steps}})
        order = RunOrder(AttemptId("j:t#1"), SerialNumber("S-1"), ProductId("tray"), LAYOUT)
        clients = dict(self.devices)
        runner = Runner(
            process, order, workplace=self.workplace, devices=clients, clock=self.clock, skills=load_skills()
        )
        while runner.tick() is RunStatus.RUNNING:
            next_s = min(runner.wake_at_s, *(device.next_end_s for device in self.devices.values()))
            assert math.isfinite(next_s)
            self.clock.advance(next_s - self.clock.now())
        return runner


@pytest.fixture
def bench() -> SkillBench:
    """A new one for every test."""
    return SkillBench()

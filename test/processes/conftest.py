"""A bench on which processes run against scripted devices on virtual time."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from robot_cells.clock import VirtualClock
from robot_cells.ids import AttemptId, DeviceId, ProductId, SerialNumber
from robot_cells.lines.device import Device, DeviceKind
from robot_cells.processes.process_reader import parse_process
from robot_cells.processes.runner import Runner, RunOrder, RunStatus
from robot_cells.skills.registry import load_skills
from robot_cells.skills.scripted_device import Answer, ScriptedDevice
from robot_cells.skills.workplace import Workplace

KINDS = (DeviceKind.STATION, DeviceKind.SCANNER, DeviceKind.MACHINE, DeviceKind.VEHICLE)


class Bench:
    """One device of each kind, named like its kind. `dwell` takes as long as it is told to."""

    def __init__(self) -> None:
        self.clock = VirtualClock(100.0)
        self.devices = {kind.value: ScriptedDevice(self.clock) for kind in KINDS}
        self.devices["station"] = ScriptedDevice(self.clock, {"dwell": lambda given: Answer(given["duration_s"])})
        self.workplace = Workplace("cell_1", tuple(Device(DeviceId(kind.value), kind) for kind in KINDS))
        self.runner: Runner

    def script(self, device: str, stop_s: float = 0.0, **answers: Any) -> ScriptedDevice:
        """Have a device answer its commands so."""
        self.devices[device] = ScriptedDevice(self.clock, answers, stop_s=stop_s)
        return self.devices[device]

    def start(self, tree: str, given: Mapping[str, object] | None = None, **document: Any) -> Runner:
        """Build a process from the YAML text of its tree and tick it once."""
        data = {"process": "tried", "tree": yaml.safe_load(tree)}
        data |= {key: yaml.safe_load(value) if isinstance(value, str) else value for key, value in document.items()}
        model, faults = parse_process(data)
        assert model is not None and not faults, faults
        order = RunOrder(AttemptId("j:t#1"), SerialNumber("S-1"), ProductId("tray"), parameters=given or {})
        self.runner = Runner(
            model, order, workplace=self.workplace, devices=self.devices, clock=self.clock, skills=load_skills()
        )
        self.runner.tick()
        return self.runner

    def advance(self, duration_s: float) -> RunStatus:
        """Let so much time pass, ticking at every moment that matters."""
        end_s = self.clock.now() + duration_s
        while self.runner.status is RunStatus.RUNNING and self._next_s() <= end_s:
            self.clock.advance(max(0.0, self._next_s() - self.clock.now()))
            self.runner.tick()
            is_over = self.runner.status is not RunStatus.RUNNING
            assert is_over or self.runner.wake_at_s > self.clock.now(), "a tick must get on"
        self.clock.advance(max(0.0, end_s - self.clock.now()))
        return self.runner.tick()

    def finish(self, tree: str, given: Mapping[str, object] | None = None, **document: Any) -> Runner:
        """Run a process to its end; fails when it waits for nothing."""
        self.start(tree, given, **document)
        while self.runner.status is RunStatus.RUNNING:
            assert math.isfinite(self._next_s()), f"waits for nothing: {self.runner.step}"
            self.clock.advance(max(0.0, self._next_s() - self.clock.now()))
            self.runner.tick()
        return self.runner

    def _next_s(self) -> float:
        return min(self.runner.wake_at_s, *(device.next_end_s for device in self.devices.values()))


@pytest.fixture
def bench() -> Bench:
    """A new one for every test."""
    return Bench()

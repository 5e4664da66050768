"""A cell whose process is scripted, on virtual time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import yaml

from robot_cells.attempts.assignment import Assignment, AssignmentKind
from robot_cells.attempts.ledger import Ledger
from robot_cells.attempts.memory_ledger import MemoryLedger
from robot_cells.attempts.report import Report
from robot_cells.attempts.runner_factory import RunnerFactory
from robot_cells.attempts.worker import CellWorker
from robot_cells.clock import VirtualClock
from robot_cells.ids import AttemptId, CellId, DeviceId, JournalId, PromptId, SerialNumber
from robot_cells.lines.capability import Capability
from robot_cells.lines.cell import Cell
from robot_cells.lines.cell_kind import CellKind
from robot_cells.lines.device import Device, DeviceKind
from robot_cells.orders.cancel_policy import CancelPolicy
from robot_cells.processes.process_model import ProcessModel
from robot_cells.processes.process_reader import parse_process
from robot_cells.skills.registry import load_skills
from robot_cells.skills.scripted_device import Answer, ScriptedDevice

PROCESSES = """
work:
  process: work
  parameters: {duration_s: {type: number, unit: s, default: 5}}
  tree:
    sequence:
      - {skill: dwell, with: {duration_s: "${duration_s}"}}
      - {skill: dwell, with: {duration_s: "${duration_s}"}}
ask:
  process: ask
  tree:
    sequence:
      - prompt: {text: "Ready?", choices: ["yes", "no"], into: choice}
      - {skill: dwell, with: {duration_s: 5}}
scan: {process: scan, tree: {skill: scan_code}}
set_up:
  process: set_up
  tree:
    sequence:
      - {skill: changeover, with: {changeover_s: "${changeover_s}"}}
      - {skill: dwell, with: {duration_s: 5}}
"""


def lasting(given: dict[str, Any]) -> Answer:
    """What a station answers that works for as long as it is told."""
    return Answer(given["duration_s"])


class Cellar:
    """A cell `c1` that can `work`, `ask` and `scan`; `worker` may be made anew over the same ledger."""

    def __init__(self, ledger: Ledger | None = None) -> None:
        self.clock = VirtualClock(10.0)
        self.ledger: Any = ledger or MemoryLedger()
        self.station = ScriptedDevice(self.clock, dict.fromkeys(("dwell", "changeover"), lasting))
        self.scanner = ScriptedDevice(self.clock, {"scan": Answer(error_code="scanner.no_read")})
        self.worker = self.restart()

    def restart(self) -> CellWorker:
        """The cell's process died, and is up again."""
        devices = (Device(DeviceId("station"), DeviceKind.STATION), Device(DeviceId("scanner"), DeviceKind.SCANNER))
        names = ("work", "ask", "scan", "set_up", "lost")
        capabilities = tuple(Capability(name, 10.0, name) for name in names)
        cell = Cell(CellId("c1"), CellKind.ASSEMBLY, capabilities, devices)
        factory = RunnerFactory(
            cell,
            processes={name: self.process(name) for name in yaml.safe_load(PROCESSES)},
            products={},
            devices={"station": self.station, "scanner": self.scanner},
            clock=self.clock,
            skills=load_skills(),
        )
        self.worker = CellWorker(cell, factory, self.ledger, self.clock)
        return self.worker

    @staticmethod
    def process(name: str) -> ProcessModel:
        """One of the processes that the cell has."""
        model, faults = parse_process(yaml.safe_load(PROCESSES)[name])
        assert model is not None and not faults, faults
        return model

    def assignment(self, attempt: str = "j:a#1", capability: str = "work", **fields: Any) -> Assignment:
        """An EXECUTE of epoch 1 of journal `j`."""
        made = Assignment(
            AssignmentKind.EXECUTE, JournalId("j"), 1, CellId("c1"), AttemptId(attempt), capability=capability
        )
        return replace(made, serial=SerialNumber("S-1"), **fields)

    def execute(self, attempt: str = "j:a#1", capability: str = "work", **fields: Any) -> list[Report]:
        """Hand one in, and tick."""
        reports = self.worker.receive(self.assignment(attempt, capability, **fields))
        return reports + self.worker.tick()

    def tell(self, kind: AssignmentKind, attempt: str = "j:a#1", **fields: Any) -> list[Report]:
        """Any other kind of message, and tick."""
        return self.worker.receive(replace(self.assignment(attempt), kind=kind, **fields)) + self.worker.tick()

    def cancel(self, attempt: str = "j:a#1", policy: CancelPolicy = CancelPolicy.FINISH_STEP) -> list[Report]:
        """A CANCEL, and a tick."""
        return self.tell(AssignmentKind.CANCEL, attempt, cancel_policy=policy)

    def answer(self, prompt: PromptId, choice: str) -> list[Report]:
        """An ANSWER, and a tick."""
        return self.tell(AssignmentKind.ANSWER, prompt_id=prompt, answer=choice)

    def acknowledge(self, attempt: str = "j:a#1") -> list[Report]:
        """An ACKNOWLEDGE, and a tick."""
        return self.tell(AssignmentKind.ACKNOWLEDGE, attempt)

    def advance(self, duration_s: float) -> list[Report]:
        """Let time pass, ticking whenever the station speaks."""
        end_s = self.clock.now() + duration_s
        reports: list[Report] = []
        while min(self.station.next_end_s, self.worker.wake_at_s) <= end_s:
            next_s = min(self.station.next_end_s, self.worker.wake_at_s)
            self.clock.advance(max(0.0, next_s - self.clock.now()))
            reports += self.worker.tick()
        self.clock.advance(end_s - self.clock.now())
        return reports + self.worker.tick()


@pytest.fixture
def cellar() -> Cellar:
    """A cell with a ledger in memory."""
    return Cellar()


@pytest.fixture
def make_cellar() -> type[Cellar]:
    """For a cell with a ledger of the test's own."""
    return Cellar

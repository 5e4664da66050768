"""The world of a drill: processes, network, disks, equipment and people on one virtual clock."""

from __future__ import annotations

from functools import partial

from robot_cells.attempts.emergency_stop import EmergencyStop
from robot_cells.audits.witness import Recovery, Sending
from robot_cells.drills.agenda import Agenda
from robot_cells.drills.drill_disk import DrillDisk, DrillJournal, DrillLedger, ProcessDiedError
from robot_cells.drills.drill_equipment import DrillEquipment
from robot_cells.drills.drill_network import DrillNetwork, Letter
from robot_cells.drills.drill_plan import DrillPlan
from robot_cells.drills.drill_process import DrillProcess
from robot_cells.drills.fault import (
    ORCHESTRATOR,
    Breakdown,
    ClockJump,
    Crash,
    EmergencyStopped,
    FullDisk,
    Rival,
    SlowDisk,
)
from robot_cells.drills.host_process import HostProcess
from robot_cells.drills.node_clock import NodeClock
from robot_cells.drills.orchestrator_process import OrchestratorProcess
from robot_cells.drills.people import People
from robot_cells.drills.scenario import Scenario
from robot_cells.errors import JournalError, SupersededError
from robot_cells.ids import CellId
from robot_cells.orchestration.state_document import state_digest

GATE = "gate"
"""The source of the emergency stops of the plan."""
RESTART_S = 1.0
"""A process that could not start (its disk is full) is tried again after so many seconds."""
LIMIT_S = 3000.0
"""A run that has not come to its end by then never will."""
QUIET_S = 3.0
"""What is still on its way when the last order has ended gets so many seconds to arrive."""


class World:
    """One run. `run` lets it come to its end; then everything that was seen can be read."""

    def __init__(self, plan: DrillPlan, scenario: Scenario) -> None:
        self.plan = plan
        self.scenario = scenario
        self.agenda = Agenda()
        self.network = DrillNetwork(self.agenda, plan, self._deliver, self._voice)
        self.equipment = DrillEquipment(self.agenda, plan)
        self._jumps = {name: NodeClock(self.agenda.clock) for name in (ORCHESTRATOR, *scenario.cells_of)}
        on_disks: list[Crash | SlowDisk | FullDisk] = [*plan.of(Crash), *plan.of(SlowDisk), *plan.of(FullDisk)]
        self._disks = {name: DrillDisk(name, self.agenda.clock, on_disks) for name in self._jumps}
        self.journal = DrillJournal(self._disks[ORCHESTRATOR])
        self._ledgers = {
            cell.id: DrillLedger(self._disks[name]) for name, cells in scenario.cells_of.items() for cell in cells
        }
        self.processes: dict[str, DrillProcess] = {}
        self._older: list[OrchestratorProcess] = []
        self._incarnations = dict.fromkeys(self._jumps, 0)
        self.sendings: list[Sending] = []
        self.recoveries: list[Recovery] = []
        self.held_digest: str | None = None
        self._gate: EmergencyStop | None = None
        self.spinning: dict[str, float] = {}
        self.circles: dict[str, int] = {}
        self.people = People(self)

    @property
    def now_s(self) -> float:
        """The time of the world in seconds."""
        return self.agenda.now_s

    @property
    def orchestrator(self) -> OrchestratorProcess | None:
        """The process of the orchestrator, while it lives."""
        found = self.processes.get(ORCHESTRATOR)
        return found if isinstance(found, OrchestratorProcess) else None

    def disk(self, process: str) -> DrillDisk:
        """The disk of a process."""
        return self._disks[process]

    def ledger(self, cell: CellId) -> DrillLedger:
        """The ledger of a cell."""
        return self._ledgers[cell]

    def node_clock(self, process: str) -> NodeClock:
        """The clock of the machine of a process."""
        return self._jumps[process]

    def incarnation_of(self, process: str) -> int:
        """Which start of the process it is, counted from 1."""
        return self._incarnations[process]

    def note_spinning(self, process: str) -> None:
        """A process turns for nothing, as fast as it can."""
        self.spinning.setdefault(process, self.now_s)

    def note_circle(self, circle: str) -> None:
        """After a turn pieces wait for one another that can never go on."""
        self.circles.setdefault(circle, len(self.journal.records))

    def run(self) -> bool:
        """Until every order has ended and what is on its way has arrived; whether that came to pass."""
        for name in self._jumps:
            self._start(name)
        self._plan_faults()
        self.people.begin()
        while self.now_s < LIMIT_S and not self.people.is_done:
            self.agenda.step()
        is_done = self.people.is_done
        until_s = self.now_s + QUIET_S
        while self.now_s < until_s:
            self.agenda.step()
        return is_done

    def bury(self, process: DrillProcess, crash: Crash | None) -> None:
        """A process has died in the middle of what it did."""
        self._end(process)
        self.agenda.after(crash.restart_s if crash is not None else RESTART_S, partial(self._start, process.name))

    def _plan_faults(self) -> None:
        for crash in self.plan.of(Crash):
            if crash.at_s is not None and crash.process in self._disks:
                self.agenda.at(crash.at_s, partial(self._kill, crash))
        for jump in self.plan.of(ClockJump):
            if jump.process in self._jumps:
                self.agenda.at(jump.at_s, partial(self._jumps[jump.process].jump, jump.by_s))
        for rival in self.plan.of(Rival):
            self.agenda.at(rival.from_s, partial(self._copy_orchestrator, rival))
        for stop in self.plan.of(EmergencyStopped):
            self.agenda.at(stop.from_s, partial(self._open_gate, EmergencyStop(GATE, "opened")))
            self.agenda.at(stop.until_s, partial(self._open_gate, EmergencyStop(GATE, is_active=False)))
        for breakdown in self.plan.of(Breakdown):
            cell = CellId(breakdown.cell)
            if breakdown.stops and cell in self.scenario.host_of:
                self.agenda.at(breakdown.from_s, partial(self._stop, cell))
                self.agenda.at(breakdown.until_s, partial(self._reset, cell))

    def _start(self, name: str) -> None:
        if name in self.processes:
            return
        self._incarnations[name] += 1
        try:
            if name == ORCHESTRATOR:
                orchestrator = OrchestratorProcess(self, self._incarnations[name])
                self.processes[name] = orchestrator
                self.held_digest = None
                orchestrator.begin()
            else:
                self.processes[name] = HostProcess(self, name, self._incarnations[name])
            self._latched(name)
        except JournalError:
            self._give_up(name, RESTART_S)
        except ProcessDiedError:
            crash = self._disks[name].crash
            self._give_up(name, crash.restart_s if crash is not None else RESTART_S)

    def _copy_orchestrator(self, rival: Rival) -> None:
        """It stands still, and somebody starts another one on a copy of its journal."""
        process = self.orchestrator
        if process is None:
            return
        process.freeze()
        del self.processes[ORCHESTRATOR]
        self._older.append(process)
        self.journal = self.journal.copy(self._disks[ORCHESTRATOR])
        self.agenda.after(RESTART_S, partial(self._start, ORCHESTRATOR))
        self.agenda.at(rival.until_s, process.thaw)

    def _open_gate(self, stop: EmergencyStop) -> None:
        """The gate's controller says so, and everybody who starts later hears it too."""
        self._gate = stop
        for name in self.processes:
            self.network.send(Letter(GATE, name, self.incarnation_of(name), stop))

    def _voice(self, sender: str) -> EmergencyStop | None:
        """What a source of emergency stops has said last; a dead process says nothing."""
        if sender == GATE:
            return self._gate
        process = self.orchestrator
        return process.voice if process is not None else None

    def _latched(self, name: str) -> None:
        """What a process that has just started hears of those who have spoken before."""
        incarnation = self.incarnation_of(name)
        if self._gate is not None:
            self.network.send(Letter(GATE, name, incarnation, self._gate))
        process = self.orchestrator
        if process is not None and process.voice is not None and name != ORCHESTRATOR:
            self.network.send(Letter(ORCHESTRATOR, name, incarnation, process.voice))

    def _give_up(self, name: str, wait_s: float) -> None:
        """It could not start: its supervisor tries again."""
        process = self.processes.get(name)
        if process is not None:
            self._end(process)
        self.agenda.after(wait_s, partial(self._start, name))

    def _kill(self, crash: Crash) -> None:
        process = self.processes.get(crash.process)
        if process is None:
            return
        if isinstance(process, OrchestratorProcess) and process.dispatcher.fault is None:
            self.held_digest = state_digest(process.core.state)
        self._end(process)
        self.agenda.after(crash.restart_s, partial(self._start, crash.process))

    def _end(self, process: DrillProcess) -> None:
        process.is_alive = False
        if self.processes.get(process.name) is process:
            del self.processes[process.name]
        if isinstance(process, HostProcess):
            for cell in process.cells:
                self.equipment.halt(cell)
                self._ledgers[cell].crash()

    def _deliver(self, letter: Letter) -> None:
        process = self.processes.get(letter.receiver)
        if process is not None and process.incarnation == letter.incarnation:
            process.hear(letter.message)
        for older in [item for item in self._older if item.name == letter.receiver]:
            self._tell_older(older, letter)

    def _tell_older(self, older: OrchestratorProcess, letter: Letter) -> None:
        """An orchestrator that another one has taken the place of hears what all hear, and ends when it learns of it.

        What was said while it stood still has overflowed its queues.
        """
        if older.is_frozen or not older.is_alive:
            return
        try:
            older.hear(letter.message)
        except SupersededError:
            self._end(older)

    def _stop(self, cell: CellId) -> None:
        process = self.processes.get(self.scenario.host_of[cell])
        if isinstance(process, HostProcess):
            process.stop(cell)

    def _reset(self, cell: CellId) -> None:
        process = self.processes.get(self.scenario.host_of[cell])
        if isinstance(process, HostProcess) and not process.reset(cell):
            self.agenda.after(RESTART_S, partial(self._reset, cell))

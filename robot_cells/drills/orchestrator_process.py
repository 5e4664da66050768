"""The process of the orchestrator in a drill: the true dispatcher, roll of cells and line time, without ROS.

Its turn is that of the node (`nodes/orchestrator.py`), with messages from the drill's network.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from robot_cells.attempts.assignment import Assignment, AssignmentKind
from robot_cells.attempts.emergency_stop import EmergencyStop
from robot_cells.attempts.report import Report
from robot_cells.audits.witness import Recovery, Sending
from robot_cells.clock import Clock
from robot_cells.drills.drill_network import Message, Question, Told
from robot_cells.drills.drill_process import DrillProcess
from robot_cells.drills.fault import ORCHESTRATOR
from robot_cells.ids import CellId
from robot_cells.journals.record import Record
from robot_cells.nodes.cell_roll import CellRoll
from robot_cells.nodes.emergency_news import EmergencyNews
from robot_cells.nodes.line_time import LineTime
from robot_cells.nodes.reconciliation import Reconciliation
from robot_cells.nodes.request import Answer, Request
from robot_cells.orchestration.cell_heard import HostHeard
from robot_cells.orchestration.events import Event
from robot_cells.orchestration.orchestrator import Orchestrator
from robot_cells.orchestration.state_document import state_digest

if TYPE_CHECKING:
    from robot_cells.drills.world import World

RESEND_S = 0.5
"""As the node has it."""
ASK_S = 0.02
SILENT_S = 1.5
GRACE_S = 20.0


class MachineWall:
    """The clocks of the machine that the process runs on."""

    def __init__(self, monotonic: Clock, node: Clock) -> None:
        self._monotonic = monotonic
        self._node = node

    def monotonic(self) -> float:
        """Seconds of the world."""
        return self._monotonic.now()

    def time_ns(self) -> int:
        """The machine's clock, in nanoseconds."""
        return int(self._node.now() * 1e9)


class OrchestratorProcess(DrillProcess):
    """One incarnation. Raises `JournalError` when the journal cannot be taken over."""

    def __init__(self, world: World, incarnation: int) -> None:
        super().__init__(world, ORCHESTRATOR, world.disk(ORCHESTRATOR), incarnation)
        self._clock = world.node_clock(ORCHESTRATOR)
        journal = world.journal
        journal.open()
        self.dispatcher = world.parts.dispatcher(
            self._new_core, journal, self, MachineWall(world.agenda.clock, self._clock), snapshots=journal
        )
        first = next(journal.read(), None)
        origin_s = self._clock.now() if first is None else first.recorded_ns * 1e-9 - first.at_s
        if first is not None:
            self._compare()
        self._line_time = LineTime(self._clock, origin_s, self.core.now_s)
        self._roll = CellRoll(silent_timeout_s=SILENT_S, grace_s=GRACE_S, began_s=world.now_s)
        self._reconciliation = Reconciliation(self._ask)
        self._emergency = EmergencyNews(self._publish)
        self._resend_at_s = world.now_s
        self._resend_before_s = -math.inf
        self._wake_at_s = math.inf
        self.voice: EmergencyStop | None = None
        self._reports: list[tuple[Report, int]] = []
        self._hosts: list[tuple[HostHeard, int]] = []
        self._requests: list[Request] = []

    @property
    def core(self) -> Orchestrator:
        """The decision core as it is now."""
        return self.dispatcher.core

    def begin(self) -> None:
        """Take the journal over."""

        def take_over() -> float:
            self.dispatcher.begin(self._line_time.now())
            return 0.0

        self.wake(self.guarded(take_over))

    def hear(self, message: Message) -> None:
        """A report, what a host says of its cells, or what a cell answers."""
        heard_ns = int(self._clock.now() * 1e9)
        if isinstance(message, Report):
            self._reports.append((message, heard_ns))
        elif isinstance(message, HostHeard):
            # The roll reads the same fields of the message that ROS carries.
            heard = self._roll.hear(message, self.world.now_s)
            passed = self._reconciliation.hear(heard, self.core.state, self.world.now_s)
            if passed is not None:
                self._hosts.append((passed, heard_ns))
        elif isinstance(message, EmergencyStop):
            self._emergency.hear(message)
        elif isinstance(message, Told) and message.accepted:
            self._reports += [(report, heard_ns) for report in message.reports]
            self._reconciliation.answered(message.cell)
        self.wake()

    def ask(self, decide: Callable[[Orchestrator, float], tuple[Event, ...]], answer: Callable[[Answer], None]) -> None:
        """A request of a client."""
        self._requests.append(Request(decide, answer, int(self._clock.now() * 1e9)))
        self.wake()

    def send(self, assignment: Assignment) -> None:
        """To the host of its cell (see `Outlet`)."""
        world = self.world
        if assignment.kind is AssignmentKind.COMMAND:
            self._emergency.tell(self.core.state)  # A cell obeys a reset only after the stop was let go.

        def note() -> None:
            if assignment.kind is AssignmentKind.EXECUTE:
                world.sendings.append(Sending(assignment.attempt_id, assignment.cell, len(world.journal.records)))

        self.post(world.scenario.host_of[assignment.cell], assignment, note)

    def tell(self, record: Record) -> None:
        """Nobody follows (see `Outlet`)."""

    def _turn(self) -> float:
        at_s, wall_s = self._line_time.now(), self.world.now_s
        dispatcher = self.dispatcher
        reports, self._reports = self._reports, []
        hosts, self._hosts = self._hosts, []
        hosts += [(item, int(self._clock.now() * 1e9)) for item in self._reconciliation.due(wall_s)]
        requests, self._requests = self._requests, []
        silent = self._roll.fallen_silent(wall_s) if dispatcher.fault is None else ()
        for host in silent:
            self._reconciliation.forget(host, self.core.state)
        state = self.core.state
        noticed = (*self._roll.alarms(state, at_s, wall_s), *self._emergency.news(state, at_s))
        if reports or hosts or requests or silent or noticed or at_s >= self._wake_at_s:
            dispatcher.turn(at_s, reports=reports, hosts=hosts, silent=silent, requests=requests, observed=noticed)
        if dispatcher.fault is None:
            self._emergency.tell(self.core.state)
        if wall_s >= self._resend_at_s:
            self._resend_at_s = wall_s + RESEND_S
            dispatcher.resend(self._resend_before_s)
            self._look_for_forgotten(at_s, wall_s)
            self._resend_before_s = at_s
        wake_at_s = self.core.wake_at_s
        self._wake_at_s = math.inf if wake_at_s is None else wake_at_s
        waits = [self._resend_at_s - wall_s]
        if dispatcher.fault is None:
            waits += [self._wake_at_s - self._line_time.now(), self._roll.silent_at_s - wall_s]
        if self._reconciliation.is_waiting:
            waits.append(ASK_S)
        return max(0.0, min(waits))

    def _publish(self, is_active: bool, reason: str) -> None:
        """The orchestrator's own voice among the sources of emergency stops."""
        stop = EmergencyStop(ORCHESTRATOR, reason, is_active)
        self.voice = stop
        for host in self.world.scenario.cells_of:
            self.post(host, stop)

    def _ask(self, cell: CellId) -> bool:
        journal = self.world.journal
        self.post(self.world.scenario.host_of[cell], Question(cell, journal.journal_id, journal.epoch))
        return True

    def _look_for_forgotten(self, at_s: float, wall_s: float) -> None:
        if self.dispatcher.fault is not None:
            self._roll.trust()
            return
        forgotten = self._roll.forgotten(self.core.state, at_s, wall_s)
        if forgotten:
            self.dispatcher.turn(at_s, observed=forgotten)

    def _new_core(self) -> Orchestrator:
        scenario, journal = self.world.scenario, self.world.journal
        return self.world.parts.core(scenario.line, scenario.products, journal.journal_id, epoch=journal.epoch)

    def _compare(self) -> None:
        """What was held when the last incarnation died between two turns, with what replay has given."""
        held = self.world.held_digest
        if held is not None:
            replayed = state_digest(self.core.state)
            self.world.recoveries.append(Recovery(len(self.world.journal.records), held, replayed))

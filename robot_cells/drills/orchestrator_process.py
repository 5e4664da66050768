"""The process of the orchestrator in a drill: the true dispatcher and the true turn, without ROS."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, cast

from robot_cells.attempts.assignment import Assignment, AssignmentKind
from robot_cells.attempts.emergency_stop import EmergencyStop
from robot_cells.attempts.report import Report
from robot_cells.audits.witness import Recovery, Sending
from robot_cells.clock import Clock
from robot_cells.drills.drill_network import Message, Question, Told
from robot_cells.drills.drill_process import DrillProcess
from robot_cells.drills.fault import ORCHESTRATOR
from robot_cells.drills.schedule_drawer import ScheduleDrawer
from robot_cells.drills.streams import stream
from robot_cells.ids import CellId
from robot_cells.journals.event_records import event_of
from robot_cells.journals.record import Record
from robot_cells.lines.scheduling import Scheduler
from robot_cells.nodes.cell_roll import CellRoll
from robot_cells.nodes.dispatcher import Dispatcher
from robot_cells.nodes.emergency_news import EmergencyNews
from robot_cells.nodes.line_time import LineTime
from robot_cells.nodes.line_turn import LineTurn
from robot_cells.nodes.request import Answer, Request
from robot_cells.nodes.succession import check_epoch, superseded
from robot_cells.orchestration.cell_heard import HostHeard
from robot_cells.orchestration.events import Event
from robot_cells.orchestration.orchestrator import Orchestrator
from robot_cells.orchestration.state_document import state_digest
from robot_cells.orchestration.wait_for import stuck

if TYPE_CHECKING:
    from robot_cells.drills.world import World
    from robot_cells_msgs.msg import CellStates as CellStatesMsg

SILENT_S = 0.9
"""As the node has it, unless told otherwise."""
GRACE_S = 20.0
SOON_S = 0.05
"""A schedule that is due is looked for no sooner than after so many seconds."""


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


class DrillDispatcher(Dispatcher):
    """The true one; since drills are short it keeps a snapshot more often."""

    snapshot_records: ClassVar[int] = 40


class OrchestratorProcess(DrillProcess):
    """One incarnation. Raises `JournalError` when the journal cannot be taken over."""

    def __init__(self, world: World, incarnation: int) -> None:
        super().__init__(world, ORCHESTRATOR, world.disk(ORCHESTRATOR), incarnation)
        self._clock = world.node_clock(ORCHESTRATOR)
        journal = self._journal = world.journal
        journal.open()
        self._epoch = journal.epoch
        wall = MachineWall(world.agenda.clock, self._clock)
        self.dispatcher = DrillDispatcher(self._new_core, journal, self, wall, snapshots=journal)
        first = next(journal.read(), None)
        origin_s = self._clock.now() if first is None else first.recorded_ns * 1e-9 - first.at_s
        if first is not None:
            self._compare()
        self._line_time = LineTime(self._clock, origin_s, self.core.now_s)
        self._emergency = EmergencyNews(self._publish)
        roll = CellRoll(silent_timeout_s=SILENT_S, grace_s=GRACE_S, began_s=world.now_s)
        self._line_turn = LineTurn(self.dispatcher, self._line_time, wall, roll, self._emergency, self._ask)
        self.voice: EmergencyStop | None = None
        searches = world.plan.scheduler is Scheduler.SEARCH
        drawn = stream(world.plan.seed, "schedules", incarnation)
        settings = world.scenario.line.scheduling
        self._search: ScheduleDrawer | None = ScheduleDrawer(settings, drawn) if searches else None

    @property
    def core(self) -> Orchestrator:
        """The decision core as it is now."""
        return self.dispatcher.core

    def begin(self) -> None:
        """Take the journal over."""

        def take_over() -> float:
            """Costs no time of the turn."""
            self.dispatcher.begin(self._line_time.now())
            return 0.0

        self.wake(self.guarded(take_over))

    def hear(self, message: Message) -> None:
        """A report, what a host says of its cells, or what a cell answers.

        Raises `SupersededError` where it tells that a newer orchestrator is obeyed.
        """
        heard_ns = int(self._clock.now() * 1e9)
        if isinstance(message, Report):
            check_epoch(self.name, self._journal.journal_id, self._epoch, message.attempt_id, message.epoch)
            self._line_turn.hear_report(message, heard_ns)
        elif isinstance(message, HostHeard):
            # It has the fields of the message that ROS carries.
            self._line_turn.hear_host(cast("CellStatesMsg", message), heard_ns)
        elif isinstance(message, EmergencyStop):
            self._emergency.hear(message)
        elif isinstance(message, Told) and message.epoch == self._epoch:
            if not message.accepted:
                raise superseded(self.name, self._epoch, message.newest)
            self._line_turn.hear_answer(message.cell, message.reports, heard_ns)
        self.wake()

    def ask(self, decide: Callable[[Orchestrator, float], tuple[Event, ...]], answer: Callable[[Answer], None]) -> None:
        """A request of a client."""
        self._line_turn.request(Request(decide, answer, int(self._clock.now() * 1e9)))
        self.wake()

    def send(self, assignment: Assignment) -> None:
        """To the host of its cell (see `Outlet`)."""
        world = self.world
        if assignment.kind is AssignmentKind.COMMAND:
            self._emergency.tell(self.core.state)  # A cell obeys a reset only after the stop was let go.

        def note() -> None:
            """What is sent, and how much the journal held by then."""
            if assignment.kind is AssignmentKind.EXECUTE and self is world.orchestrator:
                world.sendings.append(Sending(assignment.attempt_id, assignment.cell, len(world.journal.records)))

        self.post(world.scenario.host_of[assignment.cell], assignment, note)

    def tell(self, record: Record) -> None:
        """To whoever searches for schedules (see `Outlet`)."""
        if self._search is not None:
            self._search.horizon.note([event_of(record)])

    def _turn(self) -> float:
        if self._line_turn.turn() | self._search_turn():
            circle = stuck(self.core.state)
            if circle is not None and self is self.world.orchestrator:
                self.world.note_circle(str(circle))
        wait_s = self._line_turn.wait_s(is_clock_heard=False)
        if self._search is None:
            return wait_s
        return min(wait_s, max(SOON_S, self._search.next_s(self.core.state) - self._line_time.now()))

    def _search_turn(self) -> bool:
        """As the node has it; whether anything was recorded."""
        if self._search is None or self.dispatcher.fault is not None:
            return False
        at_s = self._line_time.now()
        adopted = self._search.turn(self.core.state, at_s)
        return bool(adopted) and self.dispatcher.turn(at_s, observed=adopted)

    def _publish(self, is_active: bool, reason: str) -> None:
        """The orchestrator's own voice among the sources of emergency stops."""
        stop = EmergencyStop(ORCHESTRATOR, reason, is_active)
        self.voice = stop
        for host in self.world.scenario.cells_of:
            self.post(host, stop)

    def _ask(self, cell: CellId) -> bool:
        self.post(self.world.scenario.host_of[cell], Question(cell, self._journal.journal_id, self._epoch))
        return True

    def _new_core(self) -> Orchestrator:
        scenario, journal = self.world.scenario, self._journal
        return Orchestrator(scenario.line, scenario.products, journal.journal_id, epoch=journal.epoch)

    def _compare(self) -> None:
        """What was held when the last incarnation died between two turns, with what replay has given."""
        held = self.world.held_digest
        if held is not None:
            replayed = state_digest(self.core.state)
            self.world.recoveries.append(Recovery(len(self.world.journal.records), held, replayed))

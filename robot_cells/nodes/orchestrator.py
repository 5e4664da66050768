"""The node `orchestrator`: takes orders, dispatches attempts, publishes the state of the line."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from robot_cells.attempts.assignment import Assignment, AssignmentKind
from robot_cells.attempts.report import Report
from robot_cells.documents.plant import Plant
from robot_cells.errors import BringupError
from robot_cells.horizons.search_process import worker_command
from robot_cells.ids import CellId
from robot_cells.journals.archivist import Archivist
from robot_cells.journals.journal_options import KEPT, LIMIT, JournalOptions
from robot_cells.journals.record import Record
from robot_cells.journals.sqlite_journal import SqliteJournal
from robot_cells.lines.scheduling import Scheduler
from robot_cells.nodes.afterwards import Afterwards
from robot_cells.nodes.assignment_routes import AssignmentRoutes
from robot_cells.nodes.cell_questions import CellQuestions
from robot_cells.nodes.cell_roll import CellRoll
from robot_cells.nodes.dispatcher import Dispatcher
from robot_cells.nodes.emergency_channel import EmergencyChannel
from robot_cells.nodes.emergency_ear import EmergencyEar
from robot_cells.nodes.health import Health, HealthLevel
from robot_cells.nodes.heard_alarms import HeardAlarms
from robot_cells.nodes.inspection_desk import InspectionDesk
from robot_cells.nodes.journal_alarms import repaired, unwritable
from robot_cells.nodes.killed_alarms import KilledAlarms
from robot_cells.nodes.lifecycle import ManagedNode
from robot_cells.nodes.line_services import LineServices
from robot_cells.nodes.line_state_message import LineStateMessage
from robot_cells.nodes.line_time import LineTime
from robot_cells.nodes.line_turn import LineTurn
from robot_cells.nodes.message_json import MessageError
from robot_cells.nodes.message_loop import MessageLoop
from robot_cells.nodes.messages import from_report_msg, to_assignment_msg
from robot_cells.nodes.order_file import order_requests
from robot_cells.nodes.parameters import declare
from robot_cells.nodes.plant_cache import plant_of
from robot_cells.nodes.qos import ALARMS, CELL_STATES_HEARD, DISPATCH, EVENTS, STATE
from robot_cells.nodes.rivals import Rivals
from robot_cells.nodes.run_node import run_node
from robot_cells.nodes.schedule_search import ScheduleSearch
from robot_cells.nodes.succession import superseded
from robot_cells.orchestration.alarm import Alarm
from robot_cells.orchestration.events import AlarmRaised, Event
from robot_cells.orchestration.orchestrator import Orchestrator
from robot_cells.reports.journal_plant import check_line
from robot_cells_msgs.msg import Alarm as AlarmMsg
from robot_cells_msgs.msg import CellStates as CellStatesMsg
from robot_cells_msgs.msg import Event as EventMsg
from robot_cells_msgs.msg import LineState as LineStateMsg
from robot_cells_msgs.msg import Report as ReportMsg
from robot_cells_msgs.srv import ReconcileCell

SHORTEST_STATE_S = 0.2
LONGEST_STATE_S = 1.0
"""`line_state` comes on every change, within these bounds, in seconds of wall time."""
QUIET_S = 0.01
"""After an assignment `line_state`, events and acknowledgements wait so long, in seconds of wall time: the cell's
acceptance comes first."""
RIVAL_LOOK_S = 0.5
"""So often, in seconds of wall time, it looks whether there is another orchestrator."""
RIVAL_S = 3.0
"""For so many seconds after its start the node looks for another orchestrator in its namespace."""


class OrchestratorNode(ManagedNode):
    """Everything that decides runs in the thread of one message loop.

    What has arrived is handled at once, written in one transaction, then sent. Services only hand their requests over
    and wait for the answer.
    """

    clock_in_loop: ClassVar[bool] = True

    def __init__(self) -> None:
        super().__init__("orchestrator")
        self._line = declare(self, "line", "", "Path of the line document.")
        self._journal_path = declare(self, "journal", "", "Path of the journal; made where there is none.")
        self._orders = declare(self, "orders", "", "Path of an orders document to be submitted on start; may be empty.")
        self._silent_timeout_s = declare(
            self, "silent_timeout_s", 0.9, "A silent process is lost after so many seconds of wall time.", minimum=0.3
        )
        self._grace_s = declare(
            self, "cells_grace_s", 20.0, "An alarm names the cells missing after so many seconds.", minimum=0.0
        )
        self._journal_options = JournalOptions(
            declare(self, "journal_limit", LIMIT, "With more records the older ones move to an archive; 0: never."),
            declare(self, "journal_keep", KEPT, "So many of the newest stay then."),
        )
        self._scheduler = declare(
            self, "scheduler", "", "Who says what goes first, rules or search; empty: as the line document says."
        )
        self._killed_log = declare(
            self, "killed_log", "", "Where the supervisor tells which processes it has killed; empty: nowhere."
        )
        self._quiet_until_s = 0.0
        self._afterwards = Afterwards(QUIET_S)
        self._dispatcher: Dispatcher | None = None
        self._search: ScheduleSearch | None = None

    def configure(self) -> None:
        """Read the plant, open the journal and replay it; nothing is sent yet."""
        name = self.get_fully_qualified_name()
        plant = plant_of(self._line, name)
        if not self._journal_path:
            raise BringupError("The parameter `journal` is not set.", where=name, remedy="Give it a path.")
        path = Path(self._journal_path)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._journal = SqliteJournal(path, time.time_ns())
        check_line(self._journal, plant.line.id)
        self._journal.prewrite()
        self._routes = AssignmentRoutes(self)
        self._line_states = self.create_publisher(LineStateMsg, "line_state", STATE)
        self._events = self.create_publisher(EventMsg, "events", EVENTS)
        self._dispatcher = Dispatcher(
            lambda: self._new_core(plant), self._journal, self, snapshots=self._journal, documents=plant.sources
        )
        # Only a journal that fits them gets these documents.
        self._journal.keep_documents(plant.sources)
        if self._journal.repair is not None:
            self.get_logger().warning(self._journal.repair.text)
        self._line_time = LineTime(self.clock, self._origin_s(), self._dispatcher.core.now_s)
        self._state_message = LineStateMessage(self._dispatcher.core.state.plant)
        self._plant = plant
        self._search = self._made_search(plant, path)

    def activate(self) -> None:
        """Take the journal over, listen to the cells, offer the services."""
        at_s = self._line_time.now()
        name, epoch = self._journal.journal_id, self._journal.epoch
        self._questions = CellQuestions(self, name, epoch, self._hear_answer)
        self._inspections = InspectionDesk(self, lambda action: self._loop.post(action))  # noqa: PLW0108 - it is made below
        self._look_for_known_cells()
        repair = self._journal.repair
        self._made.begin(at_s, () if repair is None else (AlarmRaised(at_s, repaired(repair, epoch)),))
        began_s = time.monotonic()
        self._state_due_s = self._state_sent_s = self._rival_look_at_s = began_s
        self._killed = KilledAlarms(self._killed_log, time.time_ns())
        self._heard_alarms = HeardAlarms()
        self._rival_until_s = began_s + RIVAL_S
        self._rivals = Rivals(self, self._line_states.topic_name, name, epoch, self.on_fault)
        self._emergency = EmergencyChannel(self)
        roll = CellRoll(silent_timeout_s=self._silent_timeout_s, grace_s=self._grace_s, began_s=began_s)
        asks, reaches = self._questions.ask, self._routes.reaches
        self._line_turn = turn = LineTurn(self._made, self._line_time, time, roll, self._emergency, asks, reaches)
        self._archivist = Archivist(self._journal, self._journal_options, began_s)
        self._changed = True
        if self._orders:
            turn.request(*order_requests(Path(self._orders), self._plant, self.get_logger()))
        self._loop = MessageLoop(self, self._turn, self.on_fault)
        self._loop.subscribe(AlarmMsg, "alarms", self._heard_alarms.hear, ALARMS)
        self._loop.subscribe(ReportMsg, "reports", self._hear_report, DISPATCH)
        self._loop.subscribe(CellStatesMsg, "cell_states", self._hear_cells, CELL_STATES_HEARD)
        EmergencyEar(self._emergency.hear_message).listen(self._loop)
        self.loops = (self._loop,)
        self._loop.start()
        self._line_services = LineServices(
            self, lambda asked: self._loop.post(lambda: turn.request(asked)), self._stop_at_once
        )

    def deactivate(self) -> None:
        """Dispatch nothing more; what runs in the cells goes on there."""
        self._line_services.close()
        self._loop.stop()
        if self._search is not None:
            self._search.close()
        self._archivist.close()
        self._afterwards.do()
        self._questions.close()
        self._inspections.close()
        self._rivals.close()
        self._emergency.close()

    def cleanup(self) -> None:
        """Close the journal."""
        if self._dispatcher is not None:
            self._journal.close()
            self._dispatcher = None
            self._routes.close()
            for publisher in (self._line_states, self._events):
                self.destroy_publisher(publisher)

    def health(self) -> Health:
        """Whether the journal can be written, and how much there is to do."""
        dispatcher = self._dispatcher
        if not self.is_active or dispatcher is None:
            return Health.inactive()
        state, begun = dispatcher.core.state, dispatcher.begun_with
        present = sum(cell.present for cell in state.cells.values())
        values: dict[str, object] = {
            "epoch": state.epoch,
            "records": dispatcher.records,
            # Not in the log: rclpy's search for who writes the first line of it takes as long as the whole restoring.
            "restored from": f"snapshot {begun.snapshot} and {begun.records} records",
            "orders": len(state.orders),
            "running attempts": len(state.attempts),
            "cells heard": f"{present} of {len(state.cells)}",
        }
        if self._search is not None:
            values |= self._search.figures
        if dispatcher.fault is not None:
            return Health(HealthLevel.ERROR, str(dispatcher.fault), values)
        if present < len(state.cells):
            return Health(HealthLevel.WARN, "some cells are not heard", values)
        if dispatcher.snapshot_fault is not None:
            return Health(HealthLevel.WARN, f"no snapshot could be kept: {dispatcher.snapshot_fault}", values)
        if self._archivist.fault is not None:
            return Health(HealthLevel.WARN, f"older records could not be moved: {self._archivist.fault}", values)
        return Health.active(**values)

    def send(self, assignment: Assignment) -> None:
        """To the cells (see `Outlet`)."""
        host = self._made.core.state.cells[assignment.cell].host
        wall_s = time.monotonic()
        if assignment.kind is AssignmentKind.ACKNOWLEDGE:
            self._afterwards.put(lambda: self._send_to(host, assignment), wall_s)
            return
        if assignment.kind is AssignmentKind.COMMAND:
            self._emergency.tell(self._made.core.state)  # A cell obeys a reset only after the stop was let go.
        self._quiet_until_s = wall_s + QUIET_S
        self._send_to(host, assignment)

    def tell(self, record: Record) -> None:
        """To whoever follows the journal (see `Outlet`)."""
        if self._search is not None:
            self._search.note(record)
        self._inspections.hear(record)
        self._state_message.forecast.hear(record)
        self._afterwards.put(lambda: self._publish(record), time.monotonic())

    def _send_to(self, host: str, assignment: Assignment) -> None:
        self._routes.send(host, to_assignment_msg(assignment, self.clock.now()))

    def _publish(self, record: Record) -> None:
        if self._events.get_subscription_count() > 0:
            self._events.publish(
                EventMsg(
                    sequence=record.sequence,
                    at_s=record.at_s,
                    kind=record.kind,
                    subject=record.subject,
                    data=record.data,
                )
            )

    @property
    def _made(self) -> Dispatcher:
        if self._dispatcher is None:
            raise BringupError("The orchestrator is not configured.", where=self.get_fully_qualified_name())
        return self._dispatcher

    def _new_core(self, plant: Plant) -> Orchestrator:
        return Orchestrator(plant.line, plant.products, self._journal.journal_id, epoch=self._journal.epoch)

    def _origin_s(self) -> float:
        """Node time at which line time was zero: that of the first record, in Unix time; simulated time has its own."""
        if self.get_clock().ros_time_is_active:
            return 0.0
        first = next(self._journal.read(), None)
        return self.clock.now() if first is None else first.recorded_ns * 1e-9 - first.at_s

    def _look_for_known_cells(self) -> None:
        """Discovery takes its time: it begins now for what is needed when the cells of the journal are heard again."""
        state = self._made.core.state
        for host in dict.fromkeys(cell.host for cell in state.cells.values() if cell.host):
            self._routes.reaches(host)
        for attempts in (state.attempts, state.doubted):
            for attempt in attempts.values():
                self._questions.open(attempt.cell)

    def _hear_report(self, message: ReportMsg) -> None:
        report = self._read(message)
        if report is not None:
            self._line_turn.hear_report(report, time.time_ns())

    def _read(self, message: ReportMsg) -> Report | None:
        try:
            report = from_report_msg(message)
        except MessageError as error:
            self.get_logger().error(f"A report was ignored: {error}")
            return None
        self._rivals.check(report.attempt_id, report.epoch)
        return report

    def _hear_cells(self, message: CellStatesMsg) -> None:
        self._changed = True
        self._line_turn.hear_host(message, time.time_ns())

    def _hear_answer(self, cell: CellId, answer: ReconcileCell.Response) -> None:
        """A cell tells what it has of this journal; called in the executor's thread."""
        heard_ns = time.time_ns()

        def take() -> None:
            """In the loop's thread."""
            if not answer.accepted:
                raise superseded(self.get_fully_qualified_name(), self._journal.epoch, answer.epoch)
            reports = [report for item in answer.reports if (report := self._read(item)) is not None]
            self._line_turn.hear_answer(cell, reports, heard_ns)

        self._loop.post(take)

    def _turn(self) -> float:
        """All that has arrived; seconds of wall time until the next turn is needed."""
        self._changed |= self._line_turn.turn()
        wall_s = time.monotonic()
        if self._search is not None and self._made.fault is None:
            self._search_turn(self._search, wall_s)
        if wall_s >= self._rival_look_at_s:
            self._rival_look_at_s = wall_s + RIVAL_LOOK_S
            self._rivals.look(is_new=wall_s < self._rival_until_s)
            if self._made.fault is None:
                at_s = self._line_time.now()
                told = self._inspections.news(self._made.core.state, at_s, wall_s)
                heard = self._heard_alarms.news(self._made.core.state, at_s)
                self._changed |= self._observed(at_s, (*self._killed.news(at_s), *told, *heard))
        if wall_s >= self._afterwards.due_s:
            self._afterwards.do()
        if wall_s >= self._archivist.due_s and self._made.fault is None:
            self._archivist.look(wall_s)
        if self._state_is_due(wall_s):
            self._publish_state(self._line_time.now(), wall_s)
        forecast = self._state_message.forecast
        if forecast.is_at_work and wall_s >= self._quiet_until_s:
            self._changed |= forecast.work(self._made.core.state, self._line_time.now(), time.monotonic)
        waits = [self._state_due_s, self._rival_look_at_s, self._afterwards.due_s]
        if self._changed:
            waits.append(self._sendable_s)
        if forecast.is_at_work:
            waits.append(self._quiet_until_s)
        next_s = self._line_turn.wait_s(is_clock_heard=self.get_clock().ros_time_is_active)
        return max(0.0, min(next_s, min(waits) - wall_s))

    def _made_search(self, plant: Plant, journal: Path) -> ScheduleSearch | None:
        """Who searches for better schedules; None where nobody shall."""
        settings = plant.line.scheduling
        name = self._scheduler or settings.scheduler.value
        known = [item.value for item in Scheduler]
        if name not in known:
            raise BringupError(
                f"There is no scheduler {name!r}.",
                where=self.get_fully_qualified_name(),
                remedy=f"There are {', '.join(known)}.",
            )
        if name == Scheduler.RULES.value:
            return None
        return ScheduleSearch(settings, worker_command(Path(self._line), journal))

    def _search_turn(self, search: ScheduleSearch, wall_s: float) -> None:
        """Ask and hear who searches; adopt what is better."""
        at_s = self._line_time.now()
        self._changed |= self._observed(at_s, search.turn(self._made.core.state, at_s, wall_s))

    def _observed(self, at_s: float, events: tuple[Event, ...]) -> bool:
        """Have it recorded like everything else that is observed; whether anything was."""
        return bool(events) and self._made.turn(at_s, observed=events)

    def _stop_at_once(self, reason: str) -> None:
        """The service's thread: an emergency stop waits for nobody."""
        self._emergency.stop_at_once(reason)
        self._loop.post(lambda: self._emergency.commanded(reason))

    @property
    def _sendable_s(self) -> float:
        return max(self._state_sent_s + SHORTEST_STATE_S, self._quiet_until_s)

    def _state_is_due(self, wall_s: float) -> bool:
        return wall_s >= self._state_due_s or (self._changed and wall_s >= self._sendable_s)

    def _publish_state(self, at_s: float, wall_s: float) -> None:
        self._changed = False
        self._state_sent_s = wall_s
        self._state_due_s = wall_s + LONGEST_STATE_S
        state = self._made.core.state
        message = self._state_message.build(
            state,
            now_s=at_s,
            origin_s=self._line_time.origin_s,
            heard=self._line_turn.roll.heard,
            starting=self._line_turn.roll.is_starting(state, wall_s),
            wall_s=wall_s,
            further_alarms=self._own_alarms(),
        )
        self._rivals.published(message)
        self._line_states.publish(message)

    def _own_alarms(self) -> tuple[Alarm, ...]:
        fault = self._made.fault
        lost = self._search.alarm if self._search is not None else None
        return (*(() if fault is None else (unwritable(fault),)), *(() if lost is None else (lost,)))


def main(argv: Sequence[str] | None = None) -> int:
    """Run it; `argv` are the ROS arguments (None: those of the process)."""
    return run_node(OrchestratorNode, argv)

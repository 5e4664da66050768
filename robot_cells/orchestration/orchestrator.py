"""The decision core: events in, decisions out. Pure and deterministic, without clock, threads or middleware."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from robot_cells.attempts.assignment import Assignment
from robot_cells.attempts.report import Phase, Report
from robot_cells.ids import AlarmId, JournalId, ProductId, PromptId, serial_number
from robot_cells.lines.line import Line
from robot_cells.orchestration import assignments, cell_orders, doubts, escalations
from robot_cells.orchestration.alarm import Alarm, Severity
from robot_cells.orchestration.cell_heard import HostHeard
from robot_cells.orchestration.consequences import consequences
from robot_cells.orchestration.events import (
    AlarmRaised,
    AttemptDispatched,
    AttemptEnded,
    AttemptEndedLate,
    AttemptRefused,
    AttemptReopened,
    CancelRequested,
    CellCommanded,
    CellLost,
    Event,
    LineReset,
    OrderSubmitted,
    PromptAnswered,
    PromptTimedOut,
    TimePassed,
)
from robot_cells.orchestration.observations import changes_something, events_of_host, events_of_report, is_known
from robot_cells.orchestration.plant import Plant
from robot_cells.orchestration.situation import Situation
from robot_cells.orchestration.standstill import STUCK, standstill
from robot_cells.orchestration.starts import Starts
from robot_cells.orchestration.state import AttemptState, LineMode, State
from robot_cells.orchestration.task_names import split_attempt, split_job
from robot_cells.orchestration.time_limits import TimeLimits
from robot_cells.orchestration.transitions import apply
from robot_cells.orchestration.trips import Trips
from robot_cells.orders.cancel_policy import CancelPolicy
from robot_cells.orders.product import Product
from robot_cells.schedules.rules import Rule, apparent_tardiness_cost

LONGEST_TURN = 1000
"""So many of the last events are looked at for what they bring about, when a journal is read."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one turn brought: `recorded` goes to the journal, in order; after it is durable, `assignments` are sent."""

    recorded: tuple[Event, ...]
    assignments: tuple[Assignment, ...]


class Orchestrator:
    """Decides which cell does what and when. One turn: `handle`, write, send."""

    def __init__(
        self,
        line: Line,
        products: Mapping[ProductId, Product],
        journal_id: JournalId,
        rule: Rule = apparent_tardiness_cost,
        epoch: int = 0,
    ) -> None:
        self._rule = rule
        self._adopt(State.initial(Plant(line, products), journal_id, epoch))
        self._unfinished: tuple[Event, ...] = ()
        self._recorded: list[Event] = []
        self._assignments: list[Assignment] = []

    def _adopt(self, state: State) -> None:
        self.state = state
        self._situation = Situation(state, self._rule)
        self._starts = Starts(self._situation)
        self._trips = Trips(self._situation)
        self._limits = TimeLimits(state)

    def handle(self, events: Iterable[Event]) -> Outcome:
        """Take what was observed since the last call, in order, and decide what follows.

        Events that tell nothing new (repeated, late, overtaken by others) are passed over; a repeated end of an
        attempt is acknowledged again.
        """
        self._recorded, self._assignments = [], []
        self._situation.begin_turn()
        unfinished, self._unfinished = self._unfinished, ()
        for event in unfinished:
            self._record(event)
        for event in events:
            self._situation.work.advance(event.at_s)
            self._observed(event)
        self._close_prompts()
        self._presume_ends()
        for timeout in self._limits.passed(self._situation.work.now_s):
            self._record(timeout)
        if self.state.mode is LineMode.RUNNING:
            self._decide()
            for timeout in self._limits.passed_in_queue(self._situation.work.now_s):
                self._record(timeout)
                self._decide()
        if not self.state.attempts or STUCK in self.state.alarms:
            for event in standstill(self.state, self._situation.work.next_s is not None, self._situation.work.now_s):
                self._record(event)
        return Outcome(tuple(self._recorded), tuple(self._assignments))

    @property
    def wake_at_s(self) -> float | None:
        """The line time at which something has to be decided though nothing happens; None for never."""
        times = [
            self._situation.work.next_s,
            self._limits.next_s,
            *(until_s for until_s, _, _ in self._deadlines()),
            *(until_s for until_s, _ in doubts.deadlines(self.state)),
        ]
        if self.state.prompts:
            times += [until_s for until_s, _ in escalations.due_s(self.state)]
        return min((time_s for time_s in times if time_s is not None), default=None)

    @property
    def now_s(self) -> float:
        """The latest line time that was handed in, in seconds."""
        return self._situation.now_s

    def observe(self, report: Report, at_s: float) -> tuple[Event, ...]:
        """The events that a cell's report means now; hand them to `handle`."""
        return events_of_report(self.state, report, at_s)

    def observe_cells(self, heard: HostHeard, at_s: float) -> tuple[Event, ...]:
        """The events that a process's word about its cells means now; none when nothing has changed."""
        return events_of_host(self.state, heard, at_s)

    def observe_silence(self, host: str, at_s: float, reason: str = "") -> tuple[Event, ...]:
        """The events that the silence of a process means: every cell of it is lost."""
        return tuple(
            CellLost(at_s, cell.id, reason) for cell in self.state.cells.values() if cell.present and cell.host == host
        )

    def replay(self, events: Iterable[Event]) -> None:
        """Apply recorded events without deciding anything. Raises `TransitionError` when they do not fit.

        What the last of them bring about and is not among them (the journal was cut in the middle of a turn) is the
        first thing that the next turn records.
        """
        tail: deque[Event] = deque()
        for event in events:
            tail.append(event)
            if len(tail) > LONGEST_TURN:
                self._apply(tail.popleft())
        if tail:
            self._unfinished = self._apply_tail(tail)
        self._situation.work.rebuild()
        self._limits.rebuild()

    def _apply(self, event: Event) -> None:
        apply(self.state, event)
        self._situation.work.now_s = max(self._situation.work.now_s, event.at_s)

    def _apply_tail(self, tail: Iterable[Event]) -> tuple[Event, ...]:
        """Apply these too; gives what follows from them and does not come."""
        expected: deque[Event] = deque()
        for event in tail:
            if expected and expected[0] == event:
                expected.popleft()
            else:
                expected.clear()
            self._apply(event)
            expected.extend(consequences(self.state, event, self.now_s))
        return tuple(expected)

    def restore(self, state: State, now_s: float) -> None:
        """Go on from this state of the same line (`state_document`), as it was at line time `now_s`."""
        self._adopt(state)
        self._situation.work.now_s = now_s

    def unanswered(self, at_s: float) -> tuple[Assignment, ...]:
        """What was decided before `at_s` and no cell has answered: send it again. Cells that are lost are left out."""
        waiting = [
            attempt
            for attempt in self.state.attempts.values()
            if attempt.dispatched_s < at_s and self.state.cells[attempt.cell].present
        ]
        superseded = doubts.superseded(self.state)
        return (
            *assignments.unanswered(self.state, waiting),
            *(assignments.cancel(self.state, attempt, CancelPolicy.FINISH_STEP) for attempt in superseded),
            *cell_orders.unanswered_commands(self.state, at_s),
        )

    def _observed(self, event: Event) -> None:
        if isinstance(event, TimePassed):
            return
        if changes_something(self.state, event):
            self._record(event, observed=True)
        elif isinstance(event, AttemptEnded | AttemptRefused):
            self._observed_again(event)

    def _observed_again(self, event: AttemptEnded | AttemptRefused) -> None:
        """An end that is on record is acknowledged again; one that nobody decided is something to look at."""
        parts = split_attempt(event.attempt)
        if parts is None:
            return
        doubted = self.state.doubted.get(event.attempt)
        if doubted is not None and doubted.cell == event.cell:
            self._told_late(event, doubted)
            return
        if is_known(self.state, event.attempt):
            self._assignments.append(assignments.acknowledge(self.state, event.cell, event.attempt))
            return
        alarm = AlarmId(f"unknown_attempt:{event.attempt}")
        if alarm not in self.state.alarms:
            text = f"A cell reports the end of {event.attempt}, which is not in the journal."
            remedy = "The journal was restored from an older copy: look at the cell's ledger before going on."
            raised = Alarm(alarm, Severity.ERROR, "orchestrator", "orchestrator.unknown_attempt", text, remedy)
            self._record(AlarmRaised(event.at_s, raised), observed=False)

    def _told_late(self, event: AttemptEnded | AttemptRefused, attempt: AttemptState) -> None:
        """What the cell tells takes the place of what was presumed, as long as nothing has been built on that."""
        outcome = event.outcome if isinstance(event, AttemptEnded) else Phase.REFUSED
        if doubts.gives_way(self.state, attempt, outcome):
            self._record(AttemptReopened(event.at_s, event.attempt, event.cell))
            self._record(event, observed=True)
            return
        result = event.result if isinstance(event, AttemptEnded) else {}
        serial = serial_number(*split_job(attempt.job))
        late = AttemptEndedLate(
            event.at_s, event.attempt, event.cell, serial, outcome, event.failure, result, attempt.attested
        )
        self._assignments.append(assignments.acknowledge(self.state, event.cell, event.attempt))
        self._record(late, observed=True)

    def _record(self, event: Event, observed: bool = False) -> None:
        """Apply an event and everything that follows from it."""
        waiting = deque([event])
        while waiting:
            item = waiting.popleft()
            self._send_before(item, observed and item is event)
            apply(self.state, item)
            if observed and item is event:
                self._situation.observed()
            self._situation.work.note(item)
            if self._limits.has_any or isinstance(item, OrderSubmitted):
                self._limits.note(item)
            self._recorded.append(item)
            self._send_after(item)
            waiting.extend(consequences(self.state, item, self.now_s))

    def _send_before(self, event: Event, observed: bool) -> None:
        """Messages about things that the event removes from the state; a cell has told only what was observed."""
        if isinstance(event, AttemptEnded | AttemptRefused) and observed:
            self._assignments.append(assignments.acknowledge(self.state, event.cell, event.attempt))
        elif isinstance(event, PromptAnswered | PromptTimedOut):
            prompt = self.state.prompts[event.prompt].prompt
            if prompt.cell:
                self._assignments.append(
                    assignments.answer(self.state, prompt.cell, prompt.attempt_id, prompt.id, event.choice)
                )

    def _send_after(self, event: Event) -> None:
        if isinstance(event, AttemptDispatched):
            self._assignments.append(assignments.execute(self.state, self.state.attempts[event.attempt]))
        elif isinstance(event, CancelRequested):
            attempt = self.state.attempts[event.attempt]
            self._assignments.append(assignments.cancel(self.state, attempt, event.policy))
        elif isinstance(event, CellCommanded):
            self._assignments += cell_orders.messages_to(self.state, self.state.cells[event.cell])
        elif isinstance(event, LineReset):
            for cell in self.state.cells.values():
                self._assignments += cell_orders.messages_to(self.state, cell)

    def _deadlines(self) -> list[tuple[float, PromptId, str]]:
        """When open prompts take their default: time, prompt, choice."""
        return [
            (item.raised_s + item.prompt.timeout_s, item.prompt.id, item.prompt.default_choice)
            for item in self.state.prompts.values()
            if item.prompt.timeout_s > 0.0 and item.prompt.default_choice
        ]

    def _close_prompts(self) -> None:
        for until_s, prompt, choice in sorted(self._deadlines()):
            if until_s <= self.now_s and prompt in self.state.prompts:
                self._record(PromptTimedOut(self.now_s, prompt, choice))
        if self.state.prompts or self.state.alarms:
            for event in tuple(escalations.escalations(self.state, self.now_s)):
                self._record(event)

    def _presume_ends(self) -> None:
        """Attempts whose cells have been silent for too long are taken for interrupted."""
        for until_s, attempt in sorted(doubts.deadlines(self.state)):
            if until_s <= self.now_s:
                self._record(doubts.presumed_end(self.state, self.state.attempts[attempt], self.now_s))

    def _decide(self) -> None:
        """Decide until nothing more can go on; where the adopted schedule alone stands in the way, it gives way."""
        self._go_on()
        if not self._situation.work.sequences.is_empty and self._stands_still():
            self._situation.work.rebuild(relaxed=True)
            self._go_on(only_one=True)
            self._situation.work.rebuild()

    def _go_on(self, only_one: bool = False) -> None:
        while True:
            self._situation.work.settle()
            events = self._trips.next_move() or self._starts.next() or self._trips.next_trip()
            if not events:
                return
            for event in events:
                self._record(event)
            if only_one and isinstance(events[-1], AttemptDispatched):
                return

    def _stands_still(self) -> bool:
        """Whether nothing is under way that could bring the next event, though there is work."""
        if self._situation.work.next_s is not None:
            return False
        if any(self.state.cells[attempt.cell].present for attempt in self.state.attempts.values()):
            return False
        return bool(self.state.jobs) or any(order.end is None for order in self.state.orders.values())

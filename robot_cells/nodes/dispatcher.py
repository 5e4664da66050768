"""Drives the decision core: what has arrived goes in, one transaction is written, then the decisions are sent.

Nothing leaves before it is durable. When the journal cannot be written (full disk) the core is taken back to what the
journal holds: nothing has been sent, so what could not be recorded has not happened. The cells repeat their reports,
and whoever asked for something is told that it was not done.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from robot_cells.attempts.assignment import Assignment, AssignmentKind
from robot_cells.attempts.report import Report
from robot_cells.errors import JournalError, RobotCellsError
from robot_cells.ids import AlarmId
from robot_cells.journals.event_records import entry_of, events_of
from robot_cells.journals.journal import Journal
from robot_cells.journals.record import Entry, Record
from robot_cells.nodes.request import Answer, Request
from robot_cells.orchestration.alarm import Alarm, Severity
from robot_cells.orchestration.cell_heard import HostHeard
from robot_cells.orchestration.events import AlarmRaised, Event, OrchestratorStarted, TimePassed
from robot_cells.orchestration.orchestrator import Orchestrator

RETRY_S = 1.0
"""After a journal that could not be written, the next try comes after so many seconds of wall time."""


class WallClock(Protocol):
    """The machine's clocks, as the module `time` has them; a drill hands in its own."""

    def monotonic(self) -> float:
        """Seconds that never run backwards."""
        ...

    def time_ns(self) -> int:
        """Unix time in nanoseconds."""
        ...


class Outlet(Protocol):
    """Where the decisions go."""

    def send(self, assignment: Assignment) -> None:
        """To the cells."""
        ...

    def tell(self, record: Record) -> None:
        """A durable record, to whoever follows the journal."""
        ...


@dataclass(slots=True)
class _Turn:
    """What one turn has brought so far. `heard` holds each observed event by its identity, with the Unix time in ns."""

    recorded: list[Event] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
    heard: dict[int, tuple[Event, int]] = field(default_factory=dict)
    observed: list[Event] = field(default_factory=list)
    accepted: list[Request] = field(default_factory=list)
    refused: list[tuple[Request, Answer]] = field(default_factory=list)


class Dispatcher:
    """One turn for everything that has arrived since the last; used by one thread.

    `make` gives a decision core in its first state. `journal` is open for writing. `outlet` gets what is decided.
    """

    def __init__(
        self, make: Callable[[], Orchestrator], journal: Journal, outlet: Outlet, wall: WallClock = time
    ) -> None:
        self._make = make
        self._wall = wall
        self._journal = journal
        self._outlet = outlet
        self._retry_at_s = 0.0
        self.fault: JournalError | None = None
        self.records = 0
        self.core = self._replayed()

    def begin(self, at_s: float) -> None:
        """Take the journal over at line time `at_s`; raises `JournalError` when it cannot be written."""
        self.turn(at_s, observed=(OrchestratorStarted(at_s, self._journal.epoch),))
        if self.fault is not None:
            raise self.fault

    def turn(
        self,
        at_s: float,
        *,
        reports: Sequence[tuple[Report, int]] = (),
        hosts: Sequence[tuple[HostHeard, int]] = (),
        silent: Sequence[str] = (),
        requests: Sequence[Request] = (),
        observed: Sequence[Event] = (),
    ) -> bool:
        """Handle what has arrived, at line time `at_s`; reports and hosts with the Unix time in ns they were heard at.

        `silent` are the processes that have fallen silent, `observed` are further events that the caller has noticed.
        Gives whether anything was recorded.
        """
        if self.fault is not None and not self._recovered(at_s):
            self._refuse_all(requests)
            return False
        turn = _Turn()
        self._observe(turn, observed, self._wall.time_ns())
        for host, heard_ns in hosts:
            self._observe(turn, self.core.observe_cells(host, at_s), heard_ns)
        for name in silent:
            reason = "nothing is heard of its process"
            self._observe(turn, self.core.observe_silence(name, at_s, reason), self._wall.time_ns())
        for report, heard_ns in reports:
            self._observe(turn, self.core.observe(report, at_s), heard_ns)
        for request in requests:
            # Each is judged in the state that everything before it has brought about.
            self._handle(turn, at_s)
            self._decide(turn, request, at_s)
        self._handle(turn, at_s)
        return self._commit(turn)

    def resend(self, before_s: float) -> int:
        """Send again what was decided before line time `before_s` and no cell has answered; how many messages."""
        waiting = self.core.unanswered(before_s) if self.fault is None else ()
        for assignment in waiting:
            self._outlet.send(assignment)
        return len(waiting)

    def _observe(self, turn: _Turn, events: Sequence[Event], heard_ns: int) -> None:
        turn.observed += events
        turn.heard.update((id(event), (event, heard_ns)) for event in events)

    def _decide(self, turn: _Turn, request: Request, at_s: float) -> None:
        try:
            events = request.decide(self.core, at_s)
        except RobotCellsError as error:
            turn.refused.append((request, Answer(False, error.code, str(error))))
            return
        self._observe(turn, events, request.heard_ns)
        turn.accepted.append(request)

    def _handle(self, turn: _Turn, at_s: float) -> None:
        events = turn.observed or [TimePassed(at_s)]
        turn.observed = []
        outcome = self.core.handle(events)
        turn.recorded += outcome.recorded
        turn.assignments += outcome.assignments

    def _commit(self, turn: _Turn) -> bool:
        decided_ns = self._wall.time_ns()
        entries = [entry_of(event, turn.heard.get(id(event), (event, decided_ns))[1]) for event in turn.recorded]
        try:
            sequences = self._journal.append(entries)
        except JournalError as error:
            self._fail(error)
            self._refuse_all(turn.accepted)
            for request, answer in turn.refused:
                request.answer(answer)
            return False
        # Nobody waits for an acknowledgement.
        for assignment in sorted(turn.assignments, key=lambda item: item.kind is AssignmentKind.ACKNOWLEDGE):
            self._outlet.send(assignment)
        for request in turn.accepted:
            request.answer(Answer(True))
        for request, answer in turn.refused:
            request.answer(answer)
        self._tell(sequences, entries)
        return bool(entries)

    def _tell(self, sequences: Sequence[int], entries: Sequence[Entry]) -> None:
        self.records += len(entries)
        for sequence, entry in zip(sequences, entries, strict=True):
            self._outlet.tell(Record(sequence, entry.at_s, entry.recorded_ns, entry.kind, entry.subject, entry.data))

    def _recovered(self, at_s: float) -> bool:
        """Try whether the journal can be written again; that it could not be is the first thing to be recorded."""
        if self._wall.monotonic() < self._retry_at_s:
            return False
        event = AlarmRaised(at_s, _interrupted(self._journal.epoch, at_s))
        entries = [entry_of(event, self._wall.time_ns())]
        try:
            sequences = self._journal.append(entries)
        except JournalError as error:
            self.fault = error
            self._retry_at_s = self._wall.monotonic() + RETRY_S
            return False
        self.fault = None
        self.core.replay((event,))
        self._tell(sequences, entries)
        return True

    def _fail(self, error: JournalError) -> None:
        """Nothing of the turn was written and nothing was sent: the core forgets it."""
        self.fault = error
        self._retry_at_s = self._wall.monotonic() + RETRY_S
        self.core = self._replayed()

    def _refuse_all(self, requests: Sequence[Request]) -> None:
        for request in requests:
            request.answer(Answer(False, JournalError.code, f"Nothing can be recorded now: {self.fault}"))

    def _replayed(self) -> Orchestrator:
        core = self._make()
        core.replay(events_of(self._journal.read()))
        return core


def _interrupted(epoch: int, at_s: float) -> Alarm:
    return Alarm(
        AlarmId(f"journal_interrupted:{epoch}:{at_s:.3f}"),
        Severity.WARNING,
        "orchestrator",
        "journal.interrupted",
        "The journal could not be written for a while; the line stood still meanwhile, nothing was lost.",
        "See that the disk has room.",
    )

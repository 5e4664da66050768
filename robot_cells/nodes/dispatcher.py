"""Drives the decision core: what has arrived goes in, one transaction is written, then the decisions are sent.

Nothing leaves before it is durable. When the journal cannot be written (full disk) the core is taken back to what the
journal holds: nothing has been sent, so what could not be recorded has not happened. The cells repeat their reports,
and whoever asked for something is told that it was not done.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Protocol

from robot_cells.attempts.assignment import Assignment, AssignmentKind
from robot_cells.attempts.report import Report
from robot_cells.errors import JournalError, RobotCellsError
from robot_cells.ids import CellId
from robot_cells.journals.checksum import documents_digest
from robot_cells.journals.event_records import entry_of
from robot_cells.journals.journal import Journal
from robot_cells.journals.record import Entry, Record
from robot_cells.journals.replays import Replay, fit_of, replay
from robot_cells.journals.snapshot import SnapshotStore
from robot_cells.nodes.journal_alarms import interrupted
from robot_cells.nodes.request import Answer, Request
from robot_cells.orchestration.assignments import greeting
from robot_cells.orchestration.cell_heard import HostHeard
from robot_cells.orchestration.events import AlarmRaised, Event, OrchestratorStarted, TimePassed
from robot_cells.orchestration.orchestrator import Orchestrator
from robot_cells.orchestration.state_document import digest_of, encode_state

RETRY_S = 1.0
"""After a journal that could not be written, the next try comes after so many seconds of wall time."""
SNAPSHOT_RECORDS = 5000
"""After so many records a snapshot is kept: a restart reads no more than these, some tenths of a second."""


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

    `make` gives a decision core in its first state, of a plant that was read from `documents`. `journal` is open for
    writing. `outlet` gets what is decided. `snapshots` keeps the state now and then, where there is such a store.
    """

    snapshot_records: ClassVar[int] = SNAPSHOT_RECORDS

    def __init__(
        self,
        make: Callable[[], Orchestrator],
        journal: Journal,
        outlet: Outlet,
        wall: WallClock = time,
        *,
        snapshots: SnapshotStore | None = None,
        documents: Mapping[str, str] | None = None,
    ) -> None:
        self._make = make
        self._wall = wall
        self._journal = journal
        self._outlet = outlet
        self._snapshots = snapshots
        self._documents = dict(documents or {})
        self._retry_at_s = 0.0
        self.fault: JournalError | None = None
        self.snapshot_fault: JournalError | None = None
        self.records = 0
        self.begun_with = self._replayed()
        self.core = self.begun_with.core
        self._snapshot_at = self.begun_with.snapshot

    def begin(self, at_s: float, noticed: Sequence[Event] = ()) -> None:
        """Take the journal over at line time `at_s`; raises `JournalError` when it cannot be written.

        `noticed` are the caller's own events about the start.
        """
        started = OrchestratorStarted(at_s, self._journal.epoch, documents_digest(self._documents))
        self.turn(at_s, observed=(started, *noticed))
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

    def greet(self, cells: Sequence[CellId]) -> None:
        """Tell cells that have just been heard which epoch they are to obey, whether they are given work or not."""
        for cell in cells:
            self._outlet.send(greeting(self.core.state, cell))

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
        self._keep_snapshot()
        return bool(entries)

    def _keep_snapshot(self) -> None:
        """Keep the state where it is time to; all of the turn has been sent, so nobody waits for it.

        A snapshot that cannot be kept costs the next restart some time and nothing else: the line goes on.
        """
        position = self.core.state.events
        if self._snapshots is None or position - self._snapshot_at < self.snapshot_records:
            return
        self._snapshot_at = position
        try:
            state = encode_state(self.core.state)
            self._snapshots.keep_snapshot(position, self.core.now_s, fit_of(self._documents), digest_of(state), state)
            self.snapshot_fault = None
        except JournalError as error:
            self.snapshot_fault = error

    def _tell(self, sequences: Sequence[int], entries: Sequence[Entry]) -> None:
        self.records += len(entries)
        for sequence, entry in zip(sequences, entries, strict=True):
            self._outlet.tell(Record(sequence, entry.at_s, entry.recorded_ns, entry.kind, entry.subject, entry.data))

    def _recovered(self, at_s: float) -> bool:
        """Try whether the journal can be written again; that it could not be is the first thing to be recorded."""
        if self._wall.monotonic() < self._retry_at_s:
            return False
        event = AlarmRaised(at_s, interrupted(self._journal.epoch, at_s))
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
        self.core = self._replayed().core

    def _refuse_all(self, requests: Sequence[Request]) -> None:
        for request in requests:
            request.answer(Answer(False, JournalError.code, f"Nothing can be recorded now: {self.fault}"))

    def _replayed(self) -> Replay:
        return replay(self._make, self._journal, self._snapshots, self._documents)

"""The records of a journal that concern one piece, each with its checksum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile

from robot_cells.ids import CellId, JobId, OrderId, SerialNumber
from robot_cells.journals.checksum import FIRST, checksum_of
from robot_cells.journals.event_records import event_of
from robot_cells.journals.journal import JournalReader
from robot_cells.journals.record import Record
from robot_cells.journals.verification import HeadDigest
from robot_cells.orchestration.events import (
    AlarmRaised,
    AttemptDispatched,
    AttemptEnded,
    AttemptRefused,
    AttemptReopened,
    Event,
    JobCompleted,
    JobReleased,
    JobScrapped,
    OrchestratorStarted,
    PromptRaised,
)

LINE_WIDE = ("line_", "emergency_", "orchestrator_")
"""How the kinds of events begin that concern every piece on the floor."""
CELL_WIDE = "cell_"
ORDER = "order_"
_OPENING = (AttemptDispatched.kind, PromptRaised.kind, AlarmRaised.kind)
"""The first record about an attempt, a question, an alarm: only its content says whose it is."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """One record about the piece; `checksum` has eight bytes."""

    record: Record
    event: Event
    checksum: bytes


@dataclass(slots=True)
class PartSearch:
    """Goes through a journal once, in order, and keeps what concerns the piece.

    These are the events of its order, its job, its attempts, and of questions and alarms about it; those of the whole
    line while it is on the floor, and of a cell while that works on it; and every start of an orchestrator until then.
    `head` digests all that was read, `checksum` is that of the last record and `sequence` its position.
    """

    head: HeadDigest

    job: JobId
    order: OrderId
    serial: SerialNumber
    checksum: bytes = FIRST
    sequence: int = 0
    found: list[Sighting] = field(default_factory=list)
    _tasks: str = field(init=False)
    _subjects: set[str] = field(default_factory=set)
    _working: dict[str, CellId] = field(default_factory=dict)
    _is_on_floor: bool = False
    _has_left: bool = False

    def __post_init__(self) -> None:
        """How the ids of the tasks of the piece begin."""
        self._tasks = f"{self.job}/"

    def search(self, records: Iterator[Record]) -> list[Sighting]:
        """What concerns the piece; `records` begin with the first of the journal."""
        for record in records:
            self.checksum, self.sequence = checksum_of(self.checksum, record), record.sequence
            self.head.take(record)
            event = self._relevant(record)
            if event is not None:
                self.found.append(Sighting(record, event, self.checksum))
                self._follow(event)
        return self.found

    def _relevant(self, record: Record) -> Event | None:
        """The event, where it concerns the piece."""
        kind, subject = record.kind, record.subject
        if kind == OrchestratorStarted.kind:
            concerns = not self._has_left
        elif kind.startswith(LINE_WIDE):
            concerns = self._is_on_floor
        elif kind.startswith(CELL_WIDE):
            concerns = subject in self._working.values()
        elif kind.startswith(ORDER):
            concerns = subject == self.order
        elif kind in _OPENING:
            event = event_of(record)
            return event if self._is_about_it(event) else None
        else:
            concerns = subject == self.job or subject.startswith(self._tasks) or subject in self._subjects
        return event_of(record) if concerns else None

    def _is_about_it(self, event: Event) -> bool:
        match event:
            case AttemptDispatched():
                return event.job == self.job
            case PromptRaised():
                return event.prompt.serial == self.serial or event.prompt.attempt_id in self._subjects
            case AlarmRaised():
                return event.alarm.serial == self.serial
        return False

    def _follow(self, event: Event) -> None:
        """Which further records concern it, after this one."""
        match event:
            case AttemptDispatched() | AttemptReopened():
                self._working[event.attempt] = event.cell
            case AttemptEnded() | AttemptRefused():
                self._working.pop(event.attempt, None)
            case JobReleased():
                self._is_on_floor = True
            case JobCompleted() | JobScrapped():
                self._is_on_floor, self._has_left = False, True
        if isinstance(event, AttemptDispatched | PromptRaised | AlarmRaised):
            self._subjects.add(event.subject)


def records_until(journal: JournalReader, until: int | None) -> Iterator[Record]:
    """The records of a journal up to a position (None: all), from the first on."""
    records = journal.read()
    return records if until is None else takewhile(lambda record: record.sequence <= until, records)

"""The state of a line at any moment of its past."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from robot_cells.errors import JournalError
from robot_cells.journals.replays import replay
from robot_cells.journals.sqlite_reader import SqliteJournalReader
from robot_cells.orchestration.orchestrator import Orchestrator
from robot_cells.orchestration.state import State
from robot_cells.reports.journal_plant import plant_of_journal

_SEQUENCE = re.compile(r"^\d{1,18}$")
_SECONDS = re.compile(r"^(\d+(?:\.\d+)?)s$")
_CLOCK = re.compile(r"^(?:(\d+):)?(\d{1,2}):(\d{2}(?:\.\d+)?)$")


@dataclass(frozen=True, slots=True)
class Moment:
    """After record `sequence`, or after all records of line time `at_s` (seconds); the other is None."""

    sequence: int | None = None
    at_s: float | None = None


@dataclass(frozen=True, slots=True)
class PastState:
    """The state after record `sequence` of `latest`: its kind, its subject, and its line time in seconds."""

    state: State
    sequence: int
    latest: int
    at_s: float
    kind: str
    subject: str


def moment_of(text: str) -> Moment | None:
    """The number of a record (`1234`) or a line time (`750.5s`, `12:30`, `0:12:30`); None for anything else."""
    if _SEQUENCE.match(text):
        return Moment(sequence=int(text))
    seconds = _SECONDS.match(text)
    if seconds is not None:
        return Moment(at_s=float(seconds[1]))
    clock = _CLOCK.match(text)
    if clock is None:
        return None
    return Moment(at_s=int(clock[1] or 0) * 3600.0 + int(clock[2]) * 60.0 + float(clock[3]))


def past_state(journal: SqliteJournalReader, moment: Moment | None = None) -> PastState:
    """The state at `moment` (None: the end), under the documents that the journal was last written under.

    Raises `JournalError` for a journal without documents, a damaged one, and a record that it does not have.
    """
    plant = plant_of_journal(journal)
    if plant is None:
        raise JournalError(
            "The journal keeps no documents, so its line is not known.",
            where=str(journal.path),
            remedy="Only what an orchestrator has written can be replayed.",
        )
    latest = journal.last_whole()
    until = latest if moment is None else _position(journal, moment, latest)
    identity, epoch = journal.journal_id, journal.epoch
    found = replay(
        lambda: Orchestrator(plant.line, plant.products, identity, epoch=epoch),
        journal,
        journal,
        journal.documents(),
        until=until,
    )
    record = next(journal.read(until)) if until else None
    if record is None:
        return PastState(found.core.state, 0, latest, 0.0, "", "")
    return PastState(found.core.state, until, latest, record.at_s, record.kind, record.subject)


def _position(journal: SqliteJournalReader, moment: Moment, latest: int) -> int:
    if moment.sequence is not None:
        if moment.sequence > latest:
            raise JournalError(
                f"There is no record {moment.sequence}: the last is {latest}.",
                where=str(journal.path),
                remedy="Name one that there is, or a line time such as 0:12:30.",
            )
        return moment.sequence
    at_s = moment.at_s if moment.at_s is not None else math.inf
    position = 0
    for record in journal.read():
        if record.sequence > latest or record.at_s > at_s:
            break
        position = record.sequence
    return position

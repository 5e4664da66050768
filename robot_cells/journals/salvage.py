"""What is whole in a damaged journal, up to the damage, as a new journal that a line can go on with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from robot_cells.errors import JournalError
from robot_cells.journals.record import Entry, Record
from robot_cells.journals.sqlite_journal import SqliteJournal
from robot_cells.journals.sqlite_reader import SqliteJournalReader
from robot_cells.orchestration.events import OrchestratorStarted

_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Salvage:
    """The new journal has the records 1 to `records`; `reason` says what stands behind them, empty where all came."""

    path: Path
    records: int
    reason: str


def salvage(damaged: Path, target: Path, opened_ns: int) -> Salvage:
    """Copy the records in order until the first that is not whole or cannot be read, with their times and documents.

    The new journal has the id of the damaged one, so that cells know its attempts, and a later epoch, so that they take
    its word. Archives are read through, and their records copied too. Raises `JournalError` when not even the id of the
    journal can be read, or `target` exists.
    """
    if target.exists():
        raise JournalError("The file exists already.", where=str(target), remedy="Name one that does not.")
    with closing(SqliteJournalReader(damaged)) as source:
        found = _Whole(source)
        with closing(SqliteJournal(target, opened_ns, source.journal_id)) as journal:
            batch: list[Entry] = []
            for record in found.records():
                batch.append(Entry(record.at_s, record.recorded_ns, record.kind, record.subject, record.data))
                if len(batch) == _BATCH:
                    journal.append(batch)
                    batch.clear()
            journal.append(batch)
            journal.begin_epoch(max(found.epoch, _epoch_of(source)) + 1, opened_ns)
            for epoch, documents in _documents_of(source).items():
                journal.keep_documents(documents, epoch)
    return Salvage(target, found.count, found.reason)


class _Whole:
    """The records of a damaged journal as far as they are whole; and the latest epoch that they tell of."""

    def __init__(self, source: SqliteJournalReader) -> None:
        self._source = source
        self.count = 0
        self.epoch = 0
        self.reason = ""

    def records(self) -> Iterator[Record]:
        """In order; where a page of them cannot be read any more, one by one."""
        try:
            for record in self._source.read():
                yield self._counted(record)
        except JournalError as error:
            self.reason = error.what
        try:
            while self.reason and (found := self._source.record_at(self.count + 1)) is not None:
                yield self._counted(found)
        except JournalError as error:
            self.reason = error.what

    def _counted(self, record: Record) -> Record:
        self.count = record.sequence
        if record.kind == OrchestratorStarted.kind:
            self.epoch = max(self.epoch, int(json.loads(record.data)["epoch"]))
        return record


def _epoch_of(source: SqliteJournalReader) -> int:
    try:
        return source.epoch
    except JournalError:
        return 0  # The records tell of it too.


def _documents_of(source: SqliteJournalReader) -> dict[int, dict[str, str]]:
    try:
        return source.all_documents()
    except JournalError:
        return {}  # The line has them, and the orchestrator keeps them again.

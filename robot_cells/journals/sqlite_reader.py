"""A journal in an SQLite file, opened for reading; another process may be writing it."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from robot_cells.errors import JournalError
from robot_cells.ids import JournalId
from robot_cells.journals.archives import Archive, archived_rows, archives_of
from robot_cells.journals.checksum import FIRST
from robot_cells.journals.record import Record
from robot_cells.journals.record_rows import COLUMNS, PAGE, Row, as_text, checksum_in, page_of, whole_record
from robot_cells.journals.snapshot import Snapshot, SnapshotFit
from robot_cells.journals.sqlite_file import SALVAGE, check_schema, faults_of, uri_of
from robot_cells.journals.tails import last_whole, written_head

_SNAPSHOT = "sequence, now_s, head, program, documents, digest, state, checksum"


class SqliteJournalReader:
    """The records are those of the file and of its archives, as one sequence."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.is_file():
            raise JournalError("There is no journal.", where=str(path), remedy="Name the file of a line that has run.")
        with faults_of(path):
            self._database = sqlite3.connect(uri_of(path, "mode=ro"), uri=True, isolation_level=None)
            self._database.text_factory = as_text
            check_schema(self._database, path)

    @property
    def journal_id(self) -> JournalId:
        """The name of the journal, eight hexadecimal digits."""
        with faults_of(self.path):
            return JournalId(self._database.execute("SELECT journal_id FROM journal").fetchone()[0])

    @property
    def epoch(self) -> int:
        """How often the journal has been opened for writing."""
        with faults_of(self.path):
            return int(self._database.execute("SELECT coalesce(max(epoch), 0) FROM epochs").fetchone()[0])

    @property
    def opened_ns(self) -> int:
        """When the journal was last opened for writing: Unix time in nanoseconds; 0 for never."""
        with faults_of(self.path):
            return int(self._database.execute("SELECT coalesce(max(opened_ns), 0) FROM epochs").fetchone()[0])

    @property
    def archives(self) -> tuple[Archive, ...]:
        """Where the older records have moved to, in their order."""
        with faults_of(self.path):
            return archives_of(self._database)

    def read(self, from_sequence: int = 1) -> Iterator[Record]:
        """The records from that position on; raises `JournalError` at the first that is damaged or missing."""
        sequence = max(from_sequence, 1)
        previous = self.checksum_at(sequence - 1)
        for row in self.rows(sequence):
            record = whole_record(row, sequence, previous)
            if record is None:
                raise JournalError(
                    f"Record {sequence} is damaged or missing.",
                    where=str(self.path),
                    remedy=f"What follows it cannot be trusted. {SALVAGE}",
                )
            yield record
            previous = checksum_in(row)
            sequence += 1

    def rows(self, from_sequence: int) -> Iterator[Row]:
        """The rows from a position on, from the archives first, as they stand there: nothing is checked.

        Records may move to an archive between two pages: so where they are is looked up again wherever there is a gap.
        """
        sequence = from_sequence
        while True:
            with faults_of(self.path):
                rows = page_of(self._database, sequence)
            if not rows or rows[0][0] != sequence:
                archive = self._archive_with(sequence)
                if archive is not None:
                    yield from archived_rows(self.path, self.journal_id, archive, sequence)
                    sequence = archive.last + 1
                    continue
            yield from rows
            if len(rows) < PAGE:
                return
            sequence += len(rows)

    def record_at(self, sequence: int) -> Record | None:
        """The one record at a position of the file itself; None where it is not there or not whole."""
        with faults_of(self.path):
            rows = self._database.execute(f"SELECT {COLUMNS} FROM records WHERE sequence = ?", (sequence,)).fetchall()
        return whole_record(rows[0], sequence, self.checksum_at(sequence - 1)) if rows else None

    def check_structure(self) -> None:
        """Raises `JournalError` when the pages of the SQLite file do not fit together; reads the whole file."""
        with faults_of(self.path):
            found = self._database.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise JournalError(f"The file is damaged: {found}.", where=str(self.path), remedy=SALVAGE)

    def last_whole(self) -> int:
        """The position after which nothing is whole: what comes behind it is a torn or damaged tail."""
        with faults_of(self.path):
            return last_whole(self._database)

    @property
    def last_sequence(self) -> int:
        """The position of the last record that was written, whether it is whole and there or not; 0 for none."""
        with faults_of(self.path):
            latest = self._database.execute("SELECT coalesce(max(sequence), 0) FROM records").fetchone()[0]
            head = written_head(self._database)
        return max([int(latest), head, *(item.last for item in self.archives)])

    def documents(self, epoch: int | None = None) -> dict[str, str]:
        """The texts of the documents of the latest epoch, up to the given one, that kept any, by name."""
        latest = "SELECT max(epoch) FROM documents WHERE ? IS NULL OR epoch <= ?"
        with faults_of(self.path):
            rows = self._database.execute(
                f"SELECT name, text FROM documents WHERE epoch = ({latest}) ORDER BY name", (epoch, epoch)
            ).fetchall()
        return dict(rows)

    def all_documents(self) -> dict[int, dict[str, str]]:
        """The texts of the documents of every epoch that kept any, by epoch and name."""
        found: dict[int, dict[str, str]] = {}
        with faults_of(self.path):
            for epoch, name, text in self._database.execute("SELECT epoch, name, text FROM documents ORDER BY 1, 2"):
                found.setdefault(epoch, {})[name] = text
        return found

    def snapshots(self) -> Iterator[Snapshot]:
        """The snapshots that are whole and belong to the records beside them, the latest first."""
        for row in self._snapshot_rows():
            snapshot = _snapshot_of(row)
            if snapshot is not None and self.checksum_at(snapshot.sequence) == snapshot.head:
                yield snapshot

    def checksum_at(self, sequence: int) -> bytes:
        """The checksum of the record at a position, which the next is chained to; empty where there is none."""
        if sequence < 1:
            return FIRST
        with faults_of(self.path):
            row = self._database.execute("SELECT checksum FROM records WHERE sequence = ?", (sequence,)).fetchone()
        if row is not None:
            return checksum_in(row)
        archive = self._archive_with(sequence)
        if archive is None:
            return FIRST
        if archive.last == sequence:
            return archive.head
        rows = archived_rows(self.path, self.journal_id, archive, sequence)
        return next((checksum_in(item) for item in rows), FIRST)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def _archive_with(self, sequence: int) -> Archive | None:
        return next((item for item in self.archives if item.first <= sequence <= item.last), None)

    def _snapshot_rows(self) -> list[tuple[Any, ...]]:
        """What the table holds; nothing where it cannot be read, since all of it can be made again."""
        try:
            return self._database.execute(f"SELECT {_SNAPSHOT} FROM snapshots ORDER BY sequence DESC").fetchall()
        except sqlite3.Error:
            return []


def _snapshot_of(row: tuple[Any, ...]) -> Snapshot | None:
    """The snapshot in a row, which in a damaged file can hold anything; None where it is not what was written."""
    sequence, now_s, head, program, documents, digest, packed, checksum = row
    try:
        state = zlib.decompress(packed).decode()
        fit = SnapshotFit(str(program), str(documents))
        snapshot = Snapshot(int(sequence), float(now_s), bytes(head), fit, str(digest), state)
    except (zlib.error, TypeError, ValueError):
        return None
    return snapshot if snapshot.checksum() == checksum else None

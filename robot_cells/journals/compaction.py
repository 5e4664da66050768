"""Older records move to an archive beside the journal; their order, checksums and history stay."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from robot_cells.errors import JournalError
from robot_cells.ids import JournalId
from robot_cells.journals.archives import ARCHIVE_TABLES, Archive, archive_name, archived_rows, archives_of
from robot_cells.journals.checksum import FIRST
from robot_cells.journals.record_rows import COLUMNS, Row, as_text, checksum_in, whole_record
from robot_cells.journals.schema import SCHEMA_VERSION, UPGRADE
from robot_cells.journals.sqlite_file import check_schema, faults_of
from robot_cells.journals.tails import last_whole
from robot_cells.journals.write_lock import WriteLock

KEEP = 5000
"""So many records stay in the journal unless something else is asked for: as many as lie between two snapshots."""


@dataclass(frozen=True, slots=True)
class Compaction:
    """The archive that was made; None where there was nothing to move. `records` stay in the journal."""

    archive: Archive | None
    records: int


def compact(path: Path, keep: int = KEEP) -> Compaction:
    """Move all but the last `keep` records to an archive. No line may write the journal meanwhile.

    The archive is whole, durable and read back before one transaction takes its records out of the journal: whenever
    this is broken off, each record is in the journal, in the archive, or in both. Raises `JournalError` when another
    process writes the journal, a record is damaged, or the disk is full.
    """
    if not path.is_file():
        raise JournalError("There is no journal.", where=str(path), remedy="Name the file of a line that has run.")
    lock = WriteLock(path)
    lock.take()
    try:
        with faults_of(path), closing(sqlite3.connect(path, isolation_level=None)) as database:
            return _Compactor(database, path).run(keep)
    finally:
        lock.release()


class _Compactor:
    """One compaction of one journal, whose lock is held."""

    def __init__(self, database: sqlite3.Connection, path: Path) -> None:
        self._database = database
        self._path = path
        database.text_factory = as_text
        version = check_schema(database, path)
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        if version < SCHEMA_VERSION:
            database.executescript(UPGRADE)
        self._journal_id = JournalId(database.execute("SELECT journal_id FROM journal").fetchone()[0])

    def run(self, keep: int) -> Compaction:
        """Move the records, and give their room back to the disk."""
        earlier = archives_of(self._database)
        first, head = (earlier[-1].last + 1, earlier[-1].head) if earlier else (1, FIRST)
        last = last_whole(self._database) - keep
        if last < first:
            return Compaction(None, self._count())
        archive = self._written(first, last, head)
        self._check(archive, head)
        self._database.execute("BEGIN IMMEDIATE")
        row = (archive.first, archive.last, archive.name, archive.head)
        self._database.execute("INSERT INTO archives VALUES (?, ?, ?, ?)", row)
        self._database.execute("DELETE FROM records WHERE sequence <= ?", (last,))
        self._database.execute("COMMIT")
        # Where a reader is in the way, or the disk has no room to write the file anew, its free pages are used again.
        with suppress(sqlite3.OperationalError):
            self._database.execute("VACUUM")
        return Compaction(archive, self._count())

    def _count(self) -> int:
        return int(self._database.execute("SELECT count(*) FROM records").fetchone()[0])

    def _written(self, first: int, last: int, head: bytes) -> Archive:
        """The archive as a durable file under its own name; one that an earlier try has left is replaced."""
        name = archive_name(self._path, first, last)
        target = self._path.with_name(name)
        part = self._path.with_name(f"{name}.part")
        part.unlink(missing_ok=True)
        with faults_of(part), closing(sqlite3.connect(part, isolation_level=None)) as copy:
            copy.executescript(f"PRAGMA journal_mode = OFF;\n{ARCHIVE_TABLES}")
            copy.execute("BEGIN")
            for row in self._rows(first, last, head):
                copy.execute("INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?)", row)
                head = checksum_in(row)
            copy.execute("INSERT INTO archive VALUES (?, ?, ?, ?)", (self._journal_id, first, last, head))
            copy.execute("COMMIT")
        _sync(part)
        part.replace(target)
        _sync(self._path.parent)
        return Archive(first, last, name, head)

    def _rows(self, first: int, last: int, head: bytes) -> list[Row]:
        rows: list[Row] = self._database.execute(
            f"SELECT {COLUMNS} FROM records WHERE sequence BETWEEN ? AND ? ORDER BY sequence", (first, last)
        ).fetchall()
        self._check_rows(rows, first, last, head, self._path)
        return rows

    def _check(self, archive: Archive, head: bytes) -> None:
        """Read the archive back from the disk."""
        rows = list(archived_rows(self._path, self._journal_id, archive, archive.first))
        self._check_rows(rows, archive.first, archive.last, head, self._path.with_name(archive.name))

    def _check_rows(self, rows: list[Row], first: int, last: int, head: bytes, path: Path) -> None:
        for sequence in range(first, last + 1):
            row = rows[sequence - first] if sequence - first < len(rows) else ()
            if whole_record(row, sequence, head) is None:
                raise JournalError(
                    f"Record {sequence} is damaged or missing; nothing was moved.",
                    where=str(path),
                    remedy="Look into it with robot-cells verify.",
                )
            head = checksum_in(row)


def _sync(path: Path) -> None:
    """Make a file, or the names in a folder, durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

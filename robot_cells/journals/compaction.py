"""Older records move to an archive beside the journal; their order, checksums and history stay."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from robot_cells.errors import JournalError
from robot_cells.ids import JournalId
from robot_cells.journals.archive_file import write_archive
from robot_cells.journals.archives import Archive, archives_of
from robot_cells.journals.checksum import FIRST
from robot_cells.journals.record_rows import as_text, pages_of
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
        rows = pages_of(self._database, first)
        archive = write_archive(self._path, self._journal_id, first, last, head, rows)
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

"""The journal in an SQLite file: write-ahead log, full synchronisation, one transaction a batch."""

from __future__ import annotations

import secrets
import sqlite3
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from robot_cells.errors import JournalError
from robot_cells.ids import JournalId
from robot_cells.journals.archives import Archive
from robot_cells.journals.checksum import checksum_of
from robot_cells.journals.record import Entry, Record
from robot_cells.journals.record_rows import COLUMNS, as_text
from robot_cells.journals.repair import Repair
from robot_cells.journals.schema import SCHEMA_VERSION, TABLES, UPGRADE
from robot_cells.journals.snapshot import Snapshot, SnapshotFit
from robot_cells.journals.sqlite_file import check_length, check_schema, faults_of
from robot_cells.journals.sqlite_reader import SqliteJournalReader
from robot_cells.journals.tails import cut_tail, last_whole
from robot_cells.journals.write_ahead_log import LostCommits, lost_commits
from robot_cells.journals.write_lock import WriteLock
from robot_cells.prewritten_log import prewrite_log

__all__ = ["SqliteJournal", "SqliteJournalReader"]

KEPT_SNAPSHOTS = 2
"""The latest, and the one before it should that turn out to be damaged."""


class SqliteJournal(SqliteJournalReader):
    """A journal opened for writing; made when there is none. Every opening begins an epoch.

    `opened_ns` is the Unix time in nanoseconds. A torn or damaged tail is cut, which `repair` then tells. Raises
    `JournalError` when another process writes it, the file is damaged before its tail or no journal, or its folder
    cannot be written.
    """

    def __init__(self, path: Path, opened_ns: int, journal_id: JournalId | None = None) -> None:
        self._lock = WriteLock(path)
        self._lock.take()
        try:
            self._open(path, opened_ns, journal_id)
        except JournalError:
            self._lock.release()
            raise

    def _open(self, path: Path, opened_ns: int, journal_id: JournalId | None) -> None:
        self.path = path
        with faults_of(path):
            self._database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._database.text_factory = as_text
            is_new = self._database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
            lost = lost_commits(self._database, path, opened_ns)
            if is_new and lost is not None:
                raise JournalError(
                    "The write-ahead log of the journal is damaged at its beginning; nothing can be read.",
                    where=str(path),
                    remedy=f"Restore both from a copy; the log is kept as {lost.kept.name}.",
                )
            version = SCHEMA_VERSION if is_new else check_schema(self._database, path)
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = FULL")
            self.repair: Repair | None = None
            if is_new:
                self._database.executescript(TABLES)
                name = journal_id if journal_id is not None else secrets.token_hex(4)
                self._database.execute("INSERT INTO journal VALUES (?)", (name,))
                self._database.execute("COMMIT")
            else:
                self._repair(version, lost, opened_ns)
                self._begin_log()
            self._next = last_whole(self._database) + 1
            self._last = self.checksum_at(self._next - 1)
            self._database.execute(
                "INSERT INTO epochs (opened_ns, first_sequence) VALUES (?, ?)", (opened_ns, self._next)
            )

    def _repair(self, version: int, lost: LostCommits | None, opened_ns: int) -> None:
        """Before anything is written: bring the tables up to date, and cut what is not whole at the end."""
        check_length(self._database, self.path)
        end = last_whole(self._database)
        if version < SCHEMA_VERSION:
            self._database.executescript(UPGRADE)
        cut = cut_tail(self._database, self.path, end, self.checksum_at(end), opened_ns)
        if lost is not None or cut is not None:
            self.repair = Repair(end, cut, lost)

    def _begin_log(self) -> None:
        """Empty the log: what a killed writer left in it cannot be taken for a lost commit when it is opened next."""
        # On a full disk the log stays as it is; whether anything can be written, the next batch shows.
        with suppress(sqlite3.OperationalError):
            self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def prewrite(self) -> None:
        """Have the blocks of the log on disk before commits need them, where there is room; they are quicker then."""
        prewrite_log(self._database, self.path.with_name(f"{self.path.name}-wal"))

    def append(self, entries: Sequence[Entry]) -> tuple[int, ...]:
        """Write all of them in one transaction, or none; durable when the call returns. Gives their positions."""
        rows: list[tuple[object, ...]] = []
        checksum = self._last
        for sequence, entry in enumerate(entries, self._next):
            record = Record(sequence, entry.at_s, entry.recorded_ns, entry.kind, entry.subject, entry.data)
            checksum = checksum_of(checksum, record)
            rows.append((sequence, entry.at_s, entry.recorded_ns, entry.kind, entry.subject, entry.data, checksum))
        if not rows:
            return ()
        with faults_of(self.path), self._transaction():
            self._database.executemany(f"INSERT INTO records ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
            self._database.execute("UPDATE head SET sequence = ?, checksum = ?", (rows[-1][0], checksum))
        first, self._next, self._last = self._next, self._next + len(rows), checksum
        return tuple(range(first, self._next))

    def keep_documents(self, documents: Mapping[str, str], epoch: int | None = None) -> None:
        """Keep the texts of the documents of this epoch, or of an earlier one of that number, by name."""
        epoch = self.epoch if epoch is None else epoch
        with faults_of(self.path), self._transaction():
            self._database.executemany(
                "INSERT OR REPLACE INTO documents VALUES (?, ?, ?)",
                [(epoch, name, text) for name, text in documents.items()],
            )

    def begin_epoch(self, epoch: int, opened_ns: int) -> None:
        """Begin one of that number, which is larger than all before: those of the journal that this one replaces."""
        with faults_of(self.path):
            self._database.execute("INSERT INTO epochs VALUES (?, ?, ?)", (epoch, opened_ns, self._next))

    def keep_snapshot(self, sequence: int, now_s: float, fit: SnapshotFit, digest: str, state: str) -> None:
        """Keep the state after record `sequence`, and the one kept before it; those that are older go."""
        snapshot = Snapshot(sequence, now_s, self.checksum_at(sequence), fit, digest, state)
        row = (sequence, now_s, snapshot.head, fit.program, fit.documents, digest)
        with faults_of(self.path), self._transaction():
            self._database.execute(
                "INSERT OR REPLACE INTO snapshots VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (*row, zlib.compress(state.encode(), 1), snapshot.checksum()),
            )
            self._database.execute(
                "DELETE FROM snapshots WHERE sequence NOT IN "
                f"(SELECT sequence FROM snapshots ORDER BY sequence DESC LIMIT {KEPT_SNAPSHOTS})"
            )

    @property
    def archived(self) -> int:
        """The position of the last record that has moved to an archive; 0 for none."""
        archives = self.archives
        return archives[-1].last if archives else 0

    def take_archive(self, archive: Archive) -> None:
        """From now on its records are read from there; the file is durable, and what it holds follows `archived`."""
        with faults_of(self.path), self._transaction():
            row = (archive.first, archive.last, archive.name, archive.head)
            self._database.execute("INSERT INTO archives VALUES (?, ?, ?, ?)", row)

    def drop_archived(self, count: int) -> bool:
        """Take at most so many records that are in an archive out of the file; whether there were any.

        Their pages are used again: the file grows no further, and does not shrink.
        """
        with faults_of(self.path):
            first = self._database.execute("SELECT min(sequence) FROM records").fetchone()[0]
            last = self.archived
            if first is None or first > last:
                return False
            with self._transaction():
                self._database.execute("DELETE FROM records WHERE sequence <= ?", (min(last, first + count - 1),))
        return True

    def close(self) -> None:
        """Let go of the file and of the right to write it."""
        super().close()
        self._lock.release()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._database.execute("COMMIT")
        except sqlite3.Error:
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
            raise

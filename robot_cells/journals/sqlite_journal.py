"""The journal in an SQLite file: write-ahead log, full synchronisation, one transaction a batch."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from robot_cells.errors import JournalError
from robot_cells.ids import JournalId
from robot_cells.journals.checksum import FIRST, checksum_of
from robot_cells.journals.record import Entry, Record
from robot_cells.journals.schema import APPLICATION_ID, SCHEMA_VERSION, TABLES
from robot_cells.journals.write_lock import WriteLock

_PAGE = 1000
"""So many records are read at a time: no read transaction stays open while the caller works on them."""
_COLUMNS = "sequence, at_s, recorded_ns, kind, subject, data"


class SqliteJournalReader:
    """A journal opened for reading; another process may be writing it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.is_file():
            raise JournalError("There is no journal.", where=str(path), remedy="Name the file of a line that has run.")
        with faults_of(path):
            self._database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
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

    def read(self, from_sequence: int = 1) -> Iterator[Record]:
        """The records from that position on; raises `JournalError` at the first that is damaged or missing."""
        sequence = max(from_sequence, 1)
        previous = self._checksum_at(sequence - 1)
        while True:
            with faults_of(self.path):
                rows = self._database.execute(
                    f"SELECT {_COLUMNS}, checksum FROM records WHERE sequence >= ? ORDER BY sequence LIMIT {_PAGE}",
                    (sequence,),
                ).fetchall()
            for row in rows:
                record = Record(*row[:-1])
                if record.sequence != sequence or checksum_of(previous, record) != row[-1]:
                    raise JournalError(
                        f"Record {sequence} is damaged or missing.",
                        where=str(self.path),
                        remedy="Restore the file from a copy; what follows the record cannot be trusted.",
                    )
                yield record
                previous = row[-1]
                sequence += 1
            if len(rows) < _PAGE:
                return

    def documents(self, epoch: int | None = None) -> dict[str, str]:
        """The texts of the documents of the latest epoch, up to the given one, that kept any, by name."""
        latest = "SELECT max(epoch) FROM documents WHERE ? IS NULL OR epoch <= ?"
        with faults_of(self.path):
            rows = self._database.execute(
                f"SELECT name, text FROM documents WHERE epoch = ({latest}) ORDER BY name", (epoch, epoch)
            ).fetchall()
        return dict(rows)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def _checksum_at(self, sequence: int) -> bytes:
        if sequence < 1:
            return FIRST
        with faults_of(self.path):
            row = self._database.execute("SELECT checksum FROM records WHERE sequence = ?", (sequence,)).fetchone()
        return row[0] if row is not None else FIRST


class SqliteJournal(SqliteJournalReader):
    """A journal opened for writing; made when there is none. Every opening begins an epoch.

    `opened_ns` is the Unix time in nanoseconds. Raises `JournalError` when another process writes it, the file is
    damaged or no journal, or its folder cannot be written.
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
            is_new = self._database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
            if not is_new:
                check_schema(self._database, path)
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = FULL")
            if is_new:
                self._database.executescript(TABLES)
                name = journal_id if journal_id is not None else secrets.token_hex(4)
                self._database.execute("INSERT INTO journal VALUES (?)", (name,))
                self._database.execute("COMMIT")
            self._next = self._database.execute("SELECT coalesce(max(sequence), 0) + 1 FROM records").fetchone()[0]
            self._last = self._checksum_at(self._next - 1)
            self._database.execute(
                "INSERT INTO epochs (opened_ns, first_sequence) VALUES (?, ?)", (opened_ns, self._next)
            )

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
            self._database.executemany(f"INSERT INTO records ({_COLUMNS}, checksum) VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        first, self._next, self._last = self._next, self._next + len(rows), checksum
        return tuple(range(first, self._next))

    def keep_documents(self, documents: Mapping[str, str]) -> None:
        """Keep the texts of the documents of this epoch, by name."""
        epoch = self.epoch
        with faults_of(self.path), self._transaction():
            self._database.executemany(
                "INSERT OR REPLACE INTO documents VALUES (?, ?, ?)",
                [(epoch, name, text) for name, text in documents.items()],
            )

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


@contextmanager
def faults_of(path: Path) -> Iterator[None]:
    """Turn what SQLite says into a `JournalError` that says what to do."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
            what, remedy = "The disk is full; nothing of the batch was written.", "Make room on the disk."
        else:
            what, remedy = f"The journal cannot be used: {error}.", "Look at the disk and the rights of the file."
        raise JournalError(what, where=str(path), remedy=remedy) from error
    except sqlite3.Error as error:
        raise JournalError(
            f"The file is damaged or no journal: {error}.",
            where=str(path),
            remedy="Restore it from a copy, or name another file.",
        ) from error


def is_blank(path: Path) -> bool:
    """Whether a file was made, but nothing was written to it: by a process that was killed in its first moment."""
    with faults_of(path), closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
        return bool(database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0)


def check_schema(database: sqlite3.Connection, path: Path) -> None:
    """Raises `JournalError` when the file is no journal, or one of another version."""
    application = database.execute("PRAGMA application_id").fetchone()[0]
    version = database.execute("PRAGMA user_version").fetchone()[0]
    if application != APPLICATION_ID:
        raise JournalError("The file is no journal.", where=str(path), remedy="Name another file.")
    if version != SCHEMA_VERSION:
        raise JournalError(
            f"The journal has schema version {version}, this program reads {SCHEMA_VERSION}.",
            where=str(path),
            remedy="Use the version of robot_cells that wrote it.",
        )

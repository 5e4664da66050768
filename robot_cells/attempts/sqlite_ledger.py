"""The ledger of a cell in a SQLite file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from robot_cells.attempts.assignment import Assignment
from robot_cells.attempts.emergency_stop import EmergencyStop
from robot_cells.attempts.ledger import KEPT_ACKNOWLEDGED, LedgerEntry
from robot_cells.attempts.report import Report
from robot_cells.attempts.report_json import decode_report, encode_report
from robot_cells.errors import JournalError
from robot_cells.ids import AttemptId, JournalId
from robot_cells.prewritten_log import prewrite_log

VERSION = 2
"""1 had no column `known`."""
LOG_PAGES = 128
"""So long the write-ahead log becomes, half a megabyte: a line may have hundreds of cells."""
LOCK_TIMEOUT_S = 2.0

_SCHEMA = """
CREATE TABLE IF NOT EXISTS epochs (journal_id TEXT PRIMARY KEY, epoch INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS attempts (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    attempt_id TEXT NOT NULL UNIQUE,
    journal_id TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    begun_at_s REAL NOT NULL,
    report TEXT,
    acknowledged INTEGER NOT NULL DEFAULT 0,
    known TEXT NOT NULL DEFAULT '{}'
);
CREATE TABLE IF NOT EXISTS emergency_stops (source TEXT PRIMARY KEY, reason TEXT NOT NULL, active INTEGER NOT NULL);
"""
_KNOWN = "ALTER TABLE attempts ADD COLUMN known TEXT NOT NULL DEFAULT '{}'"
_PRUNE = """
DELETE FROM attempts WHERE acknowledged AND sequence NOT IN
    (SELECT sequence FROM attempts WHERE acknowledged ORDER BY sequence DESC LIMIT ?)
"""


class SqliteLedger:
    """WAL mode with full synchronisation: what a method has written survives the death of process and machine.

    The file is locked for as long as it is open, so that no second process can run the same cell.

    To be used by one thread at a time.
    """

    def __init__(self, path: Path) -> None:
        """Open or make the file; raises `JournalError` when it is damaged, newer, locked, or cannot be made."""
        self._path = path
        self._acknowledged: list[AttemptId] = []
        with self._errors():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(
                path, timeout=LOCK_TIMEOUT_S, isolation_level=None, check_same_thread=False
            )
            self._database.execute("PRAGMA locking_mode=EXCLUSIVE")
            self._database.execute("PRAGMA journal_mode=WAL")
            self._database.execute("PRAGMA synchronous=FULL")
            version = self._database.execute("PRAGMA user_version").fetchone()[0]
            if version not in range(VERSION + 1):
                raise self._error(f"it has version {version}, this program knows {VERSION}", "Use a newer program.")
            with self._transaction():
                for statement in _SCHEMA.split(";\n"):
                    self._database.execute(statement)
                if version == 1:
                    self._database.execute(_KNOWN)
                self._database.execute(f"PRAGMA user_version={VERSION}")
            prewrite_log(self._database, path.with_name(f"{path.name}-wal"), LOG_PAGES)

    def epochs(self) -> Mapping[JournalId, int]:
        """The newest epoch by journal."""
        with self._errors():
            return {JournalId(name): epoch for name, epoch in self._database.execute("SELECT * FROM epochs")}

    def record_epoch(self, journal: JournalId, epoch: int) -> None:
        """Durable on return."""
        with self._errors(), self._transaction():
            self._database.execute("INSERT OR REPLACE INTO epochs VALUES (?, ?)", (journal, epoch))

    def begin(self, assignment: Assignment, at_s: float, known: Mapping[str, object]) -> None:
        """Durable on return; acknowledgements that wait are written along."""
        row = (assignment.attempt_id, assignment.journal_id, assignment.epoch, at_s, json.dumps(known))
        with self._errors(), self._transaction():
            self._write_acknowledged()
            self._database.execute(
                "INSERT INTO attempts (attempt_id, journal_id, epoch, begun_at_s, known) VALUES (?, ?, ?, ?, ?)", row
            )
        self._acknowledged.clear()

    def note(self, attempt: AttemptId, known: Mapping[str, object]) -> None:
        """Durable on return."""
        with self._errors(), self._transaction():
            self._database.execute("UPDATE attempts SET known = ? WHERE attempt_id = ?", (json.dumps(known), attempt))

    def end(self, report: Report) -> None:
        """Durable on return."""
        with self._errors(), self._transaction():
            self._database.execute(
                "UPDATE attempts SET report = ? WHERE attempt_id = ?", (encode_report(report), report.attempt_id)
            )

    def acknowledge(self, attempt: AttemptId) -> None:
        """Written with the next attempt: were it lost, the orchestrator would acknowledge once more."""
        self._acknowledged.append(attempt)

    def entries(self) -> tuple[LedgerEntry, ...]:
        """All of them, oldest first."""
        columns = "attempt_id, journal_id, epoch, begun_at_s, report, acknowledged, known"
        with self._errors():
            rows = self._database.execute(f"SELECT {columns} FROM attempts ORDER BY sequence").fetchall()
            return tuple(
                LedgerEntry(
                    attempt=AttemptId(attempt),
                    journal=JournalId(journal),
                    epoch=epoch,
                    begun_at_s=begun_at_s,
                    end=decode_report(report) if report is not None else None,
                    is_acknowledged=bool(acknowledged),
                    known=json.loads(known),
                )
                for attempt, journal, epoch, begun_at_s, report, acknowledged, known in rows
            )

    def emergency_stops(self) -> tuple[EmergencyStop, ...]:
        """Those that stand, in the order in which they came."""
        with self._errors():
            rows = self._database.execute("SELECT source, reason, active FROM emergency_stops ORDER BY rowid")
            return tuple(EmergencyStop(source, reason, bool(active)) for source, reason, active in rows)

    def record_emergency_stops(self, stops: tuple[EmergencyStop, ...]) -> None:
        """Durable on return."""
        with self._errors(), self._transaction():
            self._database.execute("DELETE FROM emergency_stops")
            rows = [(stop.source, stop.reason, stop.is_active) for stop in stops]
            self._database.executemany("INSERT INTO emergency_stops VALUES (?, ?, ?)", rows)

    def close(self) -> None:
        """Write the acknowledgements that wait, and close."""
        with self._errors(), self._transaction():
            self._write_acknowledged()
        self._acknowledged.clear()
        self._database.close()

    def _write_acknowledged(self) -> None:
        if self._acknowledged:
            rows = [(attempt,) for attempt in self._acknowledged]
            self._database.executemany("UPDATE attempts SET acknowledged = 1 WHERE attempt_id = ?", rows)
            self._database.execute(_PRUNE, (KEPT_ACKNOWLEDGED,))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All or nothing, durable at the end."""
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._database.execute("COMMIT")
        except sqlite3.Error:
            # SQLite itself rolls back when the disk is full or fails.
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
            raise

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            busy = "locked" in str(error)
            remedy = (
                "Is a second process running this cell? End it." if busy else "Make room on the disk; see its rights."
            )
            raise self._error(str(error), remedy) from error
        except (sqlite3.Error, ValueError, KeyError, TypeError) as error:
            raise self._error(f"it is damaged ({error})", "Put the file aside; see what the cell last did.") from error
        except OSError as error:
            raise self._error(str(error), "See the rights of the folder.") from error

    def _error(self, reason: str, remedy: str) -> JournalError:
        return JournalError(f"The ledger cannot be used: {reason}.", where=str(self._path), remedy=remedy)

"""Durable events a second: the journal with group commit beside bare SQLite, on one file system, in one run."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from robot_cells.attempts.report import Phase
from robot_cells.ids import AttemptId, CellId
from robot_cells.journals.event_records import entry_of
from robot_cells.journals.sqlite_journal import SqliteJournal
from robot_cells.orchestration.events import AttemptEnded, Event

GROUP = 50
"""Events a turn when fifty pieces are on the floor and the disk is what is waited for."""
ROUNDS = 5
"""The ways of writing take turns, so that what else the machine does falls on all alike."""


@dataclass(frozen=True, slots=True)
class JournalWrites:
    """Events a second that were durable when the call returned.

    `bare_per_s`: one INSERT of the same row a transaction, nothing else; `single_per_s`: the journal with one event a
    turn; `grouped_per_s`: with `group` events a turn, encoding and checksums included.
    """

    group: int
    events: int
    bare_per_s: float
    single_per_s: float
    grouped_per_s: float


def measure_journal_writes(folder: Path, *, events: int) -> JournalWrites:
    """`events` are written in all one by one, bare and through the journal, and `GROUP` times as many in groups."""
    folder.mkdir(parents=True)
    share = events // ROUNDS
    numbers = iter(range(10**9))
    bare_s = single_s = grouped_s = 0.0
    with (
        closing(SqliteJournal(folder / "journal.sqlite", time.time_ns())) as journal,
        closing(_bare_table(folder / "bare.sqlite")) as bare,
    ):
        for _ in range(ROUNDS):
            bare_s += _write_bare(bare, _events(numbers, share))
            single_s += _write(journal, _events(numbers, share), 1)
            grouped_s += _write(journal, _events(numbers, share * GROUP), GROUP)
    written = share * ROUNDS
    return JournalWrites(GROUP, written, written / bare_s, written / single_s, written * GROUP / grouped_s)


def _events(numbers: Iterator[int], count: int) -> list[Event]:
    """Ends of attempts, the largest of the common events."""
    result = {"torque_nm": 0.61, "angle_rad": 3.2, "steps": ["approach", "fasten", "retract"]}
    found: list[Event] = []
    for number in (next(numbers) for _ in range(count)):
        attempt = AttemptId(f"9f2c41aa:WO-1/{number}/fasten.1#1")
        found.append(AttemptEnded(number * 0.1, attempt, CellId("cell_001"), Phase.SUCCEEDED, None, result))
    return found


def _write(journal: SqliteJournal, events: list[Event], group: int) -> float:
    """Seconds to write them, `group` a turn."""
    begun_s = time.perf_counter()
    for start in range(0, len(events), group):
        journal.append([entry_of(event, time.time_ns()) for event in events[start : start + group]])
    return time.perf_counter() - begun_s


def _bare_table(path: Path) -> sqlite3.Connection:
    """A table of the journal's columns with the same care for the disk, and no code around it."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.execute(
        "CREATE TABLE records (sequence INTEGER PRIMARY KEY, at_s REAL, recorded_ns INTEGER, kind, subject, data)"
    )
    return database


def _write_bare(database: sqlite3.Connection, events: list[Event]) -> float:
    entries = [entry_of(event, 0) for event in events]
    begun_s = time.perf_counter()
    for entry in entries:
        row = (entry.at_s, entry.recorded_ns, entry.kind, entry.subject, entry.data)
        database.execute("INSERT INTO records (at_s, recorded_ns, kind, subject, data) VALUES (?, ?, ?, ?, ?)", row)
    return time.perf_counter() - begun_s

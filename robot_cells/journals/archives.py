"""Archives: files beside the journal that its older records have moved to."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from robot_cells.errors import JournalError
from robot_cells.ids import JournalId
from robot_cells.journals.record_rows import Row, as_text, pages_of
from robot_cells.journals.sqlite_file import faults_of, uri_of

ARCHIVE_ID = 0x52434A41
"""Marks an SQLite file as an archive of a journal ("RCJA")."""
ARCHIVE_VERSION = 1

ARCHIVE_TABLES = f"""
CREATE TABLE archive (
    journal_id TEXT NOT NULL,
    first_sequence INTEGER NOT NULL,
    last_sequence INTEGER NOT NULL,
    head BLOB NOT NULL
);
CREATE TABLE records (
    sequence INTEGER PRIMARY KEY,
    at_s REAL NOT NULL,
    recorded_ns INTEGER NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    data TEXT NOT NULL,
    checksum BLOB NOT NULL
);
PRAGMA application_id = {ARCHIVE_ID};
PRAGMA user_version = {ARCHIVE_VERSION};
"""
"""The records as they stood in the journal, checksums included, and whose they are."""


@dataclass(frozen=True, slots=True)
class Archive:
    """What a journal knows of one: which records are in it, the file's name, the checksum of the last of them."""

    first: int
    last: int
    name: str
    head: bytes


def archive_name(journal: Path, first: int, last: int) -> str:
    """The name of the file that those records of a journal go to: `journal.archive-1-95000.sqlite`."""
    return f"{journal.stem}.archive-{first}-{last}{journal.suffix}"


def archives_of(database: sqlite3.Connection) -> tuple[Archive, ...]:
    """The archives of a journal, in the order of their records; none for a journal that was never compacted."""
    if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'archives'").fetchone():
        return ()
    rows = database.execute(
        "SELECT first_sequence, last_sequence, name, head FROM archives ORDER BY first_sequence"
    ).fetchall()
    return tuple(Archive(*row) for row in rows)


def archived_rows(journal: Path, journal_id: JournalId, archive: Archive, from_sequence: int) -> Iterator[Row]:
    """The rows of an archive from a position on; raises `JournalError` when the file is missing or another's."""
    path = journal.with_name(archive.name)
    if not path.is_file():
        raise JournalError(
            f"The archive with the records {archive.first} to {archive.last} is missing.",
            where=str(path),
            remedy="Put it back beside the journal.",
        )
    with (
        faults_of(path),
        closing(sqlite3.connect(uri_of(path, "mode=ro&immutable=1"), uri=True, isolation_level=None)) as database,
    ):
        database.text_factory = as_text
        found = database.execute("SELECT journal_id, first_sequence, last_sequence FROM archive").fetchone()
        if found != (journal_id, archive.first, archive.last):
            raise JournalError(
                f"The file is not the archive of the journal {journal_id} with the records {archive.first} to "
                f"{archive.last}.",
                where=str(path),
                remedy="Put the right one back beside the journal.",
            )
        yield from pages_of(database, from_sequence)

"""An archive is written, made durable and read back before anybody is told of it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path

from robot_cells.errors import JournalError
from robot_cells.ids import JournalId
from robot_cells.journals.archives import ARCHIVE_TABLES, Archive, archive_name, archived_rows
from robot_cells.journals.record_rows import Row, checksum_in, whole_record
from robot_cells.journals.sqlite_file import faults_of


def write_archive(
    journal: Path, journal_id: JournalId, first: int, last: int, head: bytes, rows: Iterable[Row]
) -> Archive:
    """The records `first` to `last` as a durable file beside the journal; one that an earlier try has left is replaced.

    `rows` are those from `first` on, `head` is the checksum before them. Raises `JournalError` when one of them is
    damaged or missing, or the file cannot be written; nothing of it is left then.
    """
    name = archive_name(journal, first, last)
    target, part = journal.with_name(name), journal.with_name(f"{name}.part")
    try:
        part.unlink(missing_ok=True)
        archive = Archive(
            first, last, name, _copied(part, journal_id, (first, last), head, whole(rows, first, last, head, journal))
        )
        _sync(part)
        part.replace(target)
        _sync(journal.parent)
    except OSError as error:
        raise JournalError(
            f"The archive cannot be written: {error.strerror}.", where=str(target), remedy="Look at the disk."
        ) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)  # On a full disk it would be in the way of the line.
    for _ in whole(archived_rows(journal, journal_id, archive, first), first, last, head, target):
        pass  # What is on the disk has been read back.
    return archive


def whole(rows: Iterable[Row], first: int, last: int, head: bytes, path: Path) -> Iterator[Row]:
    """The rows `first` to `last`, each of them checked; raises `JournalError` for the first that is not whole."""
    sequence = first
    for row in rows:
        if whole_record(row, sequence, head) is None:
            break
        yield row
        if sequence == last:
            return
        sequence, head = sequence + 1, checksum_in(row)
    raise JournalError(
        f"Record {sequence} is damaged or missing; nothing was moved.",
        where=str(path),
        remedy="Look into it with robot-cells verify.",
    )


def _copied(part: Path, journal_id: JournalId, span: tuple[int, int], head: bytes, rows: Iterable[Row]) -> bytes:
    """Write the rows to a new file; the checksum of the last of them."""
    with faults_of(part), closing(sqlite3.connect(part, isolation_level=None)) as copy:
        copy.executescript(f"PRAGMA journal_mode = OFF;\n{ARCHIVE_TABLES}")
        copy.execute("BEGIN")
        for row in rows:
            copy.execute("INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?)", row)
            head = checksum_in(row)
        copy.execute("INSERT INTO archive VALUES (?, ?, ?, ?)", (journal_id, *span, head))
        copy.execute("COMMIT")
    return head


def _sync(path: Path) -> None:
    """Make a file, or the names in a folder, durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""The SQLite file under a journal: what can be wrong with it, in words that help."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from robot_cells.errors import JournalError
from robot_cells.journals.schema import APPLICATION_ID, READABLE_VERSIONS

SALVAGE = "Restore it from a copy, or read what is whole into a new one: robot-cells verify JOURNAL --salvage NEW."
"""What can be done about damage."""


@contextmanager
def faults_of(path: Path) -> Iterator[None]:
    """Turn what SQLite says into a `JournalError` that says what to do."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
            what, remedy = "The disk is full; nothing of the batch was written.", "Make room on the disk."
        elif error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_CANTOPEN:
            what, remedy = "The journal cannot be opened.", "Where its folder cannot be written, copy it, its -wal too."
        else:
            what, remedy = f"The journal cannot be used: {error}.", "Look at the disk and the rights of the file."
        raise JournalError(what, where=str(path), remedy=remedy) from error
    except sqlite3.Error as error:
        raise JournalError(f"The file is damaged or no journal: {error}.", where=str(path), remedy=SALVAGE) from error


def uri_of(path: Path, options: str) -> str:
    """The address of a file for SQLite, with options such as `mode=ro`."""
    return f"{path.resolve().as_uri()}?{options}"


def is_blank(path: Path) -> bool:
    """Whether a file was made, but nothing was written to it: by a process that was killed in its first moment."""
    with faults_of(path), closing(sqlite3.connect(uri_of(path, "mode=ro"), uri=True)) as database:
        return bool(database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0)


def check_schema(database: sqlite3.Connection, path: Path) -> int:
    """The schema version; raises `JournalError` when the file is no journal, or one of a version not known."""
    application = database.execute("PRAGMA application_id").fetchone()[0]
    version = int(database.execute("PRAGMA user_version").fetchone()[0])
    if application != APPLICATION_ID:
        raise JournalError("The file is no journal.", where=str(path), remedy="Name another file.")
    if version not in READABLE_VERSIONS:
        raise JournalError(
            f"The journal has schema version {version}, this program reads {READABLE_VERSIONS[-1]} and older.",
            where=str(path),
            remedy="Use the version of robot_cells that wrote it.",
        )
    return version


def check_length(database: sqlite3.Connection, path: Path) -> None:
    """Raises `JournalError` when the file has been cut short, by a part of a page or by whole ones.

    Where a log is waiting, pages may be missing: they are in it. The file is not opened here (see `lost_commits`).
    """
    pages, size = (database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    length = path.stat().st_size
    log = path.with_name(f"{path.name}-wal")
    is_waiting = log.is_file() and log.stat().st_size > 0
    if length % size or (length < pages * size and not is_waiting):
        raise JournalError("The file has been cut short.", where=str(path), remedy=SALVAGE)

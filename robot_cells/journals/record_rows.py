"""Records as rows of a table, and whether a row is what was once written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from robot_cells.journals.checksum import checksum_of
from robot_cells.journals.record import Record

COLUMNS = "sequence, at_s, recorded_ns, kind, subject, data, checksum"
PAGE = 1000
"""So many rows are read at a time: no read transaction stays open while the caller works on them."""

Row = tuple[object, ...]
"""One row of `records`, in the order of `COLUMNS`; of any types, since a damaged file can hold anything."""

_TYPES = (int, float, int, str, str, str, bytes)


def page_of(database: sqlite3.Connection, from_sequence: int) -> list[Row]:
    """The next rows from a position on, at most `PAGE` of them, in order."""
    return database.execute(
        f"SELECT {COLUMNS} FROM records WHERE sequence >= ? ORDER BY sequence LIMIT {PAGE}", (from_sequence,)
    ).fetchall()


def pages_of(database: sqlite3.Connection, from_sequence: int) -> Iterator[Row]:
    """All rows from a position on, a page at a time."""
    while True:
        rows = page_of(database, from_sequence)
        yield from rows
        if len(rows) < PAGE:
            return
        from_sequence += len(rows)


def whole_record(row: Row, sequence: int, previous: bytes) -> Record | None:
    """The record that the row holds, where it is the one at `sequence` and follows the checksum `previous`."""
    if len(row) != len(_TYPES) or any(type(item) is not kind for item, kind in zip(row, _TYPES, strict=True)):
        return None
    *fields, checksum = row
    record = Record(*fields)  # type: ignore[arg-type]  # checked above, which the type checker cannot follow
    return record if record.sequence == sequence and checksum_of(previous, record) == checksum else None


def checksum_in(row: Row) -> bytes:
    """The checksum that the row holds; empty where it holds none."""
    return row[-1] if isinstance(row[-1], bytes) else b""


def as_text(raw: bytes) -> str:
    """Text of a column. What is not UTF-8 any more becomes something else, which the checksum then tells."""
    return raw.decode(errors="replace")

"""The end of a journal that was torn or damaged: found, kept for whoever looks into it, and cut."""

from __future__ import annotations

import json
import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from robot_cells.errors import JournalError
from robot_cells.journals.archives import archives_of
from robot_cells.journals.checksum import FIRST
from robot_cells.journals.record_rows import COLUMNS, Row, checksum_in, page_of, whole_record

LONGEST_TAIL = 1000
"""When nothing is whole in so many records at the end, this is no tail any more: a person has to look."""


@dataclass(frozen=True, slots=True)
class CutTail:
    """First and last position of what is gone, how many of its records were there still, and the file with those."""

    first: int
    last: int
    records: int
    kept: Path


def last_whole(database: sqlite3.Connection) -> int:
    """The position of the last record that is what was once written; 0 in a journal without records.

    Raises `JournalError` when none of the last `LONGEST_TAIL` records is whole, or none is left.
    """
    archives = archives_of(database)
    end, head = (archives[-1].last, archives[-1].head) if archives else (0, FIRST)
    rows: list[Row] = database.execute(
        f"SELECT {COLUMNS} FROM records WHERE sequence > ? ORDER BY sequence DESC LIMIT {LONGEST_TAIL + 1}", (end,)
    ).fetchall()
    checksums = {row[0]: checksum_in(row) for row in rows} | {end: head}
    for row in rows:
        sequence = int(str(row[0]))
        if sequence - 1 in checksums and whole_record(row, sequence, checksums[sequence - 1]) is not None:
            return sequence
    head_sequence = written_head(database)
    if rows or head_sequence > end:
        raise JournalError(
            f"None of the last {len(rows) or head_sequence - end} records is whole.",
            remedy="Restore the file from a copy, or look into it with robot-cells verify.",
        )
    return end


def written_head(database: sqlite3.Connection) -> int:
    """The position of the last record that was ever written, as the head tells apart from the records.

    0 where there is no head: in a journal of schema version 1.
    """
    if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'head'").fetchone():
        return 0
    row = database.execute("SELECT sequence FROM head").fetchone()
    return row[0] if row is not None and isinstance(row[0], int) else 0


def cut_tail(database: sqlite3.Connection, path: Path, after: int, head: bytes, opened_ns: int) -> CutTail | None:
    """Remove what stands behind position `after`, of checksum `head`; None where nothing stands there or ever did.

    The rows go to a file beside the journal first, one JSON a line.
    """
    rows = page_of(database, after + 1)
    last = max(written_head(database), *(int(str(row[0])) for row in rows), after)
    if last == after:
        return None
    first = after + 1
    kept = path.with_name(f"{path.name}.cut-{first}-{last}-{opened_ns}.jsonl")
    with kept.open("w", encoding="utf-8") as file:
        file.writelines(_line(row) for row in rows)
        file.flush()
        os.fsync(file.fileno())
    database.execute("BEGIN IMMEDIATE")
    database.execute("DELETE FROM records WHERE sequence > ?", (after,))
    database.execute("DELETE FROM snapshots WHERE sequence > ?", (after,))
    database.execute("UPDATE head SET sequence = ?, checksum = ?", (after, head))
    database.execute("COMMIT")
    return CutTail(first, last, len(rows), kept)


def _line(row: Row) -> str:
    values = [item.hex() if isinstance(item, bytes) else item for item in row]
    return json.dumps(dict(zip(COLUMNS.split(", "), values, strict=True))) + "\n"

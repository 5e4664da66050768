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
    """The records that were cut, first and last position, how many there still were, and the file that keeps them."""

    first: int
    last: int
    records: int
    kept: Path


def last_whole(database: sqlite3.Connection) -> int:
    """The position of the last record that is what was once written; 0 in a journal without records.

    Raises `JournalError` when none of the last `LONGEST_TAIL` records is whole.
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
    if rows:
        raise JournalError(
            f"None of the last {len(rows)} records is whole.",
            remedy="Restore the file from a copy, or look into it with robot-cells verify.",
        )
    return end


def cut_tail(database: sqlite3.Connection, path: Path, after: int, opened_ns: int) -> CutTail | None:
    """Remove what stands behind position `after`; the rows go to a file beside the journal first, one JSON a line."""
    rows = page_of(database, after + 1)
    if not rows:
        return None
    first, last = int(str(rows[0][0])), int(str(rows[-1][0]))
    kept = path.with_name(f"{path.name}.cut-{first}-{last}-{opened_ns}.jsonl")
    with kept.open("w", encoding="utf-8") as file:
        file.writelines(_line(row) for row in rows)
        file.flush()
        os.fsync(file.fileno())
    database.execute("BEGIN IMMEDIATE")
    database.execute("DELETE FROM records WHERE sequence > ?", (after,))
    database.execute("DELETE FROM snapshots WHERE sequence > ?", (after,))
    database.execute("COMMIT")
    return CutTail(first, last, len(rows), kept)


def _line(row: Row) -> str:
    values = [item.hex() if isinstance(item, bytes) else item for item in row]
    return json.dumps(dict(zip(COLUMNS.split(", "), values, strict=True))) + "\n"

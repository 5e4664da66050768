"""A text file that holds several instances, one after the other.

In the OR-Library's `jobshop1.txt` a line `instance NAME` stands before each; in Taillard's files each begins with the
heading `Nb of jobs, Nb of Machines, ...`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from robot_cells.schedules.readers.rows import Row

NAMED = re.compile(r"instance\s+(\S+)", re.IGNORECASE)
COUNTED = "nb of jobs"
BEGINNING = 2**16
"""Bytes at the beginning of a file in which its first instance is named."""


def instances_in(name: str, rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """The lines of each instance with its name; all of them under the name of the file where there is but one.

    Instances that have no name are numbered, from 1: `tai15_15_1`.
    """
    named = {place: found[1] for place, row in enumerate(rows) if (found := NAMED.fullmatch(row.text))}
    if len(named) > 1:
        return _cut(rows, named)
    counted = [place for place, row in enumerate(rows) if row.text.lower().startswith(COUNTED)]
    if len(counted) > 1:
        return _cut(rows, {place: f"{name}_{number}" for number, place in enumerate(counted, 1)})
    return [(name, list(rows))]


def _cut(rows: Sequence[Row], heads: dict[int, str]) -> list[tuple[str, list[Row]]]:
    places = [*heads, len(rows)]
    return [(name, list(rows[place:end])) for (place, name), end in zip(heads.items(), places[1:], strict=True)]


def may_hold_several(path: Path) -> bool:
    """Whether a text file begins as one that holds several: a cheap look, which opens it and reads little."""
    try:
        with path.open("rb") as file:
            text = file.read(BEGINNING).decode("latin-1")
    except OSError:
        return False
    lines = [line.strip() for line in text.splitlines()]
    return any(NAMED.fullmatch(line) or line.lower().startswith(COUNTED) for line in lines)

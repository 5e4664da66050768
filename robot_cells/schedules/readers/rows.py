"""The lines of a text instance: numbers, comments, and what is neither."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from robot_cells.errors import ScheduleError
from robot_cells.schedules.problem_checks.numbers import MOST_S
from robot_cells.schedules.readers.file_text import text_of

REMEDY = "Compare it with the formats in docs/schedules.md."
COMMENT = "#"
MOST = 1_000_000
"""More jobs, machines or operations than this are not read."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line that holds anything; `number` counts from 1. `wrong` is the first word in it that is not a number."""

    number: int
    values: tuple[float, ...]
    text: str
    wrong: str | None = None


def read_rows(path: Path) -> list[Row]:
    """The lines that are not blank, without comments (`#` to the end of the line).

    Raises `ScheduleError` where the file cannot be read.
    """
    rows = []
    for number, line in enumerate(text_of(path).splitlines(), 1):
        content = line.partition(COMMENT)[0].strip()
        if content:
            rows.append(_row(number, content))
    return rows


def place_of(path: Path, row: Row) -> str:
    """File and line, for errors."""
    return f"{path}, line {row.number}"


def no_number(path: Path, row: Row) -> ScheduleError:
    """The error for a row with a word in it."""
    return ScheduleError(f"{row.wrong!r} is not a number.", where=place_of(path, row), remedy=REMEDY)


def _row(number: int, content: str) -> Row:
    words = content.split()
    try:
        return Row(number, tuple(map(float, words)), content)
    except ValueError:
        values = [_number(word) for word in words]
        wrong = words[values.index(None)]
        return Row(number, tuple(value for value in values if value is not None), content, wrong)


def _number(word: str) -> float | None:
    try:
        return float(word)
    except ValueError:
        return None


def count_of(value: float, what: str, where: str) -> int:
    """A whole number from 1 to `MOST`; raises `ScheduleError` for anything else."""
    if not math.isfinite(value) or value != int(value) or value < 1:
        raise ScheduleError(f"{value:g} is not a number of {what}.", where=where, remedy=REMEDY)
    if value > MOST:
        raise ScheduleError(f"{value:g} {what} are too many: at most {MOST:,}.", where=where)
    return int(value)


def duration_of(value: float, where: str) -> float:
    """A duration that can be planned, from nothing on; raises `ScheduleError` for anything else."""
    if not 0.0 <= value <= MOST_S:
        what = f"{value:g} is not a duration: they are from 0 to {MOST_S:g}."
        raise ScheduleError(what, where=where, remedy=REMEDY)
    return value


def machine_of(value: float, where: str) -> int:
    """A machine's number as the file has it; raises `ScheduleError` for what is none."""
    if not math.isfinite(value) or value != int(value) or value < 0:
        raise ScheduleError(f"{value:g} is not a machine: they are whole numbers.", where=where, remedy=REMEDY)
    return int(value)

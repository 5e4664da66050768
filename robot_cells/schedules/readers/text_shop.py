"""Reads the text formats of job shops and flexible job shops.

*Standard and flexible.* A first line `jobs machines` (what follows in it is ignored), then a line a job
(`job_lines.py`). A file is a job shop when in every line each machine occurs once; else a flexible one; else, where no
line can be read as a flexible one and all as pairs, a job shop whose jobs visit machines as often as they like. A line
may end with `-1 -1`.

*Taillard's* (E. Taillard, "Benchmarks for basic scheduling problems", European Journal of Operational Research 64,
1993). The first line, then a matrix of durations and one of machines, a line a job in each, with or without the
headings `Times` and `Machines`.

Blank lines, `#` comments, titles before the first line and remarks after the last are passed over. Machines are
numbered from 0, or from 1: no 0 occurs then, and the largest is the number of machines.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from robot_cells.errors import ScheduleError
from robot_cells.schedules.readers.job_lines import JobLine, Operations, accepts, alternatives, pairs, visits_each_once
from robot_cells.schedules.readers.rows import REMEDY, Row, count_of, no_number, place_of, read_rows
from robot_cells.schedules.readers.shop import Alternatives, Shop, ShopKind
from robot_cells.schedules.readers.taillard import is_taillard, taillard_jobs

END_MARK = (-1.0, -1.0)
"""What ends the lines of reentrant job shops (G. Da Col and E. C. Teppan, 2022)."""
FROM_ONE = "machines are numbered from 1 in the file, here from 0"


def read_text_shop(path: Path) -> Shop:
    """Read an instance; raises `ScheduleError`, with file and line, where it is none."""
    rows = read_rows(path)
    while rows and not rows[0].values:
        rows.pop(0)  # A title.
    if rows and rows[0].wrong in rows[0].text.split()[:2]:
        raise no_number(path, rows[0])
    if not rows or len(rows[0].values) < 2:
        raise ScheduleError("The first line must be: jobs machines.", where=str(path), remedy=REMEDY)
    head, body = rows[0], rows[1:]
    where = place_of(path, head)
    if min(head.values[:2]) < 1:
        raise ScheduleError("There must be at least one job and one machine.", where=where)
    jobs, machines = count_of(head.values[0], "jobs", where), count_of(head.values[1], "machines", where)
    if is_taillard(body, jobs, machines):
        table, kind = taillard_jobs(path, body, jobs, machines), ShopKind.JOB_SHOP
    else:
        lines = _job_rows(path, body, jobs)
        read, kind = _format(path, lines, machines)
        table = [(row, read(row.values, place_of(path, row))) for row in lines]
    return _numbered(path, kind, machines, table)


def _job_rows(path: Path, body: list[Row], jobs: int) -> list[Row]:
    """As many lines as there are jobs; after them only remarks."""
    rows, rest = [_without_end_mark(row) for row in body[:jobs]], body[jobs:]
    for row in rows:
        if row.wrong is not None:
            raise no_number(path, row)
    if len(rows) < jobs:
        where = place_of(path, rows[-1]) if rows else str(path)
        raise ScheduleError(
            f"{jobs} jobs are announced, {len(rows)} are there.", where=where, remedy="Is the file complete?"
        )
    if rest and rest[0].wrong is None:
        raise ScheduleError(
            f"{jobs} jobs are announced, {len(rest)} more lines follow.", where=place_of(path, rest[0]), remedy=REMEDY
        )
    return rows


def _without_end_mark(row: Row) -> Row:
    return replace(row, values=row.values[:-2]) if row.values[-2:] == END_MARK else row


def _format(path: Path, rows: list[Row], machines: int) -> tuple[JobLine, ShopKind]:
    """How the lines are to be read. Where they are of no format, the one that most are of, for the error."""
    square = [row for row in rows if visits_each_once(row.values, machines)]
    if len(square) == len(rows):
        return pairs, ShopKind.JOB_SHOP
    flexible = sum(accepts(alternatives, row.values) for row in rows)
    free = len(rows) > 1 and all(accepts(pairs, row.values) for row in rows)
    if flexible >= max(len(square), 1) or not free:
        return (pairs, ShopKind.JOB_SHOP) if len(square) > flexible else (alternatives, ShopKind.FLEXIBLE)
    lengths = [len(row.values) for row in rows]
    if square:
        _refuse_odd_one(path, next(row for row in rows if row not in square), 2 * machines)
    elif lengths[-1] < lengths[0] and len(set(lengths[:-1])) == 1:
        _refuse_odd_one(path, rows[-1], lengths[0])
    return pairs, ShopKind.JOB_SHOP


def _refuse_odd_one(path: Path, row: Row, length: int) -> None:
    what = f"The line holds {len(row.values)} numbers; the others hold {length}, machine and duration by turns."
    raise ScheduleError(what, where=place_of(path, row), remedy="Is the file complete?")


def _numbered(path: Path, kind: ShopKind, machines: int, table: list[tuple[Row, Operations]]) -> Shop:
    """The shop, with machines numbered from 0."""
    used = {machine for _, operations in table for choice in operations for machine, _ in choice}
    first = 1 if used and 0 not in used and max(used) == machines else 0
    notes = [FROM_ONE] if first else []
    jobs = []
    for row, operations in table:
        job: list[Alternatives] = []
        for choice in operations:
            result: Alternatives = {}
            for machine, duration in choice:
                _check_machine(machine, first, machines, place_of(path, row))
                if machine - first in result:
                    notes.append(f"line {row.number}: machine {machine} is named twice for an operation; the shorter")
                result[machine - first] = min(duration, result.get(machine - first, duration))
            job.append(result)
        jobs.append(tuple(job))
    return Shop(path.stem, kind, machines, tuple(jobs), tuple(notes))


def _check_machine(machine: int, first: int, machines: int, where: str) -> None:
    if machine >= machines + first:
        raise ScheduleError(
            f"{machine} is not a machine; there are {machines}, numbered from {first}.", where=where, remedy=REMEDY
        )

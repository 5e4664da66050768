"""Reads the text formats of job shops and flexible job shops.

*Standard and flexible.* A first line `jobs machines` (what follows in it is ignored), then a line a job
(`job_lines.py`). A file is a job shop when in every line each machine occurs once; else a flexible one; else, where no
line can be read as a flexible one and all as pairs, a job shop whose jobs visit machines as often as they like. A line
may end with `-1 -1`. Jobs may be spread over lines in another way, where the numbers are those of so many jobs
(`regrouped.py`). Set-up times may follow the jobs (`setups.py`).

*Taillard's* (E. Taillard, "Benchmarks for basic scheduling problems", European Journal of Operational Research 64,
1993). The first line, then a matrix of durations and one of machines, a line a job in each, with or without the
headings `Times` and `Machines`.

*Graphs.* A first line `operations precedences machines`, then the precedences and the operations (`graph_shop.py`).

Blank lines, `#` comments, titles before the first line and remarks after the last are passed over. Machines are
numbered from 0, or from 1: no 0 occurs then, and the largest is the number of machines. A file may hold several
instances (`instance_lists.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from robot_cells.errors import ScheduleError
from robot_cells.schedules.readers.graph_shop import graph_shop, is_graph
from robot_cells.schedules.readers.instance_lists import NAMED, instances_in
from robot_cells.schedules.readers.job_lines import JobLine, Operations, accepts, alternatives, pairs, visits_each_once
from robot_cells.schedules.readers.regrouped import regrouped
from robot_cells.schedules.readers.rows import REMEDY, Row, count_of, no_number, place_of, read_rows
from robot_cells.schedules.readers.setups import setups_of
from robot_cells.schedules.readers.shop import Alternatives, Shop, ShopKind
from robot_cells.schedules.readers.taillard import is_taillard, taillard_jobs

END_MARK = (-1.0, -1.0)
"""What ends the lines of reentrant job shops (G. Da Col and E. C. Teppan, 2022)."""
FROM_ONE = "machines are numbered from 1 in the file, here from 0"


def read_text_shops(path: Path) -> tuple[Shop, ...]:
    """Every instance of the file; raises `ScheduleError`, with file and line, where it holds none."""
    return tuple(_shop(path, name, rows) for name, rows in instances_in(path.stem, read_rows(path)))


def _shop(path: Path, name: str, rows: list[Row]) -> Shop:
    while rows and _is_title(rows[0]):
        rows.pop(0)
    if rows and rows[0].wrong in rows[0].text.split()[:2]:
        raise no_number(path, rows[0])
    if rows and len(rows[0].values) == 1 and len(rows) > 1 and len(rows[1].values) == 1:
        rows[:2] = [replace(rows[0], values=rows[0].values + rows[1].values)]
    if not rows or len(rows[0].values) < 2:
        raise ScheduleError("The first line must be: jobs machines.", where=str(path), remedy=REMEDY)
    head, body = rows[0], rows[1:]
    if is_graph(head, body):
        return graph_shop(path, name, head, body)
    where = place_of(path, head)
    if min(head.values[:2]) < 1:
        raise ScheduleError("There must be at least one job and one machine.", where=where)
    jobs, machines = count_of(head.values[0], "jobs", where), count_of(head.values[1], "machines", where)
    if is_taillard(body, jobs, machines):
        return _numbered(name, path, ShopKind.JOB_SHOP, machines, taillard_jobs(path, body, jobs, machines))
    return _of_lines(path, name, body, jobs, machines)


def _is_title(row: Row) -> bool:
    """Whether a line before the first one is made of words, more than of numbers."""
    return row.wrong is not None and (
        len(row.text.split()) > 2 * len(row.values) or NAMED.fullmatch(row.text) is not None
    )


def _of_lines(path: Path, name: str, body: list[Row], jobs: int, machines: int) -> Shop:
    """A job a line, or else the same numbers on other lines."""
    try:
        return _of_rows(path, name, machines, *_job_rows(path, body, jobs))
    except ScheduleError as error:
        others = None if len(body) == jobs else regrouped(body, jobs, machines)
        if others is None:
            raise
        try:
            return _of_rows(path, name, machines, *others)
        except ScheduleError:
            raise error from None


def _of_rows(path: Path, name: str, machines: int, rows: list[Row], rest: list[Row]) -> Shop:
    """A row a job, and set-up times in the rest, if there is any."""
    read, kind = _format(path, rows, machines)
    shop = _numbered(name, path, kind, machines, [(row, read(row.values, place_of(path, row))) for row in rows])
    if not rest:
        return shop
    if kind is ShopKind.JOB_SHOP:
        what = f"{len(rows)} jobs are announced, {len(rest)} more lines follow."
        raise ScheduleError(what, where=place_of(path, rest[0]), remedy=REMEDY)
    return replace(shop, setups=setups_of(path, rest, machines, len(rows), sum(map(len, shop.jobs))))


def _job_rows(path: Path, body: list[Row], jobs: int) -> tuple[list[Row], list[Row]]:
    """As many lines as there are jobs, and the numbers behind them up to the first remark."""
    rows, rest = [_without_end_mark(row) for row in body[:jobs]], body[jobs:]
    for row in rows:
        if row.wrong is not None:
            raise no_number(path, row)
    if len(rows) < jobs:
        where = place_of(path, rows[-1]) if rows else str(path)
        raise ScheduleError(
            f"{jobs} jobs are announced, {len(rows)} are there.", where=where, remedy="Is the file complete?"
        )
    return rows, rest[: next((place for place, row in enumerate(rest) if row.wrong is not None), len(rest))]


def _without_end_mark(row: Row) -> Row:
    return replace(row, values=row.values[:-2]) if row.values[-2:] == END_MARK else row


def _format(path: Path, rows: list[Row], machines: int) -> tuple[JobLine, ShopKind]:
    """How the lines are to be read. Where they are of no format, the one that most are of, for the error."""
    square = [row for row in rows if visits_each_once(row.values, machines)]
    if len(square) == len(rows):
        return pairs, ShopKind.JOB_SHOP
    flexible = sum(accepts(alternatives, row.values) for row in rows)
    free = len(rows) > 1 and all(accepts(pairs, row.values) and max(row.values[::2]) <= machines for row in rows)
    if not free or 2 * flexible > len(rows):
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


def _numbered(name: str, path: Path, kind: ShopKind, machines: int, table: Sequence[tuple[Row, Operations]]) -> Shop:
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
    return Shop(name, kind, machines, tuple(jobs), tuple(notes))


def _check_machine(machine: int, first: int, machines: int, where: str) -> None:
    if machine >= machines + first:
        raise ScheduleError(
            f"{machine} is not a machine; there are {machines}, numbered from {first}.", where=where, remedy=REMEDY
        )

"""Taillard's format: durations and machines in two matrices, a line a job in each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from robot_cells.errors import ScheduleError
from robot_cells.schedules.readers.job_lines import Operations
from robot_cells.schedules.readers.rows import Row, duration_of, machine_of, no_number, place_of

TIMES, MACHINES = "times", "machines"
"""The headings of the two matrices, in any case."""


def is_taillard(body: Sequence[Row], jobs: int, machines: int) -> bool:
    """Whether what follows the first line is of this format: headings, or twice as many lines as jobs.

    Without headings each line must hold as many numbers as there are machines, and those of the second half name each
    machine once.
    """
    if body and _is_heading(body[0], TIMES):
        return True
    rows = [row for row in body if row.wrong is None]
    if len(rows) != 2 * jobs or len(rows) != len(body) or any(len(row.values) != machines for row in rows):
        return False
    numbered = (list(range(machines)), list(range(1, machines + 1)))
    return all(sorted(row.values) in numbered for row in rows[jobs:])


def taillard_jobs(path: Path, body: Sequence[Row], jobs: int, machines: int) -> list[tuple[Row, Operations]]:
    """For each job the line of its machines and its operations; raises `ScheduleError` with the place."""
    rows = [row for row in body if not _is_heading(row, TIMES) and not _is_heading(row, MACHINES)]
    table = []
    for number in range(jobs):
        times, order = _row(path, rows, number, jobs, machines), _row(path, rows, number + jobs, jobs, machines)
        operations = [
            [(machine_of(machine, place_of(path, order)), duration_of(duration, place_of(path, times)))]
            for machine, duration in zip(order.values, times.values, strict=True)
        ]
        table.append((order, operations))
    if rest := [row for row in rows[2 * jobs :] if row.wrong is None]:
        what = f"Two matrices of {jobs} lines are announced, {len(rest)} more lines follow."
        raise ScheduleError(what, where=place_of(path, rest[0]))
    return table


def _row(path: Path, rows: Sequence[Row], number: int, jobs: int, machines: int) -> Row:
    if number >= len(rows):
        raise ScheduleError(
            f"Two matrices of {jobs} lines are announced, {len(rows)} lines are there.",
            where=place_of(path, rows[-1]) if rows else str(path),
            remedy="Is the file complete?",
        )
    row = rows[number]
    if row.wrong is not None:
        raise no_number(path, row)
    if len(row.values) != machines:
        raise ScheduleError(
            f"{len(row.values)} numbers; there are {machines} machines.",
            where=place_of(path, row),
            remedy="Is the file complete?",
        )
    return row


def _is_heading(row: Row, heading: str) -> bool:
    return row.text.strip().rstrip(":").lower() == heading

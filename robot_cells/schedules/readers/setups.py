"""Sequence-dependent set-up times behind the jobs of a flexible job shop.

For each machine a square matrix of times, from each operation to each, counted through all jobs, or from each job to
each (SDST-HUdata; A. Oddi, R. Rasconi, A. Cesta and S. F. Smith, "Applying iterative flattening search to the job shop
scheduling problem with alternative resources and sequence dependent setup times", COPLAS 2011).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from robot_cells.errors import ScheduleError
from robot_cells.schedules.readers.rows import REMEDY, Row, duration_of, place_of
from robot_cells.schedules.readers.shop import Matrix


def setups_of(path: Path, rows: Sequence[Row], machines: int, jobs: int, operations: int) -> tuple[Matrix, ...]:
    """A matrix a machine; raises `ScheduleError` where the numbers are not as many as that."""
    values = [duration_of(value, place_of(path, row)) for row in rows for value in row.values]
    for width in (operations, jobs):
        if len(values) == machines * width * width:
            lines = [tuple(values[begin : begin + width]) for begin in range(0, len(values), width)]
            return tuple(tuple(lines[begin : begin + width]) for begin in range(0, len(lines), width))
    raise ScheduleError(
        f"{jobs} jobs are announced, {len(rows)} more lines follow. Set-up times, {machines} matrices, would be "
        f"{machines * operations**2} numbers from each operation to each, {machines * jobs**2} from each job to each.",
        where=place_of(path, rows[0]),
        remedy=REMEDY,
    )

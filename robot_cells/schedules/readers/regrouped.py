"""Jobs whose numbers do not stand a line each: all numbers of the file in a row, cut into jobs again."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from robot_cells.schedules.readers.job_lines import visits_each_once
from robot_cells.schedules.readers.rows import Row


def regrouped(body: Sequence[Row], jobs: int, machines: int) -> tuple[list[Row], list[Row]] | None:
    """A row a job, and what is left over as rows; None where the numbers are not those of so many jobs.

    Either every job visits each machine once, or each begins with its number of operations. A row has the number of
    the line in which it begins.
    """
    end = next((place for place, row in enumerate(body) if row.wrong is not None), len(body))
    lines = [row.number for row in body[:end] for _ in row.values]
    values = [value for row in body[:end] for value in row.values]
    length = 2 * machines
    if len(values) == length * jobs:
        cuts = range(0, len(values) + 1, length)
        if all(visits_each_once(values[cut : cut + length], machines) for cut in cuts[:-1]):
            return _rows(values, lines, cuts), []
    ends = _flexible_ends(values, jobs)
    if ends is None:
        return None
    return _rows(values, lines, ends), _rows(values, lines, [ends[-1], len(values)])


def _flexible_ends(values: Sequence[float], jobs: int) -> list[int] | None:
    """Where each job begins, and where the last one ends."""
    cuts = [0]
    for _ in range(jobs):
        end = _end_of_job(values, cuts[-1])
        if end is None:
            return None
        cuts.append(end)
    return cuts


def _end_of_job(values: Sequence[float], begin: int) -> int | None:
    place = begin + 1
    if begin >= len(values):
        return None
    for _ in range(int(values[begin]) if 1 <= values[begin] <= len(values) else 0):
        if place >= len(values) or not 1 <= values[place] <= len(values):
            return None
        place += 1 + 2 * int(values[place])
    return place if begin + 1 < place <= len(values) else None


def _rows(values: Sequence[float], lines: Sequence[int], cuts: Sequence[int]) -> list[Row]:
    return [Row(lines[begin], tuple(values[begin:end]), "") for begin, end in pairwise(cuts) if begin < end]

"""A job's line in the two usual formats, machines still numbered as in the file.

Job shop: `machine duration` pairs. Flexible job shop: the number of operations, and for each the number of
alternatives and that many `machine duration` pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from robot_cells.errors import ScheduleError
from robot_cells.schedules.readers.rows import REMEDY, count_of, duration_of, machine_of

Pair = tuple[int, float]
"""A machine as the file numbers it, and a duration."""
Operations = list[list[Pair]]
"""For each operation its alternatives."""
JobLine = Callable[[Sequence[float], str], Operations]
"""Reads the numbers of a line; raises `ScheduleError` with the place where it is not of the format."""


def pairs(values: Sequence[float], where: str) -> Operations:
    """A line of a job shop."""
    if len(values) % 2:
        raise ScheduleError(
            f"The line holds {len(values)} numbers, an odd one: a job is machine and duration by turns.",
            where=where,
            remedy="Is the file complete?",
        )
    return [
        [(machine_of(values[place], where), duration_of(values[place + 1], where))]
        for place in range(0, len(values), 2)
    ]


def alternatives(values: Sequence[float], where: str) -> Operations:
    """A line of a flexible job shop."""
    numbers = iter(values)
    operations: Operations = []
    try:
        for _ in range(count_of(next(numbers), "operations", where)):
            choice = range(count_of(next(numbers), "alternatives", where))
            operations.append([(machine_of(next(numbers), where), duration_of(next(numbers), where)) for _ in choice])
    except StopIteration:
        raise ScheduleError("The line ends early.", where=where, remedy="Is the file complete?") from None
    left = list(numbers)
    if left:
        raise ScheduleError(f"{len(left)} numbers are left over at the end.", where=where, remedy=REMEDY)
    return operations


def visits_each_once(values: Sequence[float], machines: int) -> bool:
    """Whether a line is that of a job shop whose jobs visit every machine once, numbered from 0 or from 1."""
    numbers = sorted(values[::2])
    return len(values) == 2 * machines and numbers in (list(range(machines)), list(range(1, machines + 1)))


def accepts(read: JobLine, values: Sequence[float]) -> bool:
    """Whether a line can be read that way."""
    try:
        read(values, "")
    except ScheduleError:
        return False
    return True

"""Flexible job shops whose jobs are graphs of operations: `operations precedences machines` in the first line.

Then a line a precedence, `before after` (a third number, the job, may follow), and a line an operation: the number of
alternatives and that many `machine duration` pairs. Operations and machines count from 0; operations that hang
together are a job (E. G. Birgin et al., "A MILP model for an extended version of the flexible job shop problem",
Optimization Letters 8, 2014).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from robot_cells.errors import ScheduleError
from robot_cells.schedules.readers.rows import REMEDY, Row, count_of, duration_of, machine_of, place_of
from robot_cells.schedules.readers.shop import Alternatives, Shop, ShopKind


def is_graph(head: Row, body: Sequence[Row]) -> bool:
    """Whether the lines are as many as the first one says, and of that length."""
    if len(head.values) < 3 or any(row.wrong is not None for row in body):
        return False
    operations, precedences = head.values[0], head.values[1]
    if not 0 <= precedences <= len(body) or operations + precedences != len(body) or precedences != int(precedences):
        return False
    arcs, rest = body[: int(precedences)], body[int(precedences) :]
    return all(len(row.values) in (2, 3) for row in arcs) and all(
        len(row.values) == 2 * row.values[0] + 1 for row in rest
    )


def graph_shop(path: Path, name: str, head: Row, body: Sequence[Row]) -> Shop:
    """The shop; raises `ScheduleError`, with file and line, where the lines are not of this format."""
    where = place_of(path, head)
    operations, machines = count_of(head.values[0], "operations", where), count_of(head.values[2], "machines", where)
    arcs = body[: len(body) - operations]
    pairs = [tuple(_operation(value, operations, place_of(path, row)) for value in row.values[:2]) for row in arcs]
    choices = [_choice(row, machines, place_of(path, row)) for row in body[len(arcs) :]]
    return shop_of_graph(name, machines, choices, [(before, after) for before, after in pairs], str(path))


def shop_of_graph(
    name: str, machines: int, choices: Sequence[Alternatives], arcs: Iterable[tuple[int, int]], where: str
) -> Shop:
    """A job for all operations that hang together, in an order in which each comes after those before it.

    Raises `ScheduleError` for operations that wait for one another in a circle.
    """
    before: list[list[int]] = [[] for _ in choices]
    after: list[list[int]] = [[] for _ in choices]
    for one, other in dict.fromkeys(arcs):
        before[other].append(one)
        after[one].append(other)
    order = _sorted(before, after, where)
    job_of = _jobs(before, after)
    jobs: dict[int, list[int]] = {}
    for job in job_of:
        jobs.setdefault(job, [])
    place = [0] * len(choices)
    for operation in order:
        members = jobs[job_of[operation]]
        place[operation] = len(members)
        members.append(operation)
    table = tuple(tuple(choices[number] for number in members) for members in jobs.values())
    graph = tuple(
        tuple(tuple(sorted(place[one] for one in before[number])) for number in members) for members in jobs.values()
    )
    chain = all(item == ((at - 1,) if at else ()) for members in graph for at, item in enumerate(members))
    return Shop(name, ShopKind.FLEXIBLE, machines, table, after=() if chain else graph)


def _sorted(before: Sequence[Sequence[int]], after: Sequence[Sequence[int]], where: str) -> list[int]:
    """All operations, each after those before it, along the chains as far as they go."""
    missing = [len(items) for items in before]
    open_ones = [number for number in reversed(range(len(missing))) if not missing[number]]
    order = []
    while open_ones:
        number = open_ones.pop()
        order.append(number)
        for other in reversed(after[number]):
            missing[other] -= 1
            if not missing[other]:
                open_ones.append(other)
    if len(order) < len(missing):
        waiting = ", ".join(str(number) for number, count in enumerate(missing) if count)
        raise ScheduleError(f"Operations wait for one another in a circle, among {waiting}.", where=where)
    return order


def _jobs(before: Sequence[Sequence[int]], after: Sequence[Sequence[int]]) -> list[int]:
    """For each operation the smallest one of those that it hangs together with."""
    job = [-1] * len(before)
    for first in range(len(job)):
        reached = [first] if job[first] < 0 else []
        while reached:
            number = reached.pop()
            if job[number] < 0:
                job[number] = first
                reached += [*before[number], *after[number]]
    return job


def _operation(value: float, operations: int, where: str) -> int:
    if not 0 <= value < operations or value != int(value):
        what = f"{value:g} is not an operation; there are {operations}, numbered from 0."
        raise ScheduleError(what, where=where, remedy=REMEDY)
    return int(value)


def _choice(row: Row, machines: int, where: str) -> Alternatives:
    count_of(row.values[0], "alternatives", where)
    result: Alternatives = {}
    for place in range(1, len(row.values), 2):
        machine = machine_of(row.values[place], where)
        if machine >= machines:
            what = f"{machine} is not a machine; there are {machines}, numbered from 0."
            raise ScheduleError(what, where=where, remedy=REMEDY)
        duration = duration_of(row.values[place + 1], where)
        result[machine] = min(duration, result.get(machine, duration))
    return result

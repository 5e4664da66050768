"""Open and closed time of what a task needs: when it would end, and whether it begins or runs in closed time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from robot_cells.ids import CellId, ResourceId
from robot_cells.schedules.calendar import Calendar, Closure
from robot_cells.schedules.checks.tolerance import TOLERANCE_S
from robot_cells.schedules.problem import Problem, ProblemTask


class WorkingTimes:
    """The closed times of every cell with the resources that a task needs there."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._known: dict[tuple[CellId, tuple[ResourceId, ...]], tuple[Closure, ...]] = {}

    def closed(self, task: ProblemTask, cell: CellId) -> tuple[Closure, ...]:
        """When the task cannot run on the cell, in order and apart."""
        needed = tuple(name for name, units in task.needs.items() if units > 0)
        key = (cell, needed)
        if key not in self._known:
            calendars = [self._problem.calendars.get(cell, Calendar())]
            calendars += [self._problem.resources[name].calendar for name in needed]
            self._known[key] = together(closure for item in calendars for closure in item.closures)
        return self._known[key]


def together(closures: Iterable[Closure]) -> tuple[Closure, ...]:
    """The union of closed times, in order and apart."""
    result: list[Closure] = []
    for start_s, end_s in sorted(closures):
        if result and start_s <= result[-1].end_s:
            result[-1] = Closure(result[-1].start_s, max(end_s, result[-1].end_s))
        else:
            result.append(Closure(start_s, end_s))
    return tuple(result)


def closure_in(closed: tuple[Closure, ...], start_s: float, end_s: float) -> Closure | None:
    """The first closed time that something from `start_s` to `end_s` begins in or runs into; None for none."""
    index = bisect_right(closed, start_s, key=lambda item: item.end_s - TOLERANCE_S)
    if index == len(closed):
        return None
    found = closed[index]
    return found if found.start_s <= start_s or found.start_s < end_s - TOLERANCE_S else None


def worked_s(closed: tuple[Closure, ...], start_s: float, end_s: float) -> float:
    """The open time between two times, in seconds."""
    open_s = end_s - start_s
    index = bisect_right(closed, start_s, key=lambda item: item.end_s)
    while index < len(closed) and closed[index].start_s < end_s:
        open_s -= min(end_s, closed[index].end_s) - max(start_s, closed[index].start_s)
        index += 1
    return open_s


def ends_in(closed: tuple[Closure, ...], end_s: float) -> Closure | None:
    """The closed time in which or at whose end something ends, where nobody worked on it; None for none."""
    index = bisect_right(closed, end_s, key=lambda item: item.end_s + TOLERANCE_S)
    if index < len(closed) and closed[index].start_s < end_s - TOLERANCE_S:
        return closed[index]
    return None

"""What a line sets limits to, as a scheduling problem has it: rooms in buffers, working times, zones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from robot_cells.ids import CellId, ResourceId
from robot_cells.lines.line import Line
from robot_cells.lines.zone import Lock, LockMode
from robot_cells.orders.operation import Operation
from robot_cells.schedules.calendar import Calendar, Closure
from robot_cells.schedules.problem import Buffers, Resource

BEYOND_S = 28 * 86_400.0
"""Four weeks."""


def buffers_of(line: Line) -> dict[CellId, Buffers]:
    """The buffers that can be full, by cell."""
    return {
        cell.id: Buffers(cell.input_buffer, cell.output_buffer)
        for cell in line.cells
        if cell.input_buffer.capacity is not None or cell.output_buffer.capacity is not None
    }


def calendars_of(line: Line, from_s: float, until_s: float) -> dict[CellId, Calendar]:
    """When cells are closed, from `from_s` until some weeks after `until_s` (line time in seconds).

    After that they count as open: work that closed times push further than that is beyond what anybody plans.
    """
    result = {}
    for cell in line.cells:
        if cell.working_times:
            closed = cell.working_times.closed_between(from_s, until_s + BEYOND_S)
            result[cell.id] = Calendar(tuple(Closure(*item) for item in closed))
    return result


def zones_of(line: Line) -> dict[ResourceId, Resource]:
    """The zones as resources: a unit for each that may share one; who shares needs one, who is alone all of them."""
    return {zone: Resource(units) for zone, units in _units(line).items()}


def _units(line: Line) -> dict[ResourceId, int]:
    """For each zone how many may share it; as many as there are cells where any number may."""
    locked = {lock.zone: None for cell in line.cells for item in cell.capabilities for lock in item.locks}
    stated = {zone.id: zone.capacity for zone in line.zones}
    return {ResourceId(zone): capacity or len(line.cells) for zone, capacity in {**locked, **stated}.items()}


def locks_of(line: Line, operation: Operation, cells: Iterable[CellId]) -> list[tuple[Lock, ...]]:
    """The zones that an operation needs on each of these cells."""
    found = [line.cell(cell).capability(operation.capability) for cell in cells]
    return [() if item is None else item.locks for item in found]


def zone_needs(line: Line, locks: Sequence[tuple[Lock, ...]]) -> dict[ResourceId, int]:
    """The units of zones that a task needs whichever cell does it; `locks` are those on each of its cells.

    What only some of the cells need cannot be told by the model, and is left out.
    """
    whole = _units(line)
    units: list[dict[ResourceId, int]] = [
        {zone: 1 if mode is LockMode.SHARED else whole[zone] for zone, mode in _modes(item)} for item in locks
    ]
    first, *others = units or [{}]
    return {
        zone: min([count, *(item[zone] for item in others)])
        for zone, count in first.items()
        if all(zone in item for item in others)
    }


def _modes(locks: Iterable[Lock]) -> list[tuple[ResourceId, LockMode]]:
    return [(ResourceId(lock.zone), lock.mode) for lock in locks]

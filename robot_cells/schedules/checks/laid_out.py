"""A schedule laid out by piece and by cell, as the checks look at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from robot_cells.ids import CellId, JobId, TaskId
from robot_cells.schedules.problem import Problem, ProblemJob, ProblemTask
from robot_cells.schedules.schedule import Schedule, ScheduledTask


class Visit(NamedTuple):
    """One task where it was put."""

    job: ProblemJob
    task: ProblemTask
    item: ScheduledTask
    position: int
    """Of the item in the schedule: among tasks of the same times the one that is named first comes first."""


class Change(NamedTuple):
    """A piece has to change cells: it can leave `origin` from `ready_s` on and has to be at `target` by `begin_s`."""

    job: JobId
    origin: CellId
    target: CellId
    ready_s: float
    begin_s: float
    task: TaskId
    """The task that begins at `begin_s`."""


class Stay(NamedTuple):
    """A piece stands at `cell` after its task there has ended at `from_s`.

    It leaves with its `change`, number so and so of its job; None when it goes by itself at `until_s`.
    """

    job: JobId
    cell: CellId
    task: TaskId
    from_s: float
    until_s: float
    change: int | None


@dataclass(frozen=True, slots=True)
class LaidOut:
    """Every task of the problem with where it was put. Needs a schedule that has each task once, on a cell that can."""

    problem: Problem
    schedule: Schedule
    by_job: dict[JobId, tuple[Visit, ...]]
    """In the order of time."""
    by_cell: dict[CellId, tuple[Visit, ...]]
    """In the order of time."""
    joined_by: dict[JobId, Visit]
    """For a job whose piece goes into another one: the task that joins it."""
    changes: dict[JobId, tuple[Change, ...]]
    stays: tuple[Stay, ...]


def lay_out(problem: Problem, schedule: Schedule) -> LaidOut:
    """The schedule by piece and by cell."""
    placed = {item.task: (position, item) for position, item in enumerate(schedule.tasks)}
    by_job: dict[JobId, tuple[Visit, ...]] = {}
    on_cell: dict[CellId, list[Visit]] = {}
    joined_by: dict[JobId, Visit] = {}
    for job in problem.jobs:
        visits = []
        for task in job.tasks:
            position, item = placed[task.id]
            visit = Visit(job, task, item, position)
            visits.append(visit)
            on_cell.setdefault(item.cell, []).append(visit)
            joined_by.update(dict.fromkeys(task.joins, visit))
        by_job[job.id] = tuple(sorted(visits, key=lambda visit: (visit.item.start_s, visit.item.end_s, visit.position)))
    by_cell = {
        cell: tuple(sorted(visits, key=lambda visit: (visit.item.start_s, visit.item.end_s, visit.position)))
        for cell, visits in on_cell.items()
    }
    changes: dict[JobId, tuple[Change, ...]] = {}
    stays: list[Stay] = []
    for job in problem.jobs:
        changes[job.id] = _changes(problem, job, by_job[job.id], joined_by.get(job.id), stays)
    return LaidOut(problem, schedule, by_job, by_cell, joined_by, changes, tuple(stays))


def _changes(
    problem: Problem, job: ProblemJob, visits: tuple[Visit, ...], joined_by: Visit | None, stays: list[Stay]
) -> tuple[Change, ...]:
    """The piece's changes of cell; where it stands in between is added to `stays`."""
    found: list[Change] = []
    cell, ready_s, done = job.cell, job.release_s, None
    for visit in (*visits, *((joined_by,) if joined_by is not None else ())):
        item = visit.item
        until_s = item.start_s
        carried = cell is not None and cell != item.cell and item.task not in problem.fixed
        if cell is not None and cell != item.cell and not carried:
            until_s = ready_s
        if done is not None and cell is not None:
            stays.append(Stay(job.id, cell, done, ready_s, until_s, len(found) if carried else None))
        if cell is not None and carried:
            found.append(Change(job.id, cell, item.cell, ready_s, item.start_s, item.task))
        cell, ready_s, done = item.cell, item.end_s, item.task
    return tuple(found)

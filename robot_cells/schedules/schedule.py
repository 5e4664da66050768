"""A schedule: cell, start and end of every task in it."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.ids import CellId, TaskId


@dataclass(frozen=True, slots=True)
class ScheduledTask:
    """One task, on one cell, from `start_s` to `end_s`; change-over included. Line time in seconds."""

    task: TaskId
    cell: CellId
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Objective:
    """What a schedule costs: tardiness times weight summed over the jobs, and the end of the last task; seconds.

    Compared in this order: lateness weighs more than length.
    """

    weighted_tardiness_s: float
    makespan_s: float

    def __lt__(self, other: Objective) -> bool:
        """Whether this is the better one."""
        return (self.weighted_tardiness_s, self.makespan_s) < (other.weighted_tardiness_s, other.makespan_s)


@dataclass(frozen=True, slots=True)
class Schedule:
    """`lower_bound_s` is a time before which no schedule of the same problem can end its last task."""

    tasks: tuple[ScheduledTask, ...]
    objective: Objective
    lower_bound_s: float = 0.0

    def sequences(self) -> dict[CellId, tuple[TaskId, ...]]:
        """For each cell its tasks in the order in which they start."""
        result: dict[CellId, list[TaskId]] = {}
        for item in sorted(self.tasks, key=lambda task: (task.start_s, task.end_s)):
            result.setdefault(item.cell, []).append(item.task)
        return {cell: tuple(tasks) for cell, tasks in result.items()}

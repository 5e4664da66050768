"""A schedule: cell, start and end of every task in it, and the trips between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from robot_cells.ids import CellId, JobId, TaskId
from robot_cells.schedules.goal import USUAL_GOALS, Goal


@dataclass(frozen=True, slots=True)
class ScheduledTask:
    """One task, on one cell, from `start_s` to `end_s`; change-over included. Line time in seconds."""

    task: TaskId
    cell: CellId
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class ScheduledTrip:
    """A piece changes cells. Loading begins at `picks_up_s`, unloading has ended at `arrives_s`; seconds.

    `vehicle` is a position in the problem's vehicles, None on a line without vehicles, where a trip takes no time.
    """

    job: JobId
    vehicle: int | None
    origin: CellId
    target: CellId
    picks_up_s: float
    arrives_s: float


@dataclass(frozen=True, slots=True)
class Objective:
    """What a schedule costs: tardiness times weight summed over the jobs, the end of the last task, in seconds.

    `moved_tasks` are on another cell than in the schedule it was made from, and `shifted_s` is by how much the starts
    differ, summed. `changeover_s` is all time spent with change-overs. Compared with `<`: lateness weighs more than
    length.
    """

    weighted_tardiness_s: float
    makespan_s: float
    moved_tasks: int = 0
    shifted_s: float = 0.0
    changeover_s: float = 0.0

    def __lt__(self, other: Objective) -> bool:
        """Whether this is the better one."""
        return self.key(USUAL_GOALS) < other.key(USUAL_GOALS)

    def key(self, goals: Sequence[Goal]) -> tuple[float, ...]:
        """The figures of these goals, to compare in that order."""
        figures = {
            Goal.TARDINESS: self.weighted_tardiness_s,
            Goal.MAKESPAN: self.makespan_s,
            Goal.MOVES: float(self.moved_tasks),
            Goal.SHIFTS: self.shifted_s,
            Goal.CHANGEOVERS: self.changeover_s,
        }
        return tuple(figures[goal] for goal in goals)


@dataclass(frozen=True, slots=True)
class Schedule:
    """`lower_bound_s` is a time before which no schedule of the same problem can end its last task.

    Of `tasks` without length that a cell does at the same time, the one named first is done first.
    `trips` are all changes of cell on a line that has vehicles or finite buffers; elsewhere they may be left out.
    """

    tasks: tuple[ScheduledTask, ...]
    objective: Objective
    lower_bound_s: float = 0.0
    trips: tuple[ScheduledTrip, ...] = ()

    def sequences(self) -> dict[CellId, tuple[TaskId, ...]]:
        """For each cell its tasks in the order in which they start."""
        result: dict[CellId, list[TaskId]] = {}
        for item in sorted(self.tasks, key=lambda task: (task.start_s, task.end_s)):
            result.setdefault(item.cell, []).append(item.task)
        return {cell: tuple(tasks) for cell, tasks in result.items()}

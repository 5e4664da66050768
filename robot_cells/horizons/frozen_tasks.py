"""What is not moved any more: it begins within the frozen horizon by the adopted schedule.

The frozen horizon keeps people and vehicles from being sent about for nothing (G. E. Vieira, J. W. Herrmann and E. Lin,
"Rescheduling manufacturing systems: a framework of strategies, policies, and methods", Journal of Scheduling 6, 2003).
"""

from __future__ import annotations

from collections.abc import Mapping

from robot_cells.ids import CellId, TaskId
from robot_cells.orchestration.sequences import Sequences
from robot_cells.orchestration.state import State
from robot_cells.schedules.schedule import Schedule


def frozen_tasks(state: State, now_s: float, until_s: float) -> dict[CellId, tuple[TaskId, ...]]:
    """For each cell the tasks of the adopted schedule that begin before `until_s`, line time in seconds, in its order.

    Not those that have begun, whose piece is in trouble, or whose cell takes no work: these may go elsewhere.
    """
    schedule = state.schedule
    if schedule is None:
        return {}
    sequences = Sequences(state)
    sequences.read(relaxed=False)
    starts_s = {item.task: item.start_s for item in schedule.tasks}
    result: dict[CellId, tuple[TaskId, ...]] = {}
    for cell in state.plant.cells:
        if not state.cells[cell].usable:
            continue
        tasks: list[TaskId] = []
        for task in sequences.ahead(cell, now_s):
            if starts_s[task] >= until_s:
                break
            tasks.append(task)
        if tasks:
            result[cell] = tuple(tasks)
    return result


def moved_tasks(schedule: Schedule, frozen: Mapping[CellId, tuple[TaskId, ...]]) -> tuple[TaskId, ...]:
    """The frozen tasks that the schedule does not leave where they are: on their cell, before all others, in order."""
    sequences = schedule.sequences()
    moved: list[TaskId] = []
    for cell, tasks in frozen.items():
        first = sequences.get(cell, ())[: len(tasks)]
        moved += [task for place, task in enumerate(tasks) if first[place : place + 1] != (task,)]
    return tuple(moved)

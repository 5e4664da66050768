"""What is not moved any more: it begins within the frozen horizon by the adopted schedule.

The frozen horizon keeps people and vehicles from being sent about for nothing (G. E. Vieira, J. W. Herrmann and E. Lin,
"Rescheduling manufacturing systems: a framework of strategies, policies, and methods", Journal of Scheduling 6, 2003).
"""

from __future__ import annotations

from collections.abc import Mapping

from robot_cells.ids import CellId, TaskId
from robot_cells.orchestration.progress import ready_operations
from robot_cells.orchestration.sequences import Sequences
from robot_cells.orchestration.state import AttemptState, State
from robot_cells.orchestration.task_names import split_job, split_task
from robot_cells.schedules.schedule import Schedule


def frozen_tasks(state: State, now_s: float, until_s: float) -> dict[CellId, tuple[TaskId, ...]]:
    """For each cell the tasks of the adopted schedule that are to begin before `until_s`, line time, in its order.

    A cell begins one after the other, none before its planned start. What has begun is not among them, nor what could
    not begin so soon: its piece is elsewhere with something, or in trouble, or the cell takes no work.
    """
    schedule = state.schedule
    if schedule is None:
        return {}
    sequences = Sequences(state)
    sequences.read(relaxed=False)
    planned = {item.task: item for item in schedule.tasks}
    busy_until_s = {item.cell: _end_s(item, now_s) for item in state.attempts.values()}
    result: dict[CellId, tuple[TaskId, ...]] = {}
    for cell in state.plant.cells:
        ready_s = busy_until_s.get(cell, now_s)
        tasks: list[TaskId] = []
        for task in sequences.ahead(cell, now_s) if state.cells[cell].usable else ():
            if max(ready_s, planned[task].start_s) >= until_s:
                break
            if _could_begin(state, task, now_s, until_s):
                ready_s = max(ready_s, planned[task].start_s) + planned[task].end_s - planned[task].start_s
                tasks.append(task)
        if tasks:
            result[cell] = tuple(tasks)
    return result


def _could_begin(state: State, task: TaskId, now_s: float, until_s: float) -> bool:
    """Whether nothing but its turn keeps the piece from it before `until_s`."""
    name, operation, _ = split_task(task)
    job = state.jobs.get(name)
    if job is None:
        order, _ = split_job(name)
        return (
            state.orders[order].release_at_s < until_s
            and operation in state.plant.first[state.orders[order].order.product]
        )
    if operation not in ready_operations(state.plant, job):
        return False
    return job.attempt is None or _end_s(state.attempts[job.attempt], now_s) < until_s


def _end_s(attempt: AttemptState, now_s: float) -> float:
    begun_s = attempt.started_s if attempt.started_s is not None else attempt.dispatched_s
    return max(now_s, begun_s + attempt.expected_s)


def moved_tasks(
    schedule: Schedule, frozen: Mapping[CellId, tuple[TaskId, ...]], adopted: Schedule | None
) -> tuple[TaskId, ...]:
    """The frozen tasks that the schedule does not leave where the `adopted` one has them.

    They stay on their cell, and nothing gets before them there that was not.
    """
    before = adopted.sequences() if adopted is not None else {}
    after = schedule.sequences()
    moved: list[TaskId] = []
    for cell, tasks in frozen.items():
        place = {task: number for number, task in enumerate(before.get(cell, ()))}
        last = len(place)
        latest = -1
        stays = set()
        for task in after.get(cell, ()):
            latest = max(latest, place.get(task, last))
            if latest == place.get(task):
                stays.add(task)
        moved += [task for task in tasks if task not in stays]
    return tuple(moved)

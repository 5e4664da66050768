"""The problem that a search is given: what is left of the work, on the cells that work, with what may not be moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from robot_cells.horizons.frozen_tasks import frozen_tasks
from robot_cells.ids import CellId
from robot_cells.lines.scheduling import Scheduling
from robot_cells.orchestration.remaining_problem import remaining_problem
from robot_cells.orchestration.state import State
from robot_cells.schedules.problem import Buffers, Problem, ProblemJob, ProblemTask


def open_problem(state: State, now_s: float, settings: Scheduling, frozen_until_s: float) -> Problem:
    """What is left at `now_s`; tasks that begin before `frozen_until_s` stay where the adopted schedule has them.

    A cell that takes no work is left out wherever another one can do the task; where none can, it is taken to be back
    after `repair_s`. Times in line time, seconds.
    """
    problem = remaining_problem(state, now_s)
    standing = {cell for cell in state.plant.cells if not state.cells[cell].usable}
    back_s = now_s + settings.repair_s
    frozen = frozen_tasks(state, now_s, frozen_until_s)
    pins = {task: cell for cell, tasks in frozen.items() for task in tasks}
    jobs = tuple(
        replace(job, tasks=tuple(_task(task, standing, pins.get(task.id)) for task in job.tasks))
        for job in problem.jobs
    )
    known = {task.id for job in jobs for task in job.tasks}
    vehicles = [
        vehicle if state.cells[item.id].usable else replace(vehicle, ready_s=max(vehicle.ready_s, back_s))
        for item, vehicle in zip(state.plant.line.vehicles, problem.vehicles, strict=True)
    ]
    return replace(
        problem,
        jobs=_with_work(jobs),
        ready_s={
            cell: max(ready_s, back_s) if cell in standing else ready_s for cell, ready_s in problem.ready_s.items()
        },
        vehicles=tuple(vehicles),
        buffers=_buffers(state),
        frozen={cell: tuple(item for item in tasks if item in known) for cell, tasks in frozen.items()},
    )


def _task(task: ProblemTask, standing: set[CellId], pin: CellId | None) -> ProblemTask:
    durations_s: Mapping[CellId, float] = task.durations_s
    if pin is not None and pin in durations_s:
        return replace(task, durations_s={pin: durations_s[pin]})
    if not standing.isdisjoint(durations_s):
        working = {cell: duration_s for cell, duration_s in durations_s.items() if cell not in standing}
        return replace(task, durations_s=working or durations_s)
    return task


def _with_work(jobs: tuple[ProblemJob, ...]) -> tuple[ProblemJob, ...]:
    """Without the pieces of which nothing is left to be done but to end what runs."""
    return tuple(job for job in jobs if job.tasks)


def _buffers(state: State) -> dict[CellId, Buffers]:
    finite = {}
    for cell in state.plant.cells.values():
        if cell.input_buffer.capacity is not None or cell.output_buffer.capacity is not None:
            finite[cell.id] = Buffers(cell.input_buffer, cell.output_buffer)
    return finite

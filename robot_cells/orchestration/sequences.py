"""The adopted schedule, as far as it still holds: which cell a task shall go to, and which task a cell shall do next.

A sequence never blocks the line: a task whose job was scrapped, cancelled, finished or sent another way is passed over
for good; one whose job is in trouble (waits for an answer or a retry, is on a rework route to which the task does not
belong, is at work on a cell that nobody hears, can be done nowhere now) is passed over for as long as that lasts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from robot_cells.ids import CellId, JobId, OperationId, TaskId
from robot_cells.orchestration.progress import ready_operations
from robot_cells.orchestration.state import JobState, State
from robot_cells.orchestration.task_names import split_job, split_task


class Sequences:
    """The schedule read against the state: `pins` are the cells, `starts_s` the planned starts in line time.

    Empty where none was adopted.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self.pins: dict[TaskId, CellId] = {}
        self.starts_s: dict[TaskId, float] = {}
        self._sequences: dict[CellId, tuple[TaskId, ...]] = {}
        self._passed: dict[CellId, int] = {}
        self._parts: dict[TaskId, tuple[JobId, OperationId, int]] = {}

    def read(self, relaxed: bool) -> None:
        """Take the state's schedule; `relaxed` takes none, for a line that it would bring to a standstill."""
        schedule = self._state.schedule
        self.pins.clear()
        self.starts_s.clear()
        self._sequences.clear()
        self._passed.clear()
        self._parts.clear()
        if schedule is None or relaxed:
            return
        self._sequences = schedule.sequences()
        for task in schedule.tasks:
            self.pins[task.task] = task.cell
            self.starts_s[task.task] = task.start_s
            self._parts[task.task] = split_task(task.task)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is prescribed."""
        return not self.pins

    @property
    def gives_way(self) -> bool:
        """Whether a task may begin before its turn once its planned start has passed."""
        return self._state.schedule_gives_way and not self.is_empty

    def coming(self, now_s: float) -> Iterator[tuple[float, JobId]]:
        """The planned starts still to come of a schedule that gives way, in line time, each with its job."""
        if self.gives_way:
            for task, start_s in self.starts_s.items():
                if start_s > now_s and not self._is_over(task):
                    yield start_s, self._parts[task][0]

    def head(self, cell: CellId, now_s: float) -> TaskId | None:
        """The task that the cell shall begin next; None where nothing is prescribed for it (any more)."""
        sequence = self._sequences.get(cell, ())
        place = self._passed.get(cell, 0)
        while place < len(sequence) and self._is_over(sequence[place]):
            place += 1
        self._passed[cell] = place
        return next(self._open(sequence[place:], now_s), None)

    def ahead(self, cell: CellId, now_s: float) -> Iterator[TaskId]:
        """All tasks that the cell shall begin still, in their order; without those that are passed over now."""
        return self._open(self._sequences.get(cell, ()), now_s)

    def _open(self, tasks: Iterable[TaskId], now_s: float) -> Iterator[TaskId]:
        return (task for task in tasks if not self._is_over(task) and not self._is_troubled(task, now_s))

    def source(self, task: TaskId, now_s: float) -> JobId | None:
        """The job of the task where it has not entered the floor and may; else None."""
        job, _, _ = self._parts[task]
        order_id, unit = split_job(job)
        order = self._state.orders.get(order_id)
        if order is None or order.cancelled or order.is_released(unit) or order.release_at_s > now_s:
            return None
        return job

    def _is_over(self, task: TaskId) -> bool:
        job_id, operation, visit = self._parts[task]
        job = self._state.jobs.get(job_id)
        if job is not None:
            return job.closed.get(operation, 0) >= visit
        order_id, unit = split_job(job_id)
        order = self._state.orders.get(order_id)
        if order is None or order.cancelled is not None or unit > order.order.quantity:
            return True
        return order.is_released(unit)

    def _is_troubled(self, task: TaskId, now_s: float) -> bool:
        job_id, operation, _ = self._parts[task]
        job = self._state.jobs.get(job_id)
        if job is None:
            return False
        if job.prompt is not None or job.not_before_s > now_s:
            return True
        if job.detour and operation not in job.detour:
            return True
        if job.attempt is not None:
            attempt = self._state.attempts[job.attempt]
            return attempt.operation == operation or not self._state.cells[attempt.cell].present
        return not any(self._has_cell(job, item, now_s) for item in ready_operations(self._state.plant, job))

    def _has_cell(self, job: JobState, operation: OperationId, now_s: float) -> bool:
        options = self._state.plant.options.get((job.product, operation))
        if options is None:
            return True  # A trip that is tried again.
        return any(self._state.cells[item.cell].usable and job.refused.get(item.cell, 0.0) <= now_s for item in options)

"""Derived ids read backwards: from a task to its job, from a job to its order."""

from __future__ import annotations

from robot_cells.errors import TransitionError
from robot_cells.ids import AttemptId, JobId, JournalId, OperationId, OrderId, TaskId


def split_job(job: JobId) -> tuple[OrderId, int]:
    """Order and unit of a job: `WO-7/003` gives `WO-7` and 3. Raises `TransitionError` for anything else."""
    order, separator, unit = job.rpartition("/")
    if not (separator and unit.isdecimal()):
        raise TransitionError(f"{job!r} is not the id of a job.", remedy="Job ids are made by robot_cells.ids.job_id.")
    return OrderId(order), int(unit)


def split_task(task: TaskId) -> tuple[JobId, OperationId, int]:
    """Job, operation and visit of a task: `WO-7/003/inspect.2` gives `WO-7/003`, `inspect` and 2.

    Raises `TransitionError` for anything else.
    """
    job, _, step = task.rpartition("/")
    operation, _, visit = step.rpartition(".")
    if not (job and operation and visit.isdecimal()):
        raise TransitionError(
            f"{task!r} is not the id of a task.", remedy="Task ids are made by robot_cells.ids.task_id."
        )
    return JobId(job), OperationId(operation), int(visit)


def split_attempt(attempt: AttemptId) -> tuple[JournalId, TaskId, int] | None:
    """Journal, task and number of an attempt; None for an id that no orchestrator made (work by hand)."""
    journal, _, rest = attempt.partition(":")
    task, _, number = rest.rpartition("#")
    if not (journal and task and number.isdecimal()):
        return None
    return JournalId(journal), TaskId(task), int(number)

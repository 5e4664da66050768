"""What became of the tasks, and whether anything was lost or done twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from robot_cells.attempts.report import Phase
from robot_cells.errors import JournalError
from robot_cells.ids import AttemptId, TaskId
from robot_cells.orchestration.events import OrderEnd
from robot_cells.orchestration.task_names import split_attempt
from robot_cells.reports.history import AttemptRecord, History

ONCE = frozenset({"receive", "kit", "dwell", "transfer"})
"""Device commands that no process repeats of itself: twice under one attempt is twice too many."""


@dataclass(frozen=True, slots=True)
class TaskFigures:
    """Counts of tasks, journeys of vehicles included.

    `succeeded`, `attested` (a person said that it is done), `failed` and `open` by the latest attempt (open: no end in
    the journal). `retried` needed more than one
    attempt. `lost` are open though their order has ended. `executed_twice` were carried out again though they were
    done: by the journal, or by the witness of the simulated equipment.
    """

    total: int
    succeeded: int
    failed: int
    open: int
    retried: int
    lost: int
    executed_twice: int
    attested: int = 0


def task_figures(history: History, truth: Mapping[str, object] | None = None) -> TaskFigures:
    """The figures; `truth` is the document `truth.json` of the simulation (docs/devices.md).

    Raises `JournalError` when `truth` is of another form.
    """
    tasks: dict[TaskId, list[AttemptRecord]] = {}
    for attempt in history.attempts.values():
        tasks.setdefault(attempt.task, []).append(attempt)
    last = [attempts[-1] for attempts in tasks.values()]
    twice = {task for task, attempts in tasks.items() if _is_repeated(attempts)}
    twice |= _witnessed(history, {} if truth is None else truth)
    return TaskFigures(
        total=len(tasks),
        succeeded=sum(item.outcome is Phase.SUCCEEDED for item in last),
        failed=sum(item.outcome is not None and not item.is_done for item in last),
        open=sum(item.outcome is None for item in last),
        retried=sum(sum(item.outcome is not Phase.REFUSED for item in attempts) > 1 for attempts in tasks.values()),
        lost=sum(item.outcome is None and _has_ended(history, item) for item in last),
        executed_twice=len(twice),
        attested=sum(item.attested is not None for item in last),
    )


def _is_repeated(attempts: Sequence[AttemptRecord]) -> bool:
    """Whether an attempt was taken up after one of the same task had succeeded, or was attested."""
    done = False
    for attempt in attempts:
        if done and (attempt.started_s is not None or attempt.outcome is Phase.SUCCEEDED):
            return True
        done = done or attempt.is_done
    return False


def _has_ended(history: History, attempt: AttemptRecord) -> bool:
    end = history.orders[attempt.order].end
    return end is not None and end is not OrderEnd.CANCELLED


def _witnessed(history: History, truth: Mapping[str, object]) -> set[TaskId]:
    """The tasks of this journal under which a lasting step was physically done more than once."""
    executions = truth.get("executions", [])
    if not isinstance(executions, list):
        raise JournalError("The executions in the truth are no list.", where="truth.json")
    found = set()
    for item in executions:
        try:
            command, count, attempt, subject = item["command"], item["count"], item["attempt_id"], item["subject"]
        except (TypeError, KeyError) as error:
            raise JournalError(f"An execution in the truth is incomplete: {error}.", where="truth.json") from error
        parts = split_attempt(AttemptId(attempt))
        lasting = command in ONCE or (command == "release" and not subject)
        if lasting and count > 1 and parts is not None and parts[0] == history.journal_id:
            found.add(parts[1])
    return found

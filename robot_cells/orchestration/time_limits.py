"""When something has taken too long: tasks in the queue, running attempts, orders.

Nothing here is state: it can be built from the state at any time. Deadlines are kept in heaps and looked at when they
come due; whether one still holds is then read from the state, so that nothing has to be taken out again. A plant
without limits costs nothing.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator

from robot_cells.ids import AttemptId, JobId, OperationId, OrderId, task_id
from robot_cells.orchestration.cancel_policies import cancelled
from robot_cells.orchestration.events import (
    AttemptEnded,
    AttemptRefused,
    AttemptReopened,
    AttemptStarted,
    Event,
    JobMoved,
    JobRerouted,
    OrderSubmitted,
    OrderTimedOut,
    QueueTimedOut,
    RetryPlanned,
    TaskAttested,
)
from robot_cells.orchestration.events.timeout_events import RUNNING
from robot_cells.orchestration.plant import OperationKey
from robot_cells.orchestration.progress import ready_operations
from robot_cells.orchestration.queue_reasons import why_waiting
from robot_cells.orchestration.state import JobState, LineMode, OrderState, State
from robot_cells.orchestration.task_names import split_attempt, split_task

_WAITS_AGAIN = (AttemptEnded, AttemptRefused, TaskAttested)
_WAITS_ON = (RetryPlanned, JobRerouted, JobMoved)


class TimeLimits:
    """The deadlines of a state; `note` every event that was applied to it."""

    def __init__(self, state: State) -> None:
        self._state = state
        operations = state.plant.operations
        self._queued_s = {key: item.timeouts.queued_s for key, item in operations.items()}
        self._running_s = {key: item.timeouts.running_s for key, item in operations.items()}
        self._queues_count = any(math.isfinite(limit_s) for limit_s in self._queued_s.values())
        self._runs_count = any(math.isfinite(limit_s) for limit_s in self._running_s.values())
        self.has_any = self._queues_count or self._runs_count
        """Whether any operation has a limit: else only what is submitted has to be noted."""
        self.rebuild()

    def rebuild(self) -> None:
        """Build everything from the state."""
        self._orders: list[tuple[float, OrderId]] = []
        self._runs: list[tuple[float, AttemptId]] = []
        self._queues: list[tuple[float, JobId]] = []
        self._queued: dict[JobId, float] = {}
        for order in self._state.orders.values():
            self._note_order(order)
        if self._runs_count:
            for attempt in self._state.attempts:
                self._note_run(attempt)
        if self._queues_count:
            for job in self._state.jobs:
                self._note_queue(job)

    def note(self, event: Event) -> None:
        """The event has been applied: what deadline it brought."""
        if isinstance(event, OrderSubmitted):
            self._note_order(self._state.orders[event.order.id])
        elif self._runs_count and isinstance(event, AttemptStarted | AttemptReopened):
            self._note_run(event.attempt)
        elif self._queues_count and isinstance(event, _WAITS_AGAIN):
            parts = split_attempt(event.attempt)
            if parts is not None:
                self._note_queue(split_task(parts[1])[0])
        elif self._queues_count and isinstance(event, _WAITS_ON):
            self._note_queue(event.job)

    @property
    def next_s(self) -> float | None:
        """The line time of the next deadline in seconds, or earlier by those that do not hold any more; None: never."""
        heads = [heap[0][0] for heap in (self._orders, self._runs) if heap]
        if self._queues and self._state.mode is LineMode.RUNNING:
            heads.append(self._queues[0][0])
        return min(heads, default=None)

    def passed(self, now_s: float) -> Iterator[Event]:
        """The time-outs of orders and of running attempts; apply each before asking for the next."""
        while self._orders and self._orders[0][0] <= now_s:
            order = self._state.orders[heapq.heappop(self._orders)[1]]
            if order.end is None and order.cancelled is None and not order.timed_out:
                yield OrderTimedOut(now_s, order.order.id)
        while self._runs and self._runs[0][0] <= now_s:
            attempt = self._state.attempts.get(heapq.heappop(self._runs)[1])
            if attempt is not None and attempt.cancel is None:
                limit_s = self._running_s[self._state.jobs[attempt.job].product, attempt.operation]
                reason = f"It has been running for longer than {limit_s:g} s."
                yield cancelled(self._state, attempt, reason, now_s, code=RUNNING)

    def passed_in_queue(self, now_s: float) -> Iterator[Event]:
        """The time-outs of tasks that wait for a cell; apply each before asking for the next.

        To be asked when everything that can start has been started, and only while the line runs.
        """
        while self._queues and self._queues[0][0] <= now_s:
            until_s, job_id = heapq.heappop(self._queues)
            job = self._state.jobs.get(job_id)
            if job is None or self._queued.get(job_id) != until_s:
                continue
            due = next((wait for wait in self._waits(job) if wait[2] <= now_s), None)
            if due is not None:
                operation, since_s, _ = due
                task = task_id(job_id, operation, job.visit(operation))
                yield QueueTimedOut(now_s, task, job_id, now_s - since_s, why_waiting(self._state, job, operation))
            self._note_queue(job_id)

    def _note_order(self, order: OrderState) -> None:
        if order.order.timeout_s is not None and order.end is None and not order.timed_out:
            heapq.heappush(self._orders, (order.release_at_s + order.order.timeout_s, order.order.id))

    def _note_run(self, attempt_id: AttemptId) -> None:
        attempt = self._state.attempts[attempt_id]
        limit_s = self._running_s.get(self._key(attempt.job, attempt.operation), math.inf)
        if attempt.started_s is not None and math.isfinite(limit_s):
            heapq.heappush(self._runs, (attempt.started_s + limit_s, attempt_id))

    def _note_queue(self, job_id: JobId) -> None:
        """Of each job the earliest deadline counts; an older entry of it in the heap does not."""
        job = self._state.jobs.get(job_id)
        until_s = min((wait[2] for wait in self._waits(job)), default=None) if job is not None else None
        if until_s is None:
            self._queued.pop(job_id, None)
            return
        self._queued[job_id] = until_s
        heapq.heappush(self._queues, (until_s, job_id))

    def _waits(self, job: JobState) -> list[tuple[OperationId, float, float]]:
        """What the job waits for a cell for, that was not told yet: operation, since when, until when in seconds."""
        if job.attempt is not None or job.prompt is not None or self._state.orders[job.order].cancelled is not None:
            return []
        since_s = max(job.waits_since_s, job.not_before_s, self._state.resumed_s)
        return [
            (item, since_s, since_s + limit_s)
            for item in ready_operations(self._state.plant, job)
            if math.isfinite(limit_s := self._queued_s.get((job.product, item), math.inf))
            and task_id(job.id, item, job.visit(item)) not in job.overdue
        ]

    def _key(self, job: JobId, operation: OperationId) -> OperationKey:
        return (self._state.jobs[job].product, operation)

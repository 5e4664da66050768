"""What could go on now, kept up to date event by event so that a decision need not look at everything.

Nothing here is state: it can be built from the state at any time, and `rebuild` does so.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left, insort

from robot_cells.ids import CellId, JobId, OperationId, OrderId, ProductId, TaskId, job_id, task_id
from robot_cells.lines.line import TRANSPORT
from robot_cells.orchestration.events import (
    AttemptAccepted,
    AttemptStarted,
    CellAppeared,
    CellHeld,
    CellLost,
    CellReleased,
    Event,
    JobMoved,
    JobReleased,
    OrchestratorStarted,
    OrderCancelled,
    OrderEnded,
    OrderPrioritised,
    OrderSubmitted,
    PromptRaised,
    ScheduleAdopted,
)
from robot_cells.orchestration.events.attempt_events import AttemptDispatched, AttemptEnded, AttemptRefused
from robot_cells.orchestration.events.job_events import JobCompleted, JobRerouted, JobScrapped, RetryPlanned
from robot_cells.orchestration.places import PlaceKind
from robot_cells.orchestration.plant import Option
from robot_cells.orchestration.progress import ready_operations
from robot_cells.orchestration.sequences import Sequences
from robot_cells.orchestration.state import JobState, State
from robot_cells.orchestration.task_names import split_attempt, split_job, split_task

QueueKey = tuple[float, float, int]
"""How waiting orders are ordered: priority (larger first), due date, order of submission."""

_CELL_EVENTS = (CellAppeared, CellLost, CellHeld, CellReleased)
_JOB_EVENTS = (JobMoved, JobReleased, JobCompleted, JobScrapped, JobRerouted, RetryPlanned)
_ORDER_EVENTS = (OrderCancelled, OrderEnded, OrderPrioritised)
_SILENT_EVENTS = (AttemptAccepted, AttemptStarted)


class ReadyWork:
    """Jobs that could start, be carried, or make room; orders that have pieces left to release.

    `startable` gives for each cell the jobs that could start there without a vehicle, `movable` those that need one,
    `stranded` those whose trip did not succeed and is to be tried again by the same vehicle, `finished` those that
    stand at a station and are not worked on, `queues` the orders of each product whose next piece may enter the floor.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self._plant = state.plant
        self.sequences = Sequences(state)
        self.now_s = 0.0
        self.relaxed = False
        self.rebuild()

    def rebuild(self, relaxed: bool = False) -> None:
        """Build everything from the state; `relaxed` leaves the adopted schedule aside."""
        self.relaxed = relaxed
        self.sequences.read(relaxed)
        self.startable: dict[CellId, dict[JobId, tuple[tuple[OperationId, float], ...]]] = {
            cell: {} for cell in self._plant.cells
        }
        self.movable: dict[JobId, tuple[tuple[OperationId, Option], ...]] = {}
        self.stranded: dict[JobId, None] = {}
        self.finished: dict[JobId, None] = {}
        self.queues: dict[ProductId, list[tuple[QueueKey, OrderId]]] = {item: [] for item in self._plant.products}
        self._entered: dict[JobId, set[CellId]] = {}
        self._queued: dict[OrderId, QueueKey] = {}
        self._timers: list[tuple[float, str]] = []
        for job in self._state.jobs:
            self._refresh_job(job)
        for order in self._state.orders:
            self._refresh_order(order)

    def note(self, event: Event) -> None:
        """Bring up to date what the event, which has been applied, has changed."""
        if isinstance(event, _SILENT_EVENTS):
            return
        if isinstance(event, AttemptEnded | AttemptRefused):
            parts = split_attempt(event.attempt)
            if parts is not None:
                self._refresh_job(split_task(parts[1])[0])
        elif isinstance(event, AttemptDispatched | PromptRaised):
            self._refresh_job(event.job)
        elif isinstance(event, _JOB_EVENTS):
            self._refresh_job(event.job)
            self._refresh_order(split_job(event.job)[0])
        elif isinstance(event, OrderSubmitted):
            self._refresh_order(event.order.id)
        elif isinstance(event, _ORDER_EVENTS):
            self._refresh_order(event.order)
            for job in self._state.orders[event.order].on_floor:
                self._refresh_job(job)
        elif isinstance(event, _CELL_EVENTS):
            self._refresh_all()
        elif isinstance(event, OrchestratorStarted | ScheduleAdopted):
            self.rebuild()

    def _refresh_all(self) -> None:
        """Every job, and where a schedule has been adopted, which may wait for a cell, every order."""
        for job in self._state.jobs:
            self._refresh_job(job)
        if not self.sequences.is_empty:
            for order in self._state.orders:
                self._refresh_order(order)

    def advance(self, now_s: float) -> None:
        """Time is `now_s`: what waited for it is ready."""
        self.now_s = max(self.now_s, now_s)
        while self._timers and self._timers[0][0] <= self.now_s:
            _, subject = heapq.heappop(self._timers)
            if subject in self._state.jobs:
                self._refresh_job(JobId(subject))
            elif subject in self._state.orders:
                self._refresh_order(OrderId(subject))

    @property
    def next_s(self) -> float | None:
        """When something becomes ready by time alone; None for never."""
        return self._timers[0][0] if self._timers else None

    def options(self, job: JobState, operation: OperationId) -> tuple[Option, ...]:
        """The cells that can do the operation for this job now.

        They are there, take work, and have not refused it a moment ago. Where the adopted schedule names one of them,
        it is that one only.
        """
        cells = self._state.cells
        found = tuple(
            item
            for item in self._plant.options[job.product, operation]
            if cells[item.cell].usable and job.refused.get(item.cell, 0.0) <= self.now_s
        )
        if self.sequences.pins:
            pin = self.sequences.pins.get(task_id(job.id, operation, job.visit(operation)))
            pinned = tuple(item for item in found if item.cell == pin)
            return pinned or found
        return found

    def _wait(self, until_s: float, subject: str) -> None:
        heapq.heappush(self._timers, (until_s, subject))

    def _refresh_order(self, order_id: OrderId) -> None:
        order = self._state.orders[order_id]
        key = self._queued.pop(order_id, None)
        if key is not None:
            queue = self.queues[order.order.product]
            del queue[bisect_left(queue, (key, order_id))]
        unit = order.released_through + 1
        if order.cancelled is not None or unit > order.order.quantity:
            return
        if order.release_at_s > self.now_s:
            self._wait(order.release_at_s, order_id)
            return
        if self._is_prescribed(order_id, unit, order.order.product):
            return
        due_s = order.due_at_s if order.due_at_s is not None else float("inf")
        key = (-float(order.priority), due_s, order.number)
        self._queued[order_id] = key
        insort(self.queues[order.order.product], (key, order_id))

    def _is_prescribed(self, order: OrderId, unit: int, product: ProductId) -> bool:
        """Whether the adopted schedule says where and when this piece enters the floor, and that cell is there."""
        if self.sequences.is_empty:
            return False
        for operation in self._plant.first[product]:
            pin = self.sequences.pins.get(TaskId(task_id(job_id(order, unit), operation, 1)))
            if pin is not None and self._state.cells[pin].usable:
                return True
        return False

    def _refresh_job(self, job_id: JobId) -> None:
        for cell in self._entered.pop(job_id, ()):
            del self.startable[cell][job_id]
        self.movable.pop(job_id, None)
        self.stranded.pop(job_id, None)
        self.finished.pop(job_id, None)
        job = self._state.jobs.get(job_id)
        if job is None or job.attempt is not None or self._state.orders[job.order].cancelled is not None:
            return
        if job.place.kind is PlaceKind.STATION and job.trip is None:
            self.finished[job_id] = None
        if job.prompt is not None:
            return
        if job.not_before_s > self.now_s:
            self._wait(job.not_before_s, job_id)
            return
        if job.pinned == TRANSPORT:
            self.stranded[job_id] = None
            return
        for until_s in job.refused.values():
            if until_s > self.now_s:
                self._wait(until_s, job_id)
        self._enter(job)

    def _enter(self, job: JobState) -> None:
        ready = [
            (operation, option)
            for operation in ready_operations(self._plant, job)
            for option in self.options(job, operation)
        ]
        here = [item for item in ready if item[1].cell == job.place.cell]
        if self._plant.vehicles:
            if not here:
                if ready:
                    self.movable[job.id] = tuple(ready)
                return
            ready = here
        elif here and job.place.kind is PlaceKind.INPUT:
            ready = here
        by_cell: dict[CellId, list[tuple[OperationId, float]]] = {}
        for operation, option in ready:
            by_cell.setdefault(option.cell, []).append((operation, option.duration_s))
        for cell, operations in by_cell.items():
            self.startable[cell][job.id] = tuple(operations)
        self._entered[job.id] = set(by_cell)

"""What could go on now, kept up to date event by event so that a decision need not look at everything.

Nothing here is state: it can be built from the state at any time, and `rebuild` does so. Events only note what they
touched; it is looked at once, when a decision is due.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator

from robot_cells.ids import CellId, JobId, OperationId, OrderId
from robot_cells.lines.line import TRANSPORT
from robot_cells.orchestration.deadlocks import Deadlocks
from robot_cells.orchestration.events import (
    AttemptAccepted,
    AttemptStarted,
    CellAppeared,
    CellCommanded,
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
    TaskAttested,
)
from robot_cells.orchestration.events.attempt_events import (
    AttemptDispatched,
    AttemptEnded,
    AttemptRefused,
    AttemptReopened,
)
from robot_cells.orchestration.events.job_events import JobCompleted, JobRerouted, JobScrapped, RetryPlanned
from robot_cells.orchestration.idle_cells import IdleCells
from robot_cells.orchestration.places import PlaceKind
from robot_cells.orchestration.plant import OperationKey, Option
from robot_cells.orchestration.reach import is_out_of_reach
from robot_cells.orchestration.ready_queue import Alike
from robot_cells.orchestration.ready_queues import ReadyQueues
from robot_cells.orchestration.sequences import Sequences
from robot_cells.orchestration.state import JobState, State
from robot_cells.orchestration.task_names import split_attempt, split_job, split_task
from robot_cells.orchestration.waiting_orders import WaitingOrders

_CELL_EVENTS = (CellAppeared, CellLost, CellHeld, CellReleased, CellCommanded)
_JOB_EVENTS = (JobMoved, JobReleased, JobCompleted, JobScrapped, JobRerouted, RetryPlanned)
_ATTEMPT_EVENTS = (AttemptEnded, AttemptRefused, AttemptReopened, TaskAttested)
_ORDER_EVENTS = (OrderCancelled, OrderEnded, OrderPrioritised)
_SILENT_EVENTS = (AttemptAccepted, AttemptStarted)


class ReadyWork:
    """Jobs that could start, be carried, or make room; orders that have pieces left to release; cells that are idle.

    `queues` are the jobs that could go on, `orders` those with pieces to release, `idle` the cells. `stranded` are jobs
    whose trip did not succeed and is to be tried again by the same vehicle, `finished` those that stand at a station,
    are not worked on, and find room in the output buffer. Up to date after `settle`.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self.sequences = Sequences(state)
        self.now_s = 0.0
        self._openings_s: dict[CellId, float] = {}
        self.rebuild()

    def rebuild(self, relaxed: bool = False) -> None:
        """Build everything from the state; `relaxed` leaves the adopted schedule aside."""
        self.sequences.read(relaxed)
        self.idle = IdleCells(self._state)
        self.deadlocks = Deadlocks(self._state)
        self.queues = ReadyQueues(self._state, self.sequences)
        self.orders = WaitingOrders(self._state, self.sequences, self._wait)
        self.stranded: dict[JobId, None] = {}
        self.finished: dict[JobId, None] = {}
        self._timers: list[tuple[float, str]] = []
        self._stood: dict[JobId, tuple[CellId, ...]] = {}
        self._touched_cells: dict[CellId, None] = dict.fromkeys(self._state.plant.cells)
        self._touched_jobs: dict[JobId, None] = {}
        self._touched_orders: dict[OrderId, None] = dict.fromkeys(self._state.orders)
        for job in self._state.jobs:
            self._touch_job(job)
        for cell, until_s in self._openings_s.items():
            self._wait(until_s, cell)
        for start_s, job in self.sequences.coming(self.now_s):
            self._wait(start_s, job)

    def note(self, event: Event) -> None:
        """The event has been applied: what it may have changed is to be looked at."""
        if isinstance(event, _SILENT_EVENTS):
            return
        if isinstance(event, _ATTEMPT_EVENTS):
            parts = split_attempt(event.attempt)
            if parts is not None:
                self._touch_job(split_task(parts[1])[0])
            self._touched_cells[event.cell] = None
        elif isinstance(event, AttemptDispatched):
            self._touch_job(event.job)
            self._touched_cells[event.cell] = None
        elif isinstance(event, PromptRaised):
            self._touch_job(event.job)
        elif isinstance(event, _JOB_EVENTS):
            self._touch_job(event.job)
            self._touched_orders[split_job(event.job)[0]] = None
        elif isinstance(event, OrderSubmitted):
            self._touched_orders[event.order.id] = None
        elif isinstance(event, _ORDER_EVENTS):
            self._touched_orders[event.order] = None
            for job in sorted(self._state.orders[event.order].on_floor):
                self._touch_job(job)
        elif isinstance(event, _CELL_EVENTS):
            self._touch_cell(event.cell)
        elif isinstance(event, OrchestratorStarted | ScheduleAdopted):
            self.rebuild()

    def settle(self) -> None:
        """Look at everything that was touched."""
        if self._touched_cells:
            for cell in self._touched_cells:
                self._refresh_cell(cell)
            self._touched_cells.clear()
        if self._touched_jobs:
            for job in self._touched_jobs:
                self._refresh_job(job)
            self._touched_jobs.clear()
        if self._touched_orders:
            for order in self._touched_orders:
                self.orders.refresh(order, self.now_s)
            self._touched_orders.clear()

    def advance(self, now_s: float) -> None:
        """Time is `now_s`: what waited for it is to be looked at."""
        self.now_s = max(self.now_s, now_s)
        while self._timers and self._timers[0][0] <= self.now_s:
            until_s, subject = heapq.heappop(self._timers)
            if self._openings_s.get(CellId(subject)) == until_s:
                del self._openings_s[CellId(subject)]
            if subject in self._state.jobs:
                self._touch_job(JobId(subject))
            elif subject in self._state.orders:
                self._touched_orders[OrderId(subject)] = None

    @property
    def next_s(self) -> float | None:
        """When something becomes ready by time alone; None for never."""
        self.settle()
        return self._timers[0][0] if self._timers else None

    def wait_for_opening(self, cell: CellId, until_s: float) -> None:
        """There is work for the cell that it cannot begin before `until_s`, when it opens; line time in seconds."""
        if self._openings_s.get(cell) != until_s:
            self._openings_s[cell] = until_s
            self._wait(until_s, cell)

    def roomy_options(self, alike: Alike, operation: OperationId) -> Iterator[Option]:
        """The cells with room for one more product that can do one of the operations of alike jobs, at work or not.

        They are there, take work, and have not refused it a moment ago; where the adopted schedule names one of them,
        it is that one only.
        """
        pin = alike.pins[alike.operations.index(operation)]
        durations_s = self._state.plant.durations_s[alike.product, operation]
        roomy = self.idle.roomy
        cells = [item for item in roomy if item in durations_s] if len(roomy) < len(durations_s) else durations_s
        for cell in cells:
            if cell in roomy and pin in (None, cell) and cell not in alike.refused and self._state.cells[cell].usable:
                yield Option(cell, durations_s[cell])

    def has_room(self, key: OperationKey) -> bool:
        """Whether any cell that can do the operation has room for one more product."""
        return not self.idle.roomy.isdisjoint(self._state.plant.durations_s[key])

    def _wait(self, until_s: float, subject: str) -> None:
        heapq.heappush(self._timers, (until_s, subject))

    def _touch_job(self, job_id: JobId) -> None:
        """The job, the cells where it stood, and those where it stands now or has a place kept for it."""
        self._touched_jobs[job_id] = None
        for cell in self._stood.pop(job_id, ()):
            self._touched_cells[cell] = None
        job = self._state.jobs.get(job_id)
        if job is not None:
            cells = (job.place.cell,) if job.trip is None else (job.place.cell, job.trip.target.cell)
            self._stood[job_id] = cells
            self._touched_cells.update(dict.fromkeys(cells))

    def _touch_cell(self, cell_id: CellId) -> None:
        """Whether a cell takes work matters to the jobs that stand there; where a schedule names cells, to all."""
        self._touched_cells[cell_id] = None
        if not self.sequences.is_empty:
            self._touched_jobs.update(dict.fromkeys(self._state.jobs))
            self._touched_orders.update(dict.fromkeys(self._state.orders))
            return
        cell = self._state.cells[cell_id]
        self._touched_jobs.update(dict.fromkeys([*cell.input, *cell.output]))
        if cell.station is not None:
            self._touched_jobs[cell.station] = None

    def _refresh_cell(self, cell_id: CellId) -> None:
        self.idle.refresh(cell_id)
        self.deadlocks.refresh(cell_id)
        standing = self._state.cells[cell_id].station
        if standing is not None:
            self._touched_jobs[standing] = None  # There may be room for it in the output buffer now.

    def _has_output_room(self, cell_id: CellId) -> bool:
        capacity = self._state.plant.cells[cell_id].output_buffer.capacity
        return capacity is None or len(self._state.cells[cell_id].output) < capacity

    def _refresh_job(self, job_id: JobId) -> None:
        self.queues.remove(job_id)
        self.stranded.pop(job_id, None)
        self.finished.pop(job_id, None)
        job = self._state.jobs.get(job_id)
        if job is None or job.attempt is not None or self._state.orders[job.order].cancelled is not None:
            return
        if is_out_of_reach(self._state, job):
            return
        if job.place.kind is PlaceKind.STATION and job.trip is None and self._has_output_room(job.place.cell):
            self.finished[job_id] = None
        if job.prompt is not None:
            return
        if job.not_before_s > self.now_s:
            self._wait(job.not_before_s, job_id)
        elif job.pinned == TRANSPORT:
            self.stranded[job_id] = None
        else:
            self._enter(job)

    def _enter(self, job: JobState) -> None:
        for until_s in job.refused.values():
            if until_s > self.now_s:
                self._wait(until_s, job.id)
        self.queues.add(job, self.now_s)

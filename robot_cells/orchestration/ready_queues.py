"""Which jobs could go on, gathered into queues of jobs that are alike."""

from __future__ import annotations

from robot_cells.ids import CellId, JobId, OperationId, task_id
from robot_cells.orchestration.places import PlaceKind
from robot_cells.orchestration.progress import ready_operations
from robot_cells.orchestration.ready_queue import Alike, ReadyQueue
from robot_cells.orchestration.sequences import Sequences
from robot_cells.orchestration.state import JobState, State

Queues = dict[Alike, ReadyQueue]
"""Queues by what their jobs have in common; none is empty."""


class ReadyQueues:
    """Kept up to date job by job; nothing here is state.

    `anywhere` holds the jobs that any cell could take, `bound` those that could be worked on only by the cell where
    they stand, `movable` those that need a vehicle first. `startable` gives the queue of every job of the first two;
    `in_the_way` are those of them that take a place of a finite output buffer or the station before it.
    """

    def __init__(self, state: State, sequences: Sequences) -> None:
        self._state = state
        self._plant = state.plant
        self._sequences = sequences
        self.anywhere: Queues = {}
        self.bound: dict[CellId, Queues] = {}
        self.movable: Queues = {}
        self.startable: dict[JobId, ReadyQueue] = {}
        self.in_the_way: set[JobId] = set()
        self._holders: dict[JobId, Queues] = {}
        self._alike: dict[JobId, Alike] = {}

    def remove(self, job_id: JobId) -> None:
        """Let the job go, where it is in a queue."""
        alike = self._alike.pop(job_id, None)
        if alike is None:
            return
        holder = self._holders.pop(job_id)
        queue = holder[alike]
        queue.remove(job_id)
        self.startable.pop(job_id, None)
        self.in_the_way.discard(job_id)
        if not len(queue):
            del holder[alike]

    def add(self, job: JobState, now_s: float) -> None:
        """Put the job into the queue that it belongs to at `now_s`.

        On a line with vehicles a job is worked on where it stands when that cell can do it, else it is carried. On a
        line without, a job in an input buffer stays with that cell; any other goes to whichever cell takes it.
        """
        operations = ready_operations(self._plant, job)
        refused = frozenset(cell for cell, until_s in job.refused.items() if until_s > now_s)
        pins = tuple(self._pin(job, item, refused) for item in operations)
        here = job.place.cell
        near = [place for place, item in enumerate(operations) if self._is_open(job, item, pins[place], here, refused)]
        if near and (self._plant.vehicles or job.place.kind is PlaceKind.INPUT):
            some = tuple(operations[place] for place in near)
            alike = Alike(job.product, frozenset(job.done), job.detour, some, tuple(pins[place] for place in near))
            self._put(job, self.bound.setdefault(here, {}), alike)
            return
        stands_at = job.place if self._plant.vehicles or job.place.kind is PlaceKind.STATION else None
        alike = Alike(job.product, frozenset(job.done), job.detour, operations, pins, refused, stands_at)
        self._put(job, self.movable if self._plant.vehicles else self.anywhere, alike)

    def _put(self, job: JobState, queues: Queues, alike: Alike) -> None:
        queue = queues.get(alike)
        if queue is None:
            queue = queues[alike] = ReadyQueue(alike, is_bound=queues is self.bound.get(job.place.cell))
        queue.add(job, self._state.orders[job.order])
        self._holders[job.id], self._alike[job.id] = queues, alike
        if queues is not self.movable:
            self.startable[job.id] = queue
            is_finite = self._plant.cells[job.place.cell].output_buffer.capacity is not None
            if is_finite and job.place.kind is not PlaceKind.INPUT:
                self.in_the_way.add(job.id)

    def _pin(self, job: JobState, operation: OperationId, refused: frozenset[CellId]) -> CellId | None:
        """The cell that the adopted schedule names, where it can do the task now."""
        if self._sequences.is_empty:
            return None
        pin = self._sequences.pins.get(task_id(job.id, operation, job.visit(operation)))
        return pin if pin is not None and self._is_open(job, operation, None, pin, refused) else None

    def _is_open(
        self, job: JobState, operation: OperationId, pin: CellId | None, cell: CellId, refused: frozenset[CellId]
    ) -> bool:
        """Whether the cell can do the operation and may, at work or not."""
        return (
            cell in self._plant.durations_s[job.product, operation]
            and self._state.cells[cell].usable
            and cell not in refused
            and pin in (None, cell)
        )

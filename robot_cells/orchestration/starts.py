"""Which task begins on which cell now."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.ids import JobId, OperationId, ProductId, attempt_id, job_id, task_id
from robot_cells.orchestration.events import AttemptDispatched, Event, JobReleased
from robot_cells.orchestration.situation import Rank, Situation
from robot_cells.orchestration.state import CellState, JobState, OrderState
from robot_cells.orchestration.task_names import split_job


@dataclass(frozen=True, slots=True)
class _Start:
    """One task that could begin on one cell; `job` is None for a piece that is not on the floor yet."""

    rank: Rank
    order: OrderState
    job: JobState | None
    unit: int
    operation: OperationId
    duration_s: float


class Starts:
    """Finds the next attempt to begin, one at a time, so that each sees what the one before has changed."""

    def __init__(self, situation: Situation) -> None:
        self._situation = situation
        self._state = situation.state
        self._work = situation.work
        self._fastest_s: dict[tuple[str, OperationId], float] = {}
        self._passed_over = False

    def next(self) -> tuple[Event, ...]:
        """The events that begin one attempt; empty when nothing can begin.

        A task goes to the fastest of the idle cells that can do it. Where that one cannot take it, the second look
        lets it go to any.
        """
        self._fastest_s.clear()
        self._passed_over = False
        for choosy in (True, False):
            if not choosy and not self._passed_over:
                break
            for cell_id, startable in self._work.startable.items():
                cell = self._state.cells[cell_id]
                if not self._situation.is_idle(cell) or not (startable or self._situation.plant.sources[cell_id]):
                    continue
                start = self._best(cell, choosy)
                if start is not None:
                    return self._begin(cell, start)
        return ()

    def _best(self, cell: CellState, choosy: bool) -> _Start | None:
        found = [*self._from_floor(cell, choosy), *self._from_outside(cell, choosy)]
        if len(found) > 1:
            found.sort(key=lambda item: item.rank, reverse=True)
        for item in found:
            product = item.order.order.product
            if self._situation.deadlocks.may_enter(cell.id, product, item.job):
                return item
        return None

    def _from_floor(self, cell: CellState, choosy: bool) -> list[_Start]:
        result = []
        sequences = self._work.sequences
        head = None if sequences.is_empty else sequences.head(cell.id, self._situation.now_s)
        for job_id_, operations in self._work.startable[cell.id].items():
            if cell.station is not None and cell.station != job_id_:
                continue
            job = self._state.jobs[job_id_]
            order = self._state.orders[job.order]
            for operation, duration_s in operations:
                prescribed = False
                if not sequences.is_empty:
                    task = task_id(job.id, operation, job.visit(operation))
                    prescribed = task == head
                    waits_its_turn = sequences.pins.get(task) == cell.id and cell.station != job.id
                    if waits_its_turn and not prescribed:
                        continue
                if choosy and not self._situation.plant.vehicles:
                    fastest_s = self._fastest(job.id, operation, job.product, job)
                    if self._is_slower(cell, job.product, duration_s, fastest_s):
                        continue
                whole_s = duration_s + self._situation.changeover_s(cell, job.product)
                rank = self._situation.rank(order, job, job.unit, whole_s, prescribed)
                result.append(_Start(rank, order, job, job.unit, operation, duration_s))
        return result

    def _from_outside(self, cell: CellState, choosy: bool) -> list[_Start]:
        limit = self._situation.plant.line.wip_limit
        if cell.station is not None or (limit is not None and len(self._state.jobs) >= limit):
            return []
        result = []
        for product in self._situation.plant.sources[cell.id]:
            queue = self._work.queues[product]
            if queue:
                order = self._state.orders[queue[0][1]]
                result += self._of_order(cell, order, order.released_through + 1, None, choosy)
        prescribed = self._prescribed(cell)
        if prescribed is not None:
            job, operation = prescribed
            order_id, unit = split_job(job)
            result += self._of_order(cell, self._state.orders[order_id], unit, operation, False)
        return result

    def _prescribed(self, cell: CellState) -> tuple[JobId, OperationId] | None:
        """The piece outside that the adopted schedule wants on this cell next."""
        sequences = self._work.sequences
        if sequences.is_empty:
            return None
        head = sequences.head(cell.id, self._situation.now_s)
        job = None if head is None else sequences.source(head, self._situation.now_s)
        if head is None or job is None:
            return None
        product = self._state.orders[split_job(job)[0]].order.product
        for operation in self._situation.plant.first[product]:
            if task_id(job, operation, 1) == head:
                return job, operation
        return None

    def _of_order(
        self, cell: CellState, order: OrderState, unit: int, only: OperationId | None, choosy: bool
    ) -> list[_Start]:
        result = []
        product = order.order.product
        for operation in self._situation.plant.first[product]:
            if only is not None and operation != only:
                continue
            options = self._situation.plant.options[product, operation]
            for option in options:
                if option.cell != cell.id:
                    continue
                if choosy:
                    fastest_s = self._fastest(product, operation, product, None)
                    if self._is_slower(cell, product, option.duration_s, fastest_s):
                        continue
                whole_s = option.duration_s + self._situation.changeover_s(cell, product)
                rank = self._situation.rank(order, None, unit, whole_s, only is not None)
                result.append(_Start(rank, order, None, unit, operation, option.duration_s))
        return result

    def _fastest(self, key: str, operation: OperationId, product: ProductId, job: JobState | None) -> float:
        """The least time in seconds, set-up included, that an idle cell would take for the operation.

        Looked up once a decision; `key` is the job, or for pieces outside the product.
        """
        found = self._fastest_s.get((key, operation))
        if found is None:
            plant = self._situation.plant
            options = plant.options[product, operation] if job is None else self._work.options(job, operation)
            times_s = []
            for option in options:
                cell = self._state.cells[option.cell]
                is_free = cell.station is None or (job is not None and cell.station == job.id)
                if is_free and self._situation.is_idle(cell):
                    times_s.append(option.duration_s + self._situation.changeover_s(cell, product))
            found = self._fastest_s[key, operation] = min(times_s, default=float("inf"))
        return found

    def _is_slower(self, cell: CellState, product: ProductId, duration_s: float, fastest_s: float) -> bool:
        """Whether another idle cell would take less time; then the task is left to it for now."""
        if duration_s + self._situation.changeover_s(cell, product) <= fastest_s:
            return False
        self._passed_over = True
        return True

    def _begin(self, cell: CellState, start: _Start) -> tuple[Event, ...]:
        at_s = self._situation.now_s
        order, job = start.order, start.job
        product = order.order.product
        changeover_s = self._situation.changeover_s(cell, product)
        events: list[Event] = []
        if job is None:
            name = job_id(order.order.id, start.unit)
            visit, number, ready_by = 1, 1, order.ready_by
            events.append(JobReleased(at_s, name, cell.id))
        else:
            name = job.id
            visit, number = job.visit(start.operation), job.tries.get(start.operation, 0) + 1
            ready_by = job.ready_by
        task = task_id(name, start.operation, visit)
        events.append(
            AttemptDispatched(
                at_s,
                attempt_id(self._state.journal_id, task, number),
                task,
                name,
                start.operation,
                visit,
                number,
                cell.id,
                expected_s=start.duration_s + changeover_s,
                changeover_s=changeover_s,
                because=self._situation.because(cell.freed_by, ready_by),
            )
        )
        return tuple(events)

"""Which task begins on which cell now."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter

from robot_cells.ids import CellId, JobId, OperationId, ProductId, TaskId, attempt_id, job_id, task_id
from robot_cells.lines.zone import Lock
from robot_cells.orchestration.events import AttemptDispatched, Event, JobReleased, LocksAwaited
from robot_cells.orchestration.plant import OperationKey
from robot_cells.orchestration.ready_queue import Alike, ReadyQueue
from robot_cells.orchestration.situation import Rank, Situation
from robot_cells.orchestration.state import CellState, JobState, LockWait, OrderState
from robot_cells.orchestration.task_names import split_job, split_task


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
    """Finds the next attempt to begin, one at a time, so that each sees what the one before has changed.

    A task goes to the fastest of the idle cells that can do it. Where that one cannot take it, the second look lets it
    go to any.
    """

    def __init__(self, situation: Situation) -> None:
        self._situation = situation
        self._state = situation.state
        self._plant = situation.plant
        self._work = situation.work
        self._has_room = True
        self._outside: list[OrderState] = []
        self._choosy = True
        self._passed_over = False

    def next(self) -> tuple[Event, ...]:
        """The events that begin one attempt; empty when nothing can begin."""
        idle = self._work.idle
        if not idle.free and not idle.occupied:
            if self._plant.locks:
                self._take_turns()
            return ()
        self._outside = self._heads_outside()
        self._passed_over = False
        if self._plant.locks:
            self._take_turns()
        for self._choosy in (True, False):
            for cell_id in sorted(self._able(), key=self._plant.rank.__getitem__):
                cell = self._state.cells[cell_id]
                start = self._best(cell)
                if start is not None:
                    return self._begin(cell, start)
            if not self._passed_over:
                break
        return self._wait_for_locks() if self._plant.locks else ()

    def _take_turns(self) -> None:
        """Which of those who wait for locks could begin otherwise: these have their turn before who comes later."""
        self._choosy = False
        self._situation.lock_queue.refresh(self._could_begin)

    def _could_begin(self, wait: LockWait) -> bool:
        return self._awaited(wait) is not None

    def _awaited(self, wait: LockWait) -> _Start | None:
        """The start that is waited for, where nothing but locks keeps it."""
        cell = self._state.cells[wait.cell]
        name, operation, _ = split_task(wait.task)
        if not self._situation.is_idle(cell) or cell.station not in (None, name):
            return None
        head = self._head(cell)
        queue = self._work.queues.startable.get(name)
        if queue is not None:
            is_elsewhere = queue.is_bound and self._state.jobs[name].place.cell != cell.id
            found = iter(()) if is_elsewhere else self._of_queue(cell, queue, (name,), head)
        elif head == wait.task and self._has_room:
            found = self._prescribed(cell, head)
        else:
            order_id, unit = split_job(name)
            heads = (item for item in self._outside if item.order.id == order_id and item.released_through + 1 == unit)
            found = (start for order in heads for start in self._of_order(cell, order, unit, operation))
        return next((item for item in found if self._task(item) == wait.task and self._is_safe(cell, item)), None)

    def _wait_for_locks(self) -> tuple[Event, ...]:
        """Nothing can begin: the most urgent task of a cell that only wants for locks waits for them from now on."""
        queue = self._situation.lock_queue
        self._choosy = True
        for cell_id in sorted(self._able(), key=self._plant.rank.__getitem__):
            cell = self._state.cells[cell_id]
            if queue.turn_on(cell_id) is not None:
                continue
            for start in sorted(self._starts(cell, every=False), key=attrgetter("rank"), reverse=True):
                locks, task = self._locks(cell, start), self._task(start)
                if not locks or queue.is_waiting(task) or queue.is_doubtful(locks) or not self._is_safe(cell, start):
                    continue
                return (LocksAwaited(self._situation.now_s, task, cell_id, locks),)
        return ()

    def _locks(self, cell: CellState, start: _Start) -> tuple[Lock, ...]:
        return self._plant.locks.get((cell.id, (start.order.order.product, start.operation)), ())

    def _task(self, start: _Start) -> TaskId:
        if start.job is None:
            return task_id(job_id(start.order.order.id, start.unit), start.operation, 1)
        return task_id(start.job.id, start.operation, start.job.visit(start.operation))

    def _heads_outside(self) -> list[OrderState]:
        """Of every product the order whose next piece may enter the floor first; none when the floor is full.

        The last place is kept for an order of larger priority that is to be released before the piece could have left.
        """
        limit = self._plant.line.wip_limit
        room = math.inf if limit is None else limit - len(self._state.jobs)
        self._has_room = room > 0
        if not self._has_room:
            return []
        heads = [self._state.orders[item] for item in self._work.orders.heads()]
        return heads if room > 1 else [order for order in heads if not self._is_held_back(order)]

    def _is_held_back(self, order: OrderState) -> bool:
        work_s, _ = self._situation.remaining.whole(order.order.product)
        return self._work.orders.comes_before(self._situation.now_s + work_s, order.ranked_priority)

    def _able(self) -> set[CellId]:
        """Idle cells that may find something to begin."""
        idle, queues = self._work.idle, self._work.queues
        if not self._work.sequences.is_empty:
            return idle.free | idle.occupied
        able = {cell for cell in idle.occupied if self._state.cells[cell].station in queues.startable}
        able.update(cell for cell, found in queues.bound.items() if found and cell in idle.free)
        for alike in queues.anywhere:
            for operation in alike.operations:
                self._add_takers(able, (alike.product, operation), self._least_s(alike, operation))
        for order in self._outside:
            product = order.order.product
            for operation in self._plant.first[product]:
                self._add_takers(able, (product, operation), self._least_outside_s(product, operation))
        return able

    def _add_takers(self, able: set[CellId], key: OperationKey, least_s: float) -> None:
        for time_s, _, cell in self._work.idle.takers(key):
            if self._is_slower(time_s, least_s):
                break
            able.add(cell)

    def _best(self, cell: CellState) -> _Start | None:
        """The most urgent task that may begin on the cell.

        Jobs in the same queue are looked at one by one only where the most urgent one would lock the line.
        """
        if self._plant.locks:
            return self._best_with_locks(cell)
        best = max(self._starts(cell, every=False), key=attrgetter("rank"), default=None)
        if best is None or self._is_safe(cell, best):
            return best
        others = sorted(self._starts(cell, every=True), key=attrgetter("rank"), reverse=True)
        return next((item for item in others if self._is_safe(cell, item)), None)

    def _best_with_locks(self, cell: CellState) -> _Start | None:
        """The same among those that get their zones; all in a queue need the same ones."""
        turn = self._situation.lock_queue.turn_on(cell.id)
        if turn is not None:
            start = self._awaited(turn)
            return start if start is not None and self._gets_locks(cell, start) else None
        heads = (item for item in self._starts(cell, every=False) if self._gets_locks(cell, item))
        best = max(heads, key=attrgetter("rank"), default=None)
        if best is None or self._is_safe(cell, best):
            return best
        others = sorted(self._starts(cell, every=True), key=attrgetter("rank"), reverse=True)
        return next((item for item in others if self._gets_locks(cell, item) and self._is_safe(cell, item)), None)

    def _gets_locks(self, cell: CellState, start: _Start) -> bool:
        return self._situation.lock_queue.allows(self._task(start), cell.id, self._locks(cell, start))

    def _is_safe(self, cell: CellState, start: _Start) -> bool:
        return self._situation.deadlocks.may_enter(cell.id, start.order.order.product, start.job)

    def _starts(self, cell: CellState, *, every: bool) -> Iterator[_Start]:
        """The most urgent task of every queue that the cell could begin, or with `every` all of its tasks."""
        queues = self._work.queues
        head = self._head(cell)
        if cell.station is not None:
            queue = queues.startable.get(cell.station)
            if queue is not None:
                yield from self._of_queue(cell, queue, (cell.station,), head)
            return
        for queue in (*queues.bound.get(cell.id, {}).values(), *queues.anywhere.values()):
            yield from self._of_queue(cell, queue, queue if every else queue.heads(), head)
        for order in self._outside:
            yield from self._of_order(cell, order, order.released_through + 1)
        if head is not None and self._has_room:
            yield from self._prescribed(cell, head)

    def _head(self, cell: CellState) -> TaskId | None:
        """The task that the adopted schedule wants on the cell next.

        Where the schedule gives way: the first that could begin and whose planned start has passed, if the one whose
        turn it is cannot.
        """
        sequences, now_s = self._work.sequences, self._situation.now_s
        if sequences.is_empty:
            return None
        head = sequences.head(cell.id, now_s)
        if head is None or not sequences.gives_way or self._could_take(cell, head):
            return head
        for task in sequences.ahead(cell.id, now_s):
            if sequences.starts_s[task] > now_s:
                break
            if self._could_take(cell, task):
                return task
        return head

    def _could_take(self, cell: CellState, task: TaskId) -> bool:
        """Whether the piece is there, or outside and may enter; and the line could not lock by that."""
        name, operation, _ = split_task(task)
        queue = self._work.queues.startable.get(name)
        if queue is not None:
            job = self._state.jobs[name]
            is_here = not queue.is_bound or job.place.cell == cell.id
            return (
                is_here
                and operation in queue.alike.operations
                and self._situation.deadlocks.may_enter(cell.id, job.product, job)
            )
        if not self._has_room or self._work.sequences.source(task, self._situation.now_s) is None:
            return False
        product = self._state.orders[split_job(name)[0]].order.product
        return operation in self._plant.first[product] and self._situation.deadlocks.may_enter(cell.id, product, None)

    def _of_queue(
        self, cell: CellState, queue: ReadyQueue, jobs: Iterable[JobId], head: TaskId | None
    ) -> Iterator[_Start]:
        """What the cell could do with these jobs. Those that the adopted schedule gives to the cell wait their turn."""
        alike = queue.alike
        for operation, pin in zip(alike.operations, alike.pins, strict=True):
            duration_s = self._plant.durations_s[alike.product, operation].get(cell.id)
            if duration_s is None or cell.id in alike.refused or pin not in (None, cell.id):
                continue
            whole_s = duration_s + self._situation.changeover_s(cell, alike.product)
            if pin is None and not queue.is_bound and self._is_slower(whole_s, self._least_s(alike, operation)):
                continue
            if self._plant.working_times and not self._situation.fits(cell.id, whole_s):
                continue
            waits = pin is not None and cell.station is None
            for name in self._scheduled(queue, operation, head) if waits else jobs:
                job = self._state.jobs[name]
                order = self._state.orders[job.order]
                is_next = head is not None and task_id(name, operation, job.visit(operation)) == head
                rank = self._situation.rank(order, job, job.unit, duration_s, cell, is_next)
                yield _Start(rank, order, job, job.unit, operation, duration_s)

    def _scheduled(self, queue: ReadyQueue, operation: OperationId, head: TaskId | None) -> tuple[JobId, ...]:
        """The job of the queue whose turn it is by the adopted schedule."""
        if head is None:
            return ()
        job, scheduled, _ = split_task(head)
        return (job,) if job in queue and scheduled == operation else ()

    def _of_order(
        self, cell: CellState, order: OrderState, unit: int, only: OperationId | None = None
    ) -> Iterator[_Start]:
        """What the cell could do with a piece that is outside; `only` is what the adopted schedule wants."""
        product = order.order.product
        for operation in self._plant.first[product]:
            duration_s = self._plant.durations_s[product, operation].get(cell.id)
            if duration_s is None or only not in (None, operation):
                continue
            whole_s = duration_s + self._situation.changeover_s(cell, product)
            if only is None and self._is_slower(whole_s, self._least_outside_s(product, operation)):
                continue
            if self._plant.working_times and not self._situation.fits(cell.id, whole_s):
                continue
            rank = self._situation.rank(order, None, unit, duration_s, cell, only is not None)
            yield _Start(rank, order, None, unit, operation, duration_s)

    def _prescribed(self, cell: CellState, head: TaskId) -> Iterator[_Start]:
        """The piece outside that the adopted schedule wants on this cell next."""
        job = self._work.sequences.source(head, self._situation.now_s)
        if job is not None:
            order, unit = split_job(job)
            yield from self._of_order(cell, self._state.orders[order], unit, split_task(head)[1])

    def _least_s(self, alike: Alike, operation: OperationId) -> float:
        """The least time in seconds, set-up included, that an idle cell would take for an operation of alike jobs."""
        takers = self._work.idle.takers((alike.product, operation))
        least_s = next((time_s for time_s, _, cell in takers if cell not in alike.refused), math.inf)
        if alike.stands_at is not None and alike.stands_at.cell in self._work.idle.occupied:
            cell = self._state.cells[alike.stands_at.cell]
            duration_s = self._plant.durations_s[alike.product, operation].get(cell.id, math.inf)
            least_s = min(least_s, duration_s + self._situation.changeover_s(cell, alike.product))
        return least_s

    def _least_outside_s(self, product: ProductId, operation: OperationId) -> float:
        """The same for a piece that is outside."""
        takers = self._work.idle.takers((product, operation))
        return takers[0][0] if takers else math.inf

    def _is_slower(self, time_s: float, least_s: float) -> bool:
        """Whether another idle cell would take less time; then the task is left to it for now."""
        if time_s <= least_s or not self._choosy:
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
                locks=self._locks(cell, start) if self._plant.locks else (),
            )
        )
        return tuple(events)

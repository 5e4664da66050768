"""Orders with pieces left to enter the floor: by product, the most urgent first, and those that are still to come."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable

from robot_cells.ids import OrderId, ProductId, TaskId, job_id, task_id
from robot_cells.orchestration.sequences import Sequences
from robot_cells.orchestration.state import State

QueueKey = tuple[float, float, int]
"""How waiting orders are ordered: priority (larger first), due date, order of submission."""


class WaitingOrders:
    """Kept up to date order by order; nothing here is state.

    `wait` is called with a time and an order of which nothing can enter the floor before that time.
    """

    def __init__(self, state: State, sequences: Sequences, wait: Callable[[float, OrderId], None]) -> None:
        self._state = state
        self._sequences = sequences
        self._wait = wait
        self._queues: dict[ProductId, list[tuple[QueueKey, OrderId]]] = {item: [] for item in state.plant.products}
        self._keys: dict[OrderId, QueueKey] = {}
        self._coming: list[tuple[float, OrderId]] = []

    def heads(self) -> list[OrderId]:
        """The most urgent order of every product of which a piece may enter the floor now."""
        return [queue[0][1] for queue in self._queues.values() if queue]

    def comes_before(self, until_s: float, priority: int) -> bool:
        """Whether an order of larger priority than that is to be released before a time that is still to come."""
        for release_at_s, order_id in self._coming:
            if release_at_s >= until_s:
                return False
            if self._state.orders[order_id].ranked_priority > priority:
                return True
        return False

    def refresh(self, order_id: OrderId, now_s: float) -> None:
        """Look at one order, of which something may have changed."""
        order = self._state.orders[order_id]
        queue = self._queues[order.order.product]
        key = self._keys.pop(order_id, None)
        if key is not None:
            del queue[bisect_left(queue, (key, order_id))]
        waiting = (order.release_at_s, order_id)
        place = bisect_left(self._coming, waiting)
        if place < len(self._coming) and self._coming[place] == waiting:
            del self._coming[place]
        unit = order.released_through + 1
        if order.cancelled is not None or unit > order.order.quantity:
            return
        if order.release_at_s > now_s:
            self._wait(order.release_at_s, order_id)
            insort(self._coming, waiting)
            return
        if self._is_prescribed(order_id, unit, order.order.product):
            return
        due_at_s = order.ranked_due_s
        due_s = due_at_s if due_at_s is not None else float("inf")
        key = self._keys[order_id] = (-float(order.ranked_priority), due_s, order.number)
        insort(queue, (key, order_id))

    def _is_prescribed(self, order: OrderId, unit: int, product: ProductId) -> bool:
        """Whether the adopted schedule says where and when this piece enters the floor, and that cell is there."""
        if self._sequences.is_empty:
            return False
        for operation in self._state.plant.first[product]:
            pin = self._sequences.pins.get(TaskId(task_id(job_id(order, unit), operation, 1)))
            if pin is not None and self._state.cells[pin].usable:
                return True
        return False

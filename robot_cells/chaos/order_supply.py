"""Keeps a line in work: the orders of a document, then the same again, as long as there is something to disturb."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from robot_cells.ids import OrderId
from robot_cells.orders.work_order import WorkOrder


class OrderSupply:
    """The orders as they are first, then copies without release and due dates: `WO-1.2` is the first copy of `WO-1`."""

    def __init__(self, orders: Sequence[WorkOrder]) -> None:
        """`orders` is not empty."""
        self._orders = tuple(orders)
        self._copies = self._repeated()

    @property
    def first(self) -> tuple[WorkOrder, ...]:
        """The orders of the document."""
        return self._orders

    @property
    def least_pieces(self) -> int:
        """So many pieces should be open at least: half of what the document orders, and no less than four."""
        return max(4, sum(order.quantity for order in self._orders) // 2)

    def further(self, open_pieces: int) -> tuple[WorkOrder, ...]:
        """The copies that bring the open pieces up to `least_pieces` again."""
        result: list[WorkOrder] = []
        while open_pieces < self.least_pieces:
            order = next(self._copies)
            result.append(order)
            open_pieces += order.quantity
        return tuple(result)

    def _repeated(self) -> Iterator[WorkOrder]:
        copy = 1
        while True:
            copy += 1
            for order in self._orders:
                yield replace(order, id=OrderId(f"{order.id}.{copy}"), release_s=0.0, due_s=None)

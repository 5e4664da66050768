"""By what the pieces of an order are ranked, where that is not the order's own priority and due date."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.ids import OrderId


@dataclass(frozen=True, slots=True)
class OrderRank:
    """Dispatching ranks the pieces of `order` as though it had this priority, and were due at `due_s` of line time.

    What the order is worth and when it is late stays its own. None: without due date.
    """

    order: OrderId
    priority: int
    due_s: float | None

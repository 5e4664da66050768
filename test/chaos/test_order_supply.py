from __future__ import annotations

from robot_cells.chaos.order_supply import OrderSupply
from robot_cells.ids import OrderId, ProductId
from robot_cells.orders.work_order import WorkOrder

ORDERS = (
    WorkOrder(OrderId("WO-1"), ProductId("plate"), 6, due_s=900.0),
    WorkOrder(OrderId("WO-2"), ProductId("cover"), 4, release_s=300.0, due_s=1200.0, priority=3),
)


def test_the_first_orders_are_those_of_the_document() -> None:
    assert OrderSupply(ORDERS).first == ORDERS


def test_copies_come_in_turn_with_ids_of_their_own_and_at_once() -> None:
    supply = OrderSupply(ORDERS)
    copies = [order for _ in range(4) for order in supply.further(supply.least_pieces - 1)]
    assert [order.id for order in copies] == ["WO-1.2", "WO-2.2", "WO-1.3", "WO-2.3"]
    assert copies[1] == WorkOrder(OrderId("WO-2.2"), ProductId("cover"), 4, priority=3)


def test_nothing_is_added_while_enough_is_open() -> None:
    supply = OrderSupply(ORDERS)
    assert supply.least_pieces == 5
    assert supply.further(5) == ()
    assert [order.id for order in supply.further(4)] == ["WO-1.2"]

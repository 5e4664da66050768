"""Transitions of work orders."""

from __future__ import annotations

from robot_cells.errors import TransitionError
from robot_cells.orchestration.events import OrderCancelled, OrderEnded, OrderPrioritised, OrderSubmitted
from robot_cells.orchestration.state import OrderState, State
from robot_cells.orchestration.transitions.lookups import order_of
from robot_cells.orchestration.transitions.table import Transitions
from robot_cells.orders.cancel_policy import CancelPolicy


def _submitted(state: State, event: OrderSubmitted) -> None:
    order = event.order
    if order.id in state.orders:
        raise TransitionError("The order is there already.", where=order.id, remedy="Check orders before submitting.")
    if order.product not in state.plant.products:
        raise TransitionError(f"The line does not make {order.product!r}.", where=order.id)
    state.orders[order.id] = OrderState(
        order,
        number=len(state.orders) + 1,
        submitted_s=event.at_s,
        release_at_s=event.at_s + order.release_s,
        due_at_s=None if order.due_s is None else event.at_s + order.due_s,
        priority=order.priority,
        ready_by=state.events + 1,
        ranked_priority=order.priority,
        ranked_due_s=None if order.due_s is None else event.at_s + order.due_s,
    )


def _cancelled(state: State, event: OrderCancelled) -> None:
    policy = event.policy if event.policy is not None else CancelPolicy.FINISH_STEP
    order_of(state, event.order).cancelled = policy


def _prioritised(state: State, event: OrderPrioritised) -> None:
    order = order_of(state, event.order)
    order.priority = order.ranked_priority = event.priority
    order.ranked_due_s = order.due_at_s  # Whoever gives it another priority wants to see that.


def _ended(state: State, event: OrderEnded) -> None:
    order = order_of(state, event.order)
    order.end = event.end
    order.ended_s = event.at_s


TRANSITIONS: Transitions = {
    OrderSubmitted: _submitted,
    OrderCancelled: _cancelled,
    OrderPrioritised: _prioritised,
    OrderEnded: _ended,
}
"""By event."""

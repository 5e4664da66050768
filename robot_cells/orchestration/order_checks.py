"""Whether a work order, a command on one, or an answer can be accepted; asked before any event is made."""

from __future__ import annotations

import math

from robot_cells.errors import OrderError
from robot_cells.ids import OrderId, PromptId
from robot_cells.orchestration.state import OrderState, State
from robot_cells.orders.work_order import MAX_QUANTITY, WorkOrder


def check_order(state: State, order: WorkOrder) -> bool:
    """Whether the order is new; False for one that is there with the same content, which is accepted without effect.

    Raises `OrderError` for one that cannot be accepted.
    """
    _check_content(order)
    known = state.orders.get(order.id)
    if known is not None:
        if known.order != order:
            raise OrderError(
                "An order of this id is there already, with other content.",
                where=order.id,
                remedy="Give the new order an id of its own, or cancel the other one.",
            )
        return False
    product = state.plant.products.get(order.product)
    if product is None:
        made = ", ".join(sorted(state.plant.products)) or "nothing"
        raise OrderError(f"The line does not make {order.product!r}.", where=order.id, remedy=f"It makes: {made}.")
    for operation in product.recipe.operations:
        if not state.plant.options[order.product, operation.id]:
            raise OrderError(
                f"No cell of the line can do the operation {operation.id!r} (capability {operation.capability!r}).",
                where=order.id,
                remedy="Give a cell the capability in the line document, or order another product.",
            )
    return True


def _check_content(order: WorkOrder) -> None:
    faults = {
        "The id of an order must not be empty, hold ':', '#' or white space, or be longer than 100 characters.": (
            not order.id or len(order.id) > 100 or any(mark in ":#" or mark.isspace() for mark in order.id)
        ),
        f"The quantity is {order.quantity}; it must be from 1 to {MAX_QUANTITY}.": (
            not 1 <= order.quantity <= MAX_QUANTITY
        ),
        f"The release time {order.release_s} s must be a number of zero or more.": not (
            math.isfinite(order.release_s) and order.release_s >= 0.0
        ),
        f"The due time {order.due_s} s must be a number.": order.due_s is not None and not math.isfinite(order.due_s),
    }
    for fault, applies in faults.items():
        if applies:
            raise OrderError(fault, where=order.id or "order", remedy="Correct the order and submit it again.")


def check_open(state: State, order: OrderId) -> OrderState:
    """The order, which can still be cancelled or prioritised; raises `OrderError` when there is none."""
    found = state.orders.get(order)
    if found is None:
        raise OrderError("There is no such order.", where=order, remedy="Look at the list of orders.")
    if found.end is not None:
        raise OrderError(f"The order has ended ({found.end.value}).", where=order)
    return found


def check_answer(state: State, prompt: PromptId, choice: str) -> None:
    """Raises `OrderError` when the prompt is not open or the choice is not one of its choices."""
    found = state.prompts.get(prompt)
    if found is None:
        raise OrderError("The question is not open (any more).", where=prompt)
    if choice not in found.prompt.choices:
        allowed = ", ".join(found.prompt.choices)
        raise OrderError(f"{choice!r} cannot be answered.", where=prompt, remedy=f"Choose one of: {allowed}.")

"""Whether a work order, a command on one, or an answer can be accepted; asked before any event is made."""

from __future__ import annotations

import re

from robot_cells.errors import OrderError
from robot_cells.ids import OrderId, PromptId
from robot_cells.orchestration.attestations import why_not
from robot_cells.orchestration.choices import BY_NAME, DONE, GOOD
from robot_cells.orchestration.state import OrderState, State
from robot_cells.orders.work_order import MAX_HORIZON_S, MAX_PRIORITY, MAX_QUANTITY, ORDER_ID, WorkOrder


def check_order(state: State, order: WorkOrder) -> bool:
    """Whether the order is new; False for one that is there with the same content, which is accepted without effect.

    Raises `OrderError` for one that cannot be accepted.
    """
    known = state.orders.get(order.id)
    if known is not None:
        if known.order != order:
            raise OrderError(
                "An order of this id is there already, with other content.",
                where=order.id,
                remedy="Give the new order an id of its own, or cancel the other one.",
            )
        return False
    _check_content(order)
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
        "The id of an order consists of 1 to 64 letters, digits, '_', '-' and '.', the first a letter or digit.": (
            re.fullmatch(ORDER_ID, order.id) is None
        ),
        f"The quantity is {order.quantity}; it must be from 1 to {MAX_QUANTITY}.": (
            not 1 <= order.quantity <= MAX_QUANTITY
        ),
        f"The release time is {order.release_s:g} s; it must be from 0 to {MAX_HORIZON_S:g} s, a year.": (
            not 0.0 <= order.release_s <= MAX_HORIZON_S
        ),
        f"The due time is {order.due_s} s; it must come after the release and within {MAX_HORIZON_S:g} s, a year.": (
            order.due_s is not None and not order.release_s < order.due_s <= MAX_HORIZON_S
        ),
        f"The time-out is {order.timeout_s} s; it must be above 0 and at most {MAX_HORIZON_S:g} s, a year.": (
            order.timeout_s is not None and not 0.0 < order.timeout_s <= MAX_HORIZON_S
        ),
    }
    faults |= _priority_faults(order.priority)
    for fault, applies in faults.items():
        if applies:
            raise OrderError(fault, where=order.id or "order", remedy="Correct the order and submit it again.")


def check_priority(order: OrderId, priority: int) -> None:
    """Raises `OrderError` for a priority that no order may have."""
    for fault in (text for text, applies in _priority_faults(priority).items() if applies):
        raise OrderError(fault, where=order, remedy="Name another.")


def _priority_faults(priority: int) -> dict[str, bool]:
    limit = f"from -{MAX_PRIORITY} to {MAX_PRIORITY}"
    return {f"The priority is {priority}; it must be {limit}.": abs(priority) > MAX_PRIORITY}


def check_open(state: State, order: OrderId) -> OrderState:
    """The order, which can still be cancelled or prioritised; raises `OrderError` when there is none."""
    found = state.orders.get(order)
    if found is None:
        raise OrderError("There is no such order.", where=order, remedy="`robot-cells orders` lists them.")
    if found.end is not None:
        raise OrderError(f"The order has ended ({found.end.value}).", where=order)
    return found


def check_answer(state: State, prompt: PromptId, choice: str, operator_name: str = "") -> None:
    """Raises `OrderError` when the prompt is not open or the choice is not one of its choices.

    So it does when nobody says who it is that attests that something is done.
    """
    found = state.prompts.get(prompt)
    if found is None:
        raise OrderError(
            "The question is not open (any more).", where=prompt, remedy="`robot-cells prompts` lists those that are."
        )
    if choice not in found.prompt.choices:
        allowed = ", ".join(found.prompt.choices)
        what = f"{choice!r} cannot be answered."
        if choice == DONE:
            what += f" {why_not(state, prompt)}"
        elif choice == GOOD:
            what += " It is a question that no verdict depends on, or its failure rule does not say `review: true`."
        raise OrderError(what, where=prompt, remedy=f"Choose one of: {allowed}.")
    if choice in BY_NAME and not found.prompt.cell and not operator_name.strip():
        what = f"That it is {choice} has to be said by somebody, and no name is given."
        raise OrderError(what, where=prompt, remedy="Answer with the name of the operator who has looked.")

"""A neighbour of a ranking: one order, or two, go before others or after them.

The rule stays in charge, so whatever happens it still makes something of it; only by what it ranks is changed. This is
the idea of G. Cheng and of R. H. Storer, S. D. Wu and R. Vaccari, "New search spaces for sequencing problems with
application to job shop scheduling", Management Science 38 (1992): search in the data that a rule is given, and not
among sequences.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from robot_cells.ids import OrderId
from robot_cells.orchestration.order_rank import OrderRank
from robot_cells.orchestration.state import OrderState, State

OTHER_PRIORITY = 0.3
"""So often an order gets the priority of another one; else another due date."""
BACK = 0.1
"""So often an order gets its own priority and due date back."""
TWO = 0.3
"""So often a second order is changed with it."""
STEP = 0.15
"""Due dates move by this share of the time that is left (standard deviation)."""


def shifted_ranks(
    ranks: Sequence[OrderRank], state: State, now_s: float, end_s: float, chance: random.Random
) -> tuple[OrderRank, ...]:
    """Another ranking of the open orders; `end_s` is when the work is expected to be done. Line time in seconds."""
    orders = [item for item in state.orders.values() if item.end is None and item.cancelled is None]
    changed = {item.order: item for item in ranks}
    for _ in range(2 if chance.random() < TWO else 1):
        order = chance.choice(orders)
        drawn = chance.random()
        known = changed.get(order.order.id, _own(order))
        if drawn < BACK:
            known = _own(order)
        elif drawn < BACK + OTHER_PRIORITY:
            known = OrderRank(known.order, chance.choice(orders).priority, known.due_s)
        else:
            due_s = known.due_s if known.due_s is not None else end_s
            known = OrderRank(known.order, known.priority, round(due_s + chance.gauss(0.0, STEP * (end_s - now_s)), 3))
        changed[order.order.id] = known
    own: dict[OrderId, OrderRank] = {item.order.id: _own(item) for item in orders}
    return tuple(item for name, item in sorted(changed.items()) if name in own and item != own[name])


def _own(order: OrderState) -> OrderRank:
    return OrderRank(order.order.id, order.priority, order.due_at_s)

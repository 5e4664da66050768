"""Orders handed to a running line, and followed to their end."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from robot_cells.cli.line_session import LineSession
from robot_cells.cli.progress import Progress
from robot_cells.nodes.line_snapshot import LineSnapshot, LineStatus, OrderStatus
from robot_cells.orders.work_order import WorkOrder


@dataclass(frozen=True, slots=True)
class OrderRun:
    """How it ended: the line's last state, and the real time that the orders took, in seconds."""

    last: LineSnapshot
    wall_s: float

    @property
    def open_orders(self) -> tuple[str, ...]:
        """The orders that have not ended."""
        return tuple(order.id for order in self.last.orders if not order.status.is_end)

    @property
    def lost_pieces(self) -> int:
        """Pieces of ended orders that were neither delivered nor given up; more than none is a defect of the line.

        A cancelled order may end with pieces that were never begun: they are not lost.
        """
        ended = (order for order in self.last.orders if order.status in (OrderStatus.COMPLETED, OrderStatus.FAILED))
        return sum(max(0, order.quantity - order.completed - order.scrapped) for order in ended)


GRACE_S = 10.0
"""Real time that running attempts are given to end when a run is broken off; longer ones are interrupted."""


def let_attempts_end(session: LineSession, shown: Progress) -> None:
    """Hold the line until nothing runs on it, at most for `GRACE_S`: what has ended is not interrupted."""
    session.client.hold("the run was broken off")
    deadline_s = time.monotonic() + GRACE_S
    for state in session.states():
        shown.show(state)
        if state.tasks_running == 0 or time.monotonic() > deadline_s:
            return


def make_orders(
    session: LineSession, orders: Sequence[WorkOrder], shown: Progress, limit_s: float | None = None
) -> OrderRun:
    """Submit `orders`, then show the line until every order that it knows has ended, or `limit_s` of real time is up.

    An order that the line knows already (a continued journal) is accepted again without effect, and a line that was
    held when its run was broken off goes on. Raises `OrderError`
    when the line refuses one, and what `LineSession.states` raises.
    """
    begun_s = time.monotonic()
    if session.client.state().status is not LineStatus.RUNNING:
        session.client.resume("the run goes on")
    for order in orders:
        session.client.submit(order)
    wanted = {order.id for order in orders}
    for state in session.states():
        shown.show(state)
        known = {order.id for order in state.orders}
        over = wanted <= known and all(order.status.is_end for order in state.orders)
        elapsed_s = time.monotonic() - begun_s
        if over or (limit_s is not None and elapsed_s >= limit_s):
            return OrderRun(state, elapsed_s)
    raise AssertionError("The states of a line do not end.")

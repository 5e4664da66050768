"""Transitions of time-outs: that one was told is remembered, so that it is told once."""

from __future__ import annotations

from robot_cells.orchestration.events import OrderTimedOut, QueueTimedOut
from robot_cells.orchestration.state import State
from robot_cells.orchestration.transitions.lookups import job_of, order_of
from robot_cells.orchestration.transitions.table import Transitions


def _queue(state: State, event: QueueTimedOut) -> None:
    job_of(state, event.job).overdue.add(event.task)


def _order(state: State, event: OrderTimedOut) -> None:
    order_of(state, event.order).timed_out = True


TRANSITIONS: Transitions = {QueueTimedOut: _queue, OrderTimedOut: _order}
"""By event."""

"""What became of orders and pieces."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.attempts.report import Phase
from robot_cells.ids import OrderId
from robot_cells.orchestration.events import OrderEnd
from robot_cells.reports.history import History, JobRecord, OrderRecord


@dataclass(frozen=True, slots=True)
class OrderFigures:
    """One order. Times in line time, seconds; None where it has none or has not ended. Tardiness is never negative.

    `end` is `completed`, `failed`, `cancelled`, or empty while it is open.
    """

    product: str
    quantity: int
    completed: int
    scrapped: int
    submitted_s: float
    ended_s: float | None
    due_s: float | None
    tardiness_s: float | None
    end: str


@dataclass(frozen=True, slots=True)
class OrderCounts:
    """Orders that were submitted, and how many of them ended how."""

    submitted: int
    completed: int
    failed: int
    cancelled: int


@dataclass(frozen=True, slots=True)
class JobCounts:
    """Pieces: ordered, delivered, given up, and how many went through rework at least once."""

    total: int
    completed: int
    scrapped: int
    reworked: int


def order_figures(history: History) -> dict[OrderId, OrderFigures]:
    """The figures of every order, in the order of submission."""
    return {order: _figures(history, record) for order, record in history.orders.items()}


def order_counts(history: History) -> OrderCounts:
    """How many orders ended how."""
    ends = [item.end for item in history.orders.values()]
    counts = (ends.count(end) for end in (OrderEnd.COMPLETED, OrderEnd.FAILED, OrderEnd.CANCELLED))
    return OrderCounts(len(ends), *counts)


def job_counts(history: History) -> JobCounts:
    """How many pieces became what; those of cancelled orders count as scrapped when they were on the floor."""
    jobs = history.jobs.values()
    return JobCounts(
        total=sum(item.order.quantity for item in history.orders.values()),
        completed=sum(job.is_completed for job in jobs),
        scrapped=sum(job.scrapped is not None for job in jobs),
        reworked=sum(bool(job.reroutes) for job in jobs),
    )


def first_pass_yield(history: History) -> float | None:
    """The share of ended pieces that were good without rework or repetition; None before any has ended.

    First pass yield FPY = good parts / inspected parts of ISO 22400-2:2014, taken over the whole line. Pieces of orders
    that were cancelled say nothing about it and are left out.
    """
    cancelled = {order for order, item in history.orders.items() if item.end is OrderEnd.CANCELLED}
    ended = [job for job in history.jobs.values() if job.ended_s is not None and job.order not in cancelled]
    if not ended:
        return None
    return sum(_is_first_pass(job) for job in ended) / len(ended)


def _is_first_pass(job: JobRecord) -> bool:
    bad = (Phase.FAILED, Phase.INTERRUPTED)
    troubled = any(item.outcome in bad for item in job.attempts if not item.is_transport)
    return job.is_completed and not job.reroutes and not troubled


def _figures(history: History, record: OrderRecord) -> OrderFigures:
    jobs = [job for job in history.jobs.values() if job.order == record.order.id]
    due_s, late_s = record.due_at_s, None
    if due_s is not None and record.ended_s is not None:
        late_s = max(0.0, record.ended_s - due_s)
    return OrderFigures(
        record.order.product,
        record.order.quantity,
        sum(job.is_completed for job in jobs),
        sum(job.scrapped is not None for job in jobs),
        record.submitted_s,
        record.ended_s,
        due_s,
        late_s,
        "" if record.end is None else record.end.value,
    )

"""Events about work that has taken too long. A running attempt that has is a `CancelRequested` with a code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from robot_cells.ids import JobId, OrderId, TaskId
from robot_cells.orchestration.events.event import Event

QUEUED = "timeout.queued"
"""The code of a task that waits for a cell for too long; failure rules may name it."""
RUNNING = "timeout.running"
"""The code of an attempt that is cancelled because it runs for too long; failure rules may name it."""
ORDER = "timeout.order"
"""The code of the alarm about an order that has not ended in time."""


@dataclass(frozen=True, slots=True)
class QueueTimedOut(Event):
    """Decided: the task could be done and has waited for a cell for longer than its operation allows.

    `waited_s` in seconds; `reason` says what became of the cells that can do it. It is told once for every wait.
    """

    kind: ClassVar[str] = "queue_timed_out"

    task: TaskId
    job: JobId
    waited_s: float
    reason: str

    @property
    def subject(self) -> str:
        """The task."""
        return self.task


@dataclass(frozen=True, slots=True)
class OrderTimedOut(Event):
    """Decided: the order has not ended within its time-out, which counts from its release."""

    kind: ClassVar[str] = "order_timed_out"

    order: OrderId

    @property
    def subject(self) -> str:
        """The order."""
        return self.order

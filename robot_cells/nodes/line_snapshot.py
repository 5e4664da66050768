"""What a line says of itself at one moment, as plain data: `LineState.msg` without the middleware.

Times are line times in seconds; None stands for what is not known or not set (NaN in the message).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class LineStatus(IntEnum):
    """What the whole line does; the numbers are those of `LineState.msg`."""

    STARTING = 0
    """Waits for its cells."""
    RUNNING = 1
    """Works."""
    HELD = 2
    """Running attempts end, none begins."""
    STOPPED = 3
    """No attempt runs, none begins."""
    EMERGENCY_STOPPED = 4
    """Every device stands still until somebody resets the line."""


class OrderStatus(IntEnum):
    """Where a work order is; the numbers are those of `OrderState.msg`."""

    ACCEPTED = 0
    """Durable, nothing begun."""
    RUNNING = 1
    """At least one piece is begun."""
    COMPLETED = 2
    """Every piece delivered."""
    FAILED = 3
    """Ended, at least one piece scrapped."""
    CANCELLED = 4
    """Ended by command."""

    @property
    def is_end(self) -> bool:
        """Whether nothing more happens to the order."""
        return self in (OrderStatus.COMPLETED, OrderStatus.FAILED, OrderStatus.CANCELLED)


class CellStatus(IntEnum):
    """PackML states (ISA-TR88.00.02) of a cell; the numbers are those of `CellState.msg`."""

    UNDEFINED = 0
    """Nothing was heard of it."""
    CLEARING = 1
    """Faults are being cleared."""
    STOPPED = 2
    """Stands, until it is reset."""
    STARTING = 3
    """Gets ready to execute."""
    IDLE = 4
    """Ready for work."""
    SUSPENDED = 5
    """Waits for something outside the cell."""
    EXECUTE = 6
    """Works."""
    STOPPING = 7
    """Comes to a controlled stop."""
    ABORTING = 8
    """Comes to a stop at once."""
    ABORTED = 9
    """Stands after a fault or an emergency stop."""
    HOLDING = 10
    """Goes to hold."""
    HELD = 11
    """Waits for an operator."""
    UNHOLDING = 12
    """Comes back from hold."""
    SUSPENDING = 13
    """Goes to suspended."""
    UNSUSPENDING = 14
    """Comes back from suspended."""
    RESETTING = 15
    """Gets ready to be idle."""
    COMPLETING = 16
    """Ends its run."""
    COMPLETE = 17
    """Has ended its run."""


class AlarmSeverity(IntEnum):
    """How much an alarm matters; the numbers are those of `Alarm.msg`."""

    INFORMATION = 0
    """Good to know."""
    WARNING = 1
    """The line goes on, with a loss."""
    ERROR = 2
    """Something stands still."""


@dataclass(frozen=True, slots=True)
class OrderSnapshot:
    """One work order; `completed`, `scrapped` and `running` count pieces."""

    id: str
    product: str
    quantity: int
    completed: int
    scrapped: int
    running: int
    priority: int
    status: OrderStatus
    due_s: float | None = None
    predicted_end_s: float | None = None


@dataclass(frozen=True, slots=True)
class CellSnapshot:
    """One cell; `progress` is the share of the running process that is done, 0 to 1."""

    id: str
    kind: str
    status: CellStatus
    attempt_id: str = ""
    serial: str = ""
    step: str = ""
    progress: float = 0.0
    message: str = ""


@dataclass(frozen=True, slots=True)
class AlarmSnapshot:
    """One alarm; `raised_at_s` is the node clock's, `acknowledged_by` is empty while nobody has acknowledged it."""

    id: str
    severity: AlarmSeverity
    source: str
    code: str
    text: str
    remedy: str
    serial: str
    raised_at_s: float
    active: bool
    acknowledged: bool
    acknowledged_by: str = ""


@dataclass(frozen=True, slots=True)
class PromptSnapshot:
    """One question that waits for an answer; `timeout_s` 0 waits for ever, `escalate_s` 0 calls nobody else."""

    id: str
    text: str
    choices: tuple[str, ...]
    cell: str
    serial: str
    timeout_s: float
    default_choice: str
    raised_at_s: float
    escalate_s: float = 0.0


@dataclass(frozen=True, slots=True)
class LineSnapshot:
    """The whole line; `lower_bound_s` is a time before which no schedule of the known work can end.

    The weighted tardiness is that of all orders: those that ended late, and those that are expected to; no schedule of
    the known work has less than the least.
    """

    line: str
    journal_id: str
    epoch: int
    status: LineStatus
    now_s: float
    tasks_total: int = 0
    tasks_done: int = 0
    tasks_running: int = 0
    predicted_makespan_s: float | None = None
    lower_bound_s: float | None = None
    predicted_weighted_tardiness_s: float | None = None
    least_weighted_tardiness_s: float | None = None
    orders: tuple[OrderSnapshot, ...] = ()
    cells: tuple[CellSnapshot, ...] = ()
    alarms: tuple[AlarmSnapshot, ...] = ()
    prompts: tuple[PromptSnapshot, ...] = ()

    def order(self, order: str) -> OrderSnapshot | None:
        """The order of that id, or None when the line knows it not."""
        return next((item for item in self.orders if item.id == order), None)

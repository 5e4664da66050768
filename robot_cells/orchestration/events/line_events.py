"""Events about the line as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from robot_cells.orchestration.events.event import Event
from robot_cells.orchestration.order_rank import OrderRank
from robot_cells.orders.cancel_policy import CancelPolicy
from robot_cells.schedules.schedule import Schedule


@dataclass(frozen=True, slots=True)
class OrchestratorStarted(Event):
    """An orchestrator took the journal over; every cell has to be heard of again before it gets work.

    `documents` is the digest of the line, products and processes that it works by, which the journal keeps beside its
    records; empty where it keeps none.
    """

    kind: ClassVar[str] = "orchestrator_started"

    epoch: int
    documents: str = ""


@dataclass(frozen=True, slots=True)
class LineHeld(Event):
    """Running attempts end, none begins."""

    kind: ClassVar[str] = "line_held"

    reason: str = ""


@dataclass(frozen=True, slots=True)
class LineResumed(Event):
    """The line goes on."""

    kind: ClassVar[str] = "line_resumed"

    reason: str = ""


@dataclass(frozen=True, slots=True)
class LineStopped(Event):
    """Running attempts are cancelled by `policy`, without one each as its operation says; none begins."""

    kind: ClassVar[str] = "line_stopped"

    reason: str = ""
    policy: CancelPolicy | None = None


@dataclass(frozen=True, slots=True)
class ScheduleAdopted(Event):
    """From now on this schedule's cells and sequences are kept; it replaces the one before.

    `gives_way`: a task that could begin on its cell does so from its planned start on, though others are to go first
    that cannot yet. Without it the cell waits for them, however late they are. `ranks`: what the schedule leaves open
    is dispatched as though these orders had another priority and due date; all others have their own from now on.
    """

    kind: ClassVar[str] = "schedule_adopted"

    schedule: Schedule
    gives_way: bool = False
    ranks: tuple[OrderRank, ...] = ()


@dataclass(frozen=True, slots=True)
class TimePassed(Event):
    """Nothing happened but time. Never recorded: what it brings about is."""

    kind: ClassVar[str] = "time_passed"

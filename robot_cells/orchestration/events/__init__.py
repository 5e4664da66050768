"""Everything that can be observed or decided, one class an event."""

from __future__ import annotations

from robot_cells.orchestration.events.alarm_events import AlarmAcknowledged, AlarmCleared, AlarmRaised
from robot_cells.orchestration.events.attempt_events import (
    AttemptAccepted,
    AttemptDispatched,
    AttemptEnded,
    AttemptEndedLate,
    AttemptRefused,
    AttemptReopened,
    AttemptStarted,
    CancelRequested,
    Trip,
)
from robot_cells.orchestration.events.cell_events import CellAppeared, CellHeld, CellLost, CellReleased
from robot_cells.orchestration.events.event import Event
from robot_cells.orchestration.events.job_events import (
    JobCompleted,
    JobMoved,
    JobReleased,
    JobRerouted,
    JobScrapped,
    RetryPlanned,
)
from robot_cells.orchestration.events.line_events import (
    LineHeld,
    LineResumed,
    LineStopped,
    OrchestratorStarted,
    ScheduleAdopted,
    TimePassed,
)
from robot_cells.orchestration.events.lock_events import LocksAwaited
from robot_cells.orchestration.events.order_events import (
    OrderCancelled,
    OrderEnd,
    OrderEnded,
    OrderPrioritised,
    OrderSubmitted,
)
from robot_cells.orchestration.events.prompt_events import PromptAnswered, PromptRaised, PromptTimedOut
from robot_cells.orchestration.events.timeout_events import OrderTimedOut, QueueTimedOut

EVENT_TYPES: tuple[type[Event], ...] = (
    OrchestratorStarted,
    LineHeld,
    LineResumed,
    LineStopped,
    ScheduleAdopted,
    TimePassed,
    CellAppeared,
    CellLost,
    CellHeld,
    CellReleased,
    OrderSubmitted,
    OrderCancelled,
    OrderPrioritised,
    OrderTimedOut,
    OrderEnded,
    JobReleased,
    JobMoved,
    JobCompleted,
    JobScrapped,
    JobRerouted,
    RetryPlanned,
    QueueTimedOut,
    LocksAwaited,
    AttemptDispatched,
    AttemptAccepted,
    AttemptRefused,
    AttemptStarted,
    AttemptEnded,
    AttemptReopened,
    AttemptEndedLate,
    CancelRequested,
    PromptRaised,
    PromptAnswered,
    PromptTimedOut,
    AlarmRaised,
    AlarmCleared,
    AlarmAcknowledged,
)
"""Every kind of event."""

__all__ = [
    "EVENT_TYPES",
    "AlarmAcknowledged",
    "AlarmCleared",
    "AlarmRaised",
    "AttemptAccepted",
    "AttemptDispatched",
    "AttemptEnded",
    "AttemptEndedLate",
    "AttemptRefused",
    "AttemptReopened",
    "AttemptStarted",
    "CancelRequested",
    "CellAppeared",
    "CellHeld",
    "CellLost",
    "CellReleased",
    "Event",
    "JobCompleted",
    "JobMoved",
    "JobReleased",
    "JobRerouted",
    "JobScrapped",
    "LineHeld",
    "LineResumed",
    "LineStopped",
    "LocksAwaited",
    "OrchestratorStarted",
    "OrderCancelled",
    "OrderEnd",
    "OrderEnded",
    "OrderPrioritised",
    "OrderSubmitted",
    "OrderTimedOut",
    "PromptAnswered",
    "PromptRaised",
    "PromptTimedOut",
    "QueueTimedOut",
    "RetryPlanned",
    "ScheduleAdopted",
    "TimePassed",
    "Trip",
]

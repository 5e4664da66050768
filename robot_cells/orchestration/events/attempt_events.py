"""Events about attempts, those of vehicles included."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from robot_cells.attempts.report import Failure, Phase
from robot_cells.ids import AttemptId, CellId, JobId, OperationId, PromptId, SerialNumber, TaskId
from robot_cells.lines.zone import Lock
from robot_cells.orchestration.events.event import Event
from robot_cells.orchestration.places import Place
from robot_cells.orders.cancel_policy import CancelPolicy

SILENT = "cell.silent"
"""The code of an attempt that is taken for interrupted because its cell is silent."""


@dataclass(frozen=True, slots=True)
class Trip:
    """What a vehicle does: fetch at `origin`, bring to `target`, where a place is kept free. Distances in metres."""

    origin: Place
    target: Place
    distance_m: float
    approach_m: float


@dataclass(frozen=True, slots=True)
class _AttemptEvent(Event):
    attempt: AttemptId

    @property
    def subject(self) -> str:
        """The attempt."""
        return self.attempt


@dataclass(frozen=True, slots=True)
class AttemptDispatched(_AttemptEvent):
    """Decided: this cell shall carry this out now.

    `number` counts the tries at the task from 1. `expected_s` includes `changeover_s` (seconds). `trip` is set for a
    vehicle. `because` is the position in the journal (counted from 1) of the record that made it possible: the end
    that freed the cell or brought the product, the order that asked for it. `locks` are the zones that it takes.
    """

    kind: ClassVar[str] = "attempt_dispatched"

    task: TaskId
    job: JobId
    operation: OperationId
    visit: int
    number: int
    cell: CellId
    expected_s: float
    changeover_s: float = 0.0
    trip: Trip | None = None
    because: int = 0
    locks: tuple[Lock, ...] = ()


@dataclass(frozen=True, slots=True)
class AttemptAccepted(_AttemptEvent):
    """The cell will carry it out."""

    kind: ClassVar[str] = "attempt_accepted"


@dataclass(frozen=True, slots=True)
class AttemptRefused(_AttemptEvent):
    """The cell will not; nothing has moved."""

    kind: ClassVar[str] = "attempt_refused"

    cell: CellId
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class AttemptStarted(_AttemptEvent):
    """It stands in the cell's ledger and its first step begins.

    `process` is what the cell says that it runs, `program_hash` its content hash; empty where it does not say.
    """

    kind: ClassVar[str] = "attempt_started"

    process: str = ""
    program_hash: str = ""


@dataclass(frozen=True, slots=True)
class AttemptEnded(_AttemptEvent):
    """It is over; `outcome` is succeeded, failed, cancelled or interrupted.

    A cell that cancelled an attempt before anything had moved says so by `"begun": false` in the result, and one that
    has finished the change-over that was due by `"changed_over": true`.
    """

    kind: ClassVar[str] = "attempt_ended"

    cell: CellId
    outcome: Phase
    failure: Failure | None = None
    result: Mapping[str, object] = field(default_factory=dict)

    @property
    def has_not_begun(self) -> bool:
        """Whether it was cancelled before anything had moved."""
        return self.outcome is Phase.CANCELLED and self.result.get("begun") is False

    @property
    def has_changed_over(self) -> bool:
        """Whether the change-over that was due, if any, is known to be finished."""
        return self.outcome is Phase.SUCCEEDED or self.result.get("changed_over") is True

    @property
    def is_presumed(self) -> bool:
        """Whether it was decided because the cell is silent, which may tell something else later."""
        return self.outcome is Phase.INTERRUPTED and self.failure is not None and self.failure.code == SILENT


@dataclass(frozen=True, slots=True)
class AttemptReopened(_AttemptEvent):
    """The cell that was silent is heard again and has the attempt in work, or tells its true end with the next event.

    The presumed end is taken back, and with it the question or the retry that followed it.
    """

    kind: ClassVar[str] = "attempt_reopened"

    cell: CellId


@dataclass(frozen=True, slots=True)
class AttemptEndedLate(_AttemptEvent):
    """The cell that was silent tells how the attempt truly ended; the line has gone on meanwhile, nothing changes.

    `outcome` may be refused: then nothing of it had been begun. `attested`: a person had said that it was done.
    """

    kind: ClassVar[str] = "attempt_ended_late"

    cell: CellId
    serial: SerialNumber
    outcome: Phase
    failure: Failure | None = None
    result: Mapping[str, object] = field(default_factory=dict)
    attested: bool = False

    @property
    def has_changed_over(self) -> bool:
        """Whether the change-over that was due, if any, is known to be finished."""
        return self.outcome is Phase.SUCCEEDED or self.result.get("changed_over") is True


@dataclass(frozen=True, slots=True)
class TaskAttested(_AttemptEvent):
    """Its task counts as done, though its cell has not said so: `operator_name` has looked, and answered `prompt` so.

    `attempt` is the one that ended in doubt on `cell`, `reason` the code and the sentence of what had put it in doubt.
    There is no result of it. `verdict` is `pass` where the attempt gave a verdict that a person has decided instead of
    the model, by the picture `evidence` (content hash); it is empty where the word is that something was done.
    """

    kind: ClassVar[str] = "task_attested"

    cell: CellId
    operator_name: str
    reason: str
    prompt: PromptId
    verdict: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class CancelRequested(_AttemptEvent):
    """The attempt shall end before its time, as `policy` says; `code` where a time-out is the cause."""

    kind: ClassVar[str] = "cancel_requested"

    policy: CancelPolicy
    reason: str = ""
    code: str = ""

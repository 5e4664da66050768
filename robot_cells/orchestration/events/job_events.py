"""Events about jobs: one piece each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from robot_cells.ids import CellId, JobId, OperationId, TaskId
from robot_cells.orchestration.events.event import Event
from robot_cells.orchestration.places import Place


@dataclass(frozen=True, slots=True)
class _JobEvent(Event):
    job: JobId

    @property
    def subject(self) -> str:
        """The job."""
        return self.job


@dataclass(frozen=True, slots=True)
class JobReleased(_JobEvent):
    """The piece enters the floor, at the station of `cell`."""

    kind: ClassVar[str] = "job_released"

    cell: CellId


@dataclass(frozen=True, slots=True)
class JobMoved(_JobEvent):
    """The piece stands at another place, without a vehicle having carried it there.

    Either inside one cell (from the station to the output buffer: the end of blocked time), or between cells of a line
    without vehicles, or because an operator said where it is.
    """

    kind: ClassVar[str] = "job_moved"

    place: Place


@dataclass(frozen=True, slots=True)
class JobCompleted(_JobEvent):
    """Every operation is done; the piece has left the line."""

    kind: ClassVar[str] = "job_completed"


@dataclass(frozen=True, slots=True)
class JobScrapped(_JobEvent):
    """The piece is given up and has left the line; `code` and `reason` say why."""

    kind: ClassVar[str] = "job_scrapped"

    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class JobRerouted(_JobEvent):
    """The piece goes along a rework route because `operation` failed.

    `rule` is the number of the failure rule of that operation that said so (counted from 0), or -1 where an operator
    did. `defects` are those of the failed attempt.
    """

    kind: ClassVar[str] = "job_rerouted"

    route: str
    operation: OperationId
    rule: int = -1
    defects: tuple[Mapping[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class RetryPlanned(_JobEvent):
    """The task is tried again, not before `not_before_s` (line time in seconds).

    `rule` is the number of the failure rule that said so (counted from 0), or -1 where none did.
    """

    kind: ClassVar[str] = "retry_planned"

    task: TaskId
    not_before_s: float
    rule: int = -1

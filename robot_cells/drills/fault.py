"""What can go wrong in a drill, one model a kind; all times in seconds of the world."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

ORCHESTRATOR = "orchestrator"
"""The name of that process; the others are the hosts of the scenario, `host_1` and so on."""


class _Fault(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Window(_Fault):
    from_s: float = Field(ge=0.0, description="when it begins, in seconds")
    until_s: float = Field(ge=0.0, description="when it is over, in seconds")

    def covers(self, at_s: float) -> bool:
        """Whether it is going on then."""
        return self.from_s <= at_s < self.until_s


class Crash(_Fault):
    """A process dies and is started again: at a time, at its n-th write to its disk, or as its n-th motion begins."""

    fault: Literal["crash"] = "crash"
    process: str = Field(description="`orchestrator` or a host")
    at_s: float | None = Field(default=None, ge=0.0, description="when, in seconds")
    at_write: int | None = Field(default=None, ge=1, description="or at which of its writes, counted from 1")
    at_motion: int | None = Field(
        default=None, ge=1, description="or at which motion of its cells, counted from 1; it has told nobody of it"
    )
    point: Literal["before_write", "in_write", "after_write"] = Field(
        default="after_write",
        description="whether nothing of that write has become durable, the first half of its records (a torn end was "
        "cut when the journal was opened again; nothing in a ledger), or all of it; nothing was sent after it",
    )
    restart_s: float = Field(default=1.0, ge=0.0, description="after so many seconds it is started again")


class Messages(_Window):
    """Messages between processes are lost, doubled, and late by up to `delay_s`, so that they overtake each other."""

    fault: Literal["messages"] = "messages"
    loss: float = Field(default=0.0, ge=0.0, le=1.0, description="share that is lost")
    duplicate: float = Field(default=0.0, ge=0.0, le=1.0, description="share that comes twice")
    delay: float = Field(default=0.0, ge=0.0, le=1.0, description="share that is late")
    delay_s: float = Field(default=0.0, ge=0.0, description="by up to so many seconds")


class Partition(_Window):
    """Nothing passes between the orchestrator and this host."""

    fault: Literal["partition"] = "partition"
    process: str = Field(description="a host")


class SlowDisk(_Window):
    """Every write takes so long; what rests on it waits."""

    fault: Literal["slow_disk"] = "slow_disk"
    process: str = Field(description="`orchestrator` or a host")
    delay_s: float = Field(gt=0.0, description="seconds a write takes")


class FullDisk(_Window):
    """No write succeeds."""

    fault: Literal["full_disk"] = "full_disk"
    process: str = Field(description="`orchestrator` or a host")


class Breakdown(_Window):
    """Every step that a cell begins fails with `device.fault`; with `stops` it takes no work either."""

    fault: Literal["breakdown"] = "breakdown"
    cell: str
    stops: bool = Field(default=False, description="somebody stops the cell, and resets it at the end")


class BadPart(_Fault):
    """A piece fails an operation so often, with the code `part.bad`."""

    fault: Literal["bad_part"] = "bad_part"
    serial: str
    operation: str
    times: int = Field(default=1, ge=1)


class LateVehicle(_Window):
    """Trips take so many times as long."""

    fault: Literal["late_vehicle"] = "late_vehicle"
    vehicle: str
    factor: float = Field(gt=1.0)


class AbsentOperator(_Window):
    """Nobody answers any question."""

    fault: Literal["absent_operator"] = "absent_operator"


class Rival(_Window):
    """The orchestrator stands still; another one goes on with a copy of its journal; then the first one wakes up.

    The two know nothing of each other: what they share are the cells, and the messages from `until_s` on.
    """

    fault: Literal["rival"] = "rival"


class ClockJump(_Fault):
    """The clock of a process's machine jumps."""

    fault: Literal["clock_jump"] = "clock_jump"
    process: str = Field(description="`orchestrator` or a host")
    at_s: float = Field(ge=0.0)
    by_s: float = Field(description="forward, or backward where negative")


class EmergencyStopped(_Window):
    """A gate is opened: the emergency stop is given, and let go at the end; then somebody resets the line."""

    fault: Literal["emergency_stop"] = "emergency_stop"


class CommandedCell(_Window):
    """Somebody commands a single cell through the orchestrator, and lets it go on at the end."""

    fault: Literal["commanded_cell"] = "commanded_cell"
    cell: str
    command: Literal["hold", "suspend", "stop", "abort"]


class HeldLine(_Window):
    """Somebody holds the line (with `stops` stops it), and resumes it at the end."""

    fault: Literal["held_line"] = "held_line"
    stops: bool = False


class CancelledOrder(_Fault):
    """Somebody cancels an order."""

    fault: Literal["cancelled_order"] = "cancelled_order"
    order: str
    at_s: float = Field(ge=0.0)
    policy: Literal["finish_step", "park", "stop_now"] = "finish_step"


Fault = Annotated[
    Crash
    | Messages
    | Partition
    | SlowDisk
    | FullDisk
    | Breakdown
    | BadPart
    | LateVehicle
    | AbsentOperator
    | ClockJump
    | EmergencyStopped
    | CommandedCell
    | HeldLine
    | CancelledOrder
    | Rival,
    Field(discriminator="fault"),
]

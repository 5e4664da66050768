"""What the nodes of one attempt's tree share."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from robot_cells.attempts.prompt import Prompt
from robot_cells.attempts.report import Failure
from robot_cells.clock import Clock
from robot_cells.devices.device_client import CommandState, DeviceClient
from robot_cells.errors import ProcessError
from robot_cells.ids import AttemptId, CellId, PromptId
from robot_cells.processes.run_result import RunResult
from robot_cells.skills.workplace import Workpiece, Workplace

if TYPE_CHECKING:
    from robot_cells.processes.behaviours.undoable import Undoable

STOP_LIMIT_S = 15.0
"""A device that has not confirmed its stop after so many seconds of real time is given up on."""

CANCELLED = Failure("process.cancelled", "The attempt was cancelled before this step.")
"""Why a step did not begin after a cancel; never leaves the runner."""


@dataclass(frozen=True, slots=True)
class StoppingCommand:
    """A command that was cancelled and whose device has not said yet that it stands still."""

    device: str
    client: DeviceClient
    command_id: str
    deadline_s: float

    def has_ended(self) -> bool:
        """Whether the device has ended it, one way or the other."""
        return self.client.status(self.command_id).state is not CommandState.RUNNING


@dataclass(slots=True)
class Run:
    """One attempt at work. Times are line time in seconds; working time stands still while the run is held."""

    attempt: AttemptId
    cell: CellId
    clock: Clock
    clients: Mapping[str, DeviceClient]
    workplace: Workplace
    workpiece: Workpiece
    variables: dict[str, object] = field(default_factory=dict)
    result: RunResult = field(default_factory=RunResult)
    prompts: dict[PromptId, Prompt] = field(default_factory=dict)
    answers: dict[PromptId, str] = field(default_factory=dict)
    stopping_commands: list[StoppingCommand] = field(default_factory=list)
    commanded: dict[str, None] = field(default_factory=dict)
    """Ids of the devices that were given a command, in the order of the first."""
    is_stopping: bool = False
    """A cancel waits for the running steps: none begins any more."""
    has_gated: bool = False
    """A step did not begin because of that."""
    undoables: dict[int, Undoable] = field(default_factory=dict)
    """The steps that there is something to undo of, by identity."""
    begun_undoables: int = 0
    held_since_s: float | None = None
    held_s: float = 0.0

    def working_time(self) -> float:
        """Line time without the time that the run was held."""
        now = self.clock.now() if self.held_since_s is None else self.held_since_s
        return now - self.held_s

    def line_time(self, working_time_s: float) -> float:
        """When a working time comes, if the run is not held again; never, while it is held."""
        return math.inf if self.held_since_s is not None else working_time_s + self.held_s

    @property
    def may_begin(self) -> bool:
        """Whether a step may begin now: not while held, nor before every device that was stopped stands still."""
        return self.held_since_s is None and not self.stopping_commands

    def to_undo(self) -> list[Undoable]:
        """The steps to undo: what was begun last comes first, so an inner step before the one that it belongs to."""
        return sorted(self.undoables.values(), key=lambda step: step.place, reverse=True)

    def client(self, name: str) -> tuple[str, DeviceClient]:
        """Id and client of the device of that id or kind; raises `ProcessError` when the cell has none."""
        if name in self.clients:
            return name, self.clients[name]
        device = self.workplace.device(name)
        if device.id not in self.clients:
            raise ProcessError(f"Nothing talks to the device `{device.id}`.", where=f"cell {self.cell}")
        return device.id, self.clients[device.id]

    def stop_command(self, device: str, client: DeviceClient, command_id: str) -> None:
        """Cancel a command, and remember it until the device has ended it."""
        client.cancel(command_id)
        stopping = StoppingCommand(device, client, command_id, self.clock.now() + STOP_LIMIT_S * self.workplace.speed)
        if not stopping.has_ended():
            self.stopping_commands.append(stopping)

    def settle(self) -> Failure | None:
        """Forget the stopped commands that have ended; a failure when a device did not stop in time."""
        self.stopping_commands = [item for item in self.stopping_commands if not item.has_ended()]
        late = [item.device for item in self.stopping_commands if item.deadline_s <= self.clock.now()]
        if not late:
            return None
        self.stopping_commands.clear()
        return Failure(
            "device.no_answer",
            f"{', '.join(late)} did not confirm the stop within {STOP_LIMIT_S:g} s.",
            "See that the device stands still, and that its driver runs; then have the product looked at.",
        )

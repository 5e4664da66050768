"""A device that answers as a test tells it to: late, wrongly, or not at all."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from robot_cells.clock import Clock
from robot_cells.devices.device_client import CommandState, CommandStatus
from robot_cells.errors import DeviceError


@dataclass(frozen=True, slots=True)
class Answer:
    """What a device says to a command: after `after_s` seconds its result, or the failure `error_code`.

    `after_s` infinite is a device that hangs. `rejects` raises `DeviceError` at the start already.
    """

    after_s: float = 0.0
    result: Mapping[str, object] = field(default_factory=dict)
    error_code: str = ""
    rejects: bool = False

    @classmethod
    def never(cls) -> Answer:
        """A device that hangs."""
        return cls(after_s=math.inf)


@dataclass(frozen=True, slots=True)
class GivenCommand:
    """A command as the device got it; `at_s` is the clock's time."""

    command_id: str
    command: str
    parameters: Mapping[str, object]
    at_s: float


Script: TypeAlias = Answer | Callable[[Mapping[str, object]], Answer] | list[Answer]
"""One answer for all, an answer worked out from the parameters, or answers one after another, the last for ever."""


class ScriptedDevice:
    """A `DeviceClient` for tests of skills and processes.

    `executed` holds every command carried out, each id once however often it was sent. `stop_s` is how long the device
    takes to stop on `cancel`; infinite is one that does not obey. Commands without a script succeed at once.
    """

    def __init__(self, clock: Clock, script: Mapping[str, Script] | None = None, *, stop_s: float = 0.0) -> None:
        self.executed: list[GivenCommand] = []
        self.cancelled: list[str] = []
        self._clock = clock
        self._script = dict(script or {})
        self._stop_s = stop_s
        self._ends: dict[str, tuple[float, CommandStatus]] = {}

    def start(self, command_id: str, command: str, parameters: Mapping[str, object]) -> None:
        """Carry a command out, if its id is new; raises `DeviceError` where the script rejects it."""
        if command_id in self._ends:
            return
        answer = self._next_answer(command, parameters)
        if answer.rejects:
            raise DeviceError(f"The device rejects `{command}`.", remedy="See the script of the test.")
        self.executed.append(GivenCommand(command_id, command, dict(parameters), self._clock.now()))
        state = CommandState.FAILED if answer.error_code else CommandState.SUCCEEDED
        end = CommandStatus(state, 1.0, answer.error_code, answer.error_code, answer.result)
        self._ends[command_id] = (self._clock.now() + answer.after_s, end)

    def status(self, command_id: str) -> CommandStatus:
        """Running until the answer is due; raises `KeyError` for an unknown id."""
        at_s, end = self._ends[command_id]
        return end if at_s <= self._clock.now() else CommandStatus(CommandState.RUNNING)

    def cancel(self, command_id: str) -> None:
        """End the command after `stop_s`, unless it ends by itself before."""
        self.cancelled.append(command_id)
        at_s, _ = self._ends[command_id]
        stopped_at_s = self._clock.now() + self._stop_s
        if at_s > stopped_at_s:
            self._ends[command_id] = (stopped_at_s, CommandStatus(CommandState.CANCELLED))

    @property
    def next_end_s(self) -> float:
        """When it will speak next; infinite when it has nothing to say."""
        return min((at_s for at_s, _ in self._ends.values() if at_s > self._clock.now()), default=math.inf)

    def commands(self) -> list[str]:
        """The names of the commands carried out, in order."""
        return [given.command for given in self.executed]

    def _next_answer(self, command: str, parameters: Mapping[str, object]) -> Answer:
        script = self._script.get(command, Answer())
        if isinstance(script, list):
            return script.pop(0) if len(script) > 1 else script[0]
        return script if isinstance(script, Answer) else script(parameters)

"""The one interface through which skills use devices, whatever is behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Protocol


class CommandState(IntEnum):
    """Where a command is; the numbers are those of `DeviceState.msg`."""

    RUNNING = 0
    """Sent, and not ended as far as is known."""
    SUCCEEDED = 1
    """Ended: done."""
    FAILED = 2
    """Ended: not done, `error_code` says why."""
    CANCELLED = 3
    """Ended: cancelled."""


@dataclass(frozen=True, slots=True)
class CommandStatus:
    """What is known of a command.

    `result` is in SI units; a picture is under the key `image` as a numpy array (height, width, 3) of uint8, channels
    blue, green, red.
    """

    state: CommandState
    progress: float = 0.0
    error_code: str = ""
    error_message: str = ""
    result: Mapping[str, object] = field(default_factory=dict)


class DeviceClient(Protocol):
    """Talks to one device. No method waits: a skill starts a command in one tick and looks at it in later ones."""

    def start(self, command_id: str, command: str, parameters: Mapping[str, object]) -> None:
        """Send a command; the device carries out a command id once, however often it is sent."""
        ...

    def status(self, command_id: str) -> CommandStatus:
        """What is known of the command now; raises `KeyError` for one that was never started."""
        ...

    def cancel(self, command_id: str) -> None:
        """Ask the device to end the command; its status tells when it has."""
        ...

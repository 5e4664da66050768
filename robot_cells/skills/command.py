"""A command that a skill gives to a device, and the shape of a skill's work."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

LIMIT_FACTOR = 5.0
LIMIT_MARGIN_S = 20.0
"""A device that has not ended a command after `LIMIT_FACTOR` times the expected duration and this margin counts as
silent. The margin is real time: a simulated line runs many times faster than life, its messages do not."""

ASKED_AGAIN_S = 0.1


@dataclass(frozen=True, slots=True)
class Command:
    """A command to the device of a kind (`arm`, `vision`, ...) or of an id; `parameters` as in docs/devices.md.

    `expected_s` in seconds of line time; `patience_s` takes the place of the usual limit where it is given. While
    `may_begin` says no the command is not given yet: it is asked every `ASKED_AGAIN_S`, and that is no time of the
    device's.
    """

    device: str
    command: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    expected_s: float = 1.0
    patience_s: float | None = None
    may_begin: Callable[[], bool] | None = field(default=None, compare=False)

    def limit_s(self, speed: float = 1.0) -> float:
        """After so many seconds of line time without an end the device counts as silent; see `Workplace.speed`."""
        if self.patience_s is not None:
            return self.patience_s
        return LIMIT_FACTOR * self.expected_s + LIMIT_MARGIN_S * speed


Execution: TypeAlias = Generator[Command, Mapping[str, object], Mapping[str, object]]
"""A skill at work: it yields a command, is sent that command's result, and returns its own result."""

Motion: TypeAlias = Generator[Command, Mapping[str, object], None]
"""A part of a skill's work that has no result of its own."""

"""A command that a skill gives to a device, and the shape of a skill's work."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

LIMIT_FACTOR = 5.0
LIMIT_MARGIN_S = 60.0
"""A device that has not ended a command after `LIMIT_FACTOR` times the expected duration and this margin of line time
counts as silent. The margin is wide because a simulated line may run many times faster than its messages; that a
driver does not answer at all, the driver's client notices in wall time."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command to the device of a kind (`arm`, `vision`, ...) or of an id; `parameters` as in docs/devices.md.

    `expected_s` in seconds of line time; `patience_s` takes the place of the usual limit where it is given.
    """

    device: str
    command: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    expected_s: float = 1.0
    patience_s: float | None = None

    @property
    def limit_s(self) -> float:
        """After so many seconds without an end the device counts as silent."""
        if self.patience_s is not None:
            return self.patience_s
        return LIMIT_FACTOR * self.expected_s + LIMIT_MARGIN_S


Execution: TypeAlias = Generator[Command, Mapping[str, object], Mapping[str, object]]
"""A skill at work: it yields a command, is sent that command's result, and returns its own result."""

Motion: TypeAlias = Generator[Command, Mapping[str, object], None]
"""A part of a skill's work that has no result of its own."""

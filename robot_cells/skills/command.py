"""A command that a skill gives to a device, and the shape of a skill's work."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

LIMIT_FACTOR = 3.0
LIMIT_MARGIN_S = 20.0
"""A device that has said nothing after `LIMIT_FACTOR` times the expected duration and this margin counts as silent."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command to the device of a kind (`arm`, `vision`, ...) or of an id. `expected_s` in seconds; the other
    parameters are those of docs/devices.md."""

    device: str
    command: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    expected_s: float = 1.0

    @property
    def limit_s(self) -> float:
        """After so many seconds without an end the device counts as silent."""
        return LIMIT_FACTOR * self.expected_s + LIMIT_MARGIN_S


Execution: TypeAlias = Generator[Command, Mapping[str, object], Mapping[str, object]]
"""A skill at work: it yields a command, is sent that command's result, and returns its own result."""

Motion: TypeAlias = Generator[Command, Mapping[str, object], None]
"""A part of a skill's work that has no result of its own."""

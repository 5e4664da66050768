"""What the supervisor knows of one process."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

ZYGOTE = "zygote"
"""The name of the process that all nodes are forked from."""
SUPERVISOR = "supervisor"
"""The name of the process that began all others; they end with it."""


class ProcessPhase(Enum):
    """Where a process is in its life."""

    STARTING = "starting"
    """It was started, its nodes are not active yet."""
    RUNNING = "running"
    """Its nodes are active."""
    WAITING = "waiting"
    """It died, and will be started again after a while."""
    ENDED = "ended"
    """It ended by itself with exit code 0, or because it was told to."""
    GIVEN_UP = "given up"
    """It died too often."""


@dataclass(frozen=True, slots=True)
class ProcessState:
    """One process, named after its node. `pid` is 0 while there is none; `restarts` counts from 0.

    `reason` is a clause: why the supervisor killed the one before. Empty where it ended otherwise.
    """

    name: str
    phase: ProcessPhase
    pid: int
    restarts: int
    log: Path
    essential: bool
    exit_code: int | None = None
    reason: str = ""

    @property
    def running(self) -> bool:
        """Whether its nodes are active."""
        return self.phase is ProcessPhase.RUNNING

"""What is done to a process of the line on purpose."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class DisturbanceKind(Enum):
    """How a process is disturbed."""

    KILL = "kill"
    """SIGKILL: it is gone at once, and the supervisor starts it again."""
    FREEZE = "freeze"
    """SIGSTOP, and SIGCONT after a while: it says nothing meanwhile, and then goes on as if nothing had been."""
    CUT = "cut"
    """A cell and the orchestrator do not hear each other for a while; both go on, and both hear everybody else."""
    STALL = "stall"
    """The event thread of its middleware is stopped for good; the watchdog has to notice, and to begin it again."""


@dataclass(frozen=True, slots=True)
class Disturbance:
    """One disturbance of the process `target`; times in seconds of real time.

    It comes `pause_s` after the one before: counted from the moment at which the line has recovered, or, where it
    `overlaps`, from that disturbance itself. `lasts_s` is how long a process is frozen or cut off, 0 for the
    others.
    """

    number: int
    kind: DisturbanceKind
    target: str
    pause_s: float
    overlaps: bool
    lasts_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Strike:
    """A disturbance that was carried out, on the process `pid`, at `at_ns` (Unix time in nanoseconds)."""

    disturbance: Disturbance
    pid: int
    at_ns: int

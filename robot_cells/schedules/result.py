"""What a solver may use up, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from robot_cells.schedules.schedule import Objective, Schedule


@dataclass(frozen=True, slots=True)
class Budget:
    """When to stop: after `seconds` of wall time, or `iterations` of the search, whichever comes first.

    With iterations alone the result depends on nothing but the problem and the `seed`. `workers` processes or threads
    search at a time.
    """

    seconds: float | None = 1.0
    iterations: int | None = None
    seed: int = 0
    workers: int = 1


SECOND = Budget()
"""One second of wall time."""


class Status(StrEnum):
    """How good the schedule is known to be."""

    OPTIMAL = "optimal"
    """No schedule is better: its first goal has reached the lower bound."""
    FEASIBLE = "feasible"
    """It keeps every constraint."""
    INTERRUPTED = "interrupted"
    """It keeps every constraint; the search was broken off."""


@dataclass(frozen=True, slots=True)
class TracePoint:
    """From `seconds` of wall time and `iterations` on, the best known schedule cost `objective`; `engine` found it."""

    seconds: float
    iterations: int
    objective: Objective
    engine: str


@dataclass(frozen=True, slots=True)
class Result:
    """A schedule, and what is known about it.

    `lower_bound` is below which the first goal's figure cannot fall, in that figure's unit (seconds, tasks).
    """

    schedule: Schedule
    objective: Objective
    lower_bound: float
    status: Status
    trace: tuple[TracePoint, ...] = ()

"""What is said between a search and the process that asked for it."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.schedules.goal import Goal
from robot_cells.schedules.problem import Problem
from robot_cells.schedules.schedule import Schedule, ScheduledTask, ScheduledTrip


@dataclass(frozen=True, slots=True)
class Wanted:
    """A problem, to be solved until `until_s` by the clock that all processes of a machine share.

    `start` is where the search begins, None for nowhere. Of goals there are makespan and tardiness.
    """

    problem: Problem
    until_s: float
    seed: int
    workers: int
    start: Schedule | None = None
    goal: Goal = Goal.MAKESPAN


@dataclass(frozen=True, slots=True)
class Improved:
    """A better schedule was found at `at_s`, by that clock; no makespan is below `bound_s`."""

    at_s: float
    tasks: tuple[ScheduledTask, ...]
    trips: tuple[ScheduledTrip, ...]
    bound_s: float


@dataclass(frozen=True, slots=True)
class Ended:
    """The search has ended; `refused` says why it could not begin."""

    bound_s: float = 0.0
    refused: str = ""

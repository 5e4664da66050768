"""What is said between a search and the process that asked for it."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.schedules.goal import Goal
from robot_cells.schedules.problem import Problem
from robot_cells.schedules.schedule import Schedule, ScheduledTask, ScheduledTrip
from robot_cells.schedules.shop.shop import Shop

READY = "ready"
"""The first word: the library is loaded."""


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


@dataclass(frozen=True, slots=True)
class ShopWanted:
    """A plain shop, of which a solution of `makespan` is known and that none is below `bound`; times in units.

    Wanted are shorter ones and higher bounds, until `until_s` by the clock of all processes.
    """

    shop: Shop
    makespan: int
    bound: int
    until_s: float
    seed: int


@dataclass(frozen=True, slots=True)
class Shorter:
    """Meanwhile somebody else has found a solution of this makespan."""

    makespan: int


@dataclass(frozen=True, slots=True)
class ShopNews:
    """The bound in units, and a solution shorter than any known before where `order` is not empty."""

    bound: int
    makespan: int = 0
    order: tuple[int, ...] = ()
    choice: tuple[int, ...] = ()

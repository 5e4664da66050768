"""How a line is scheduled while it runs, as its document says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Scheduler(Enum):
    """Who says what goes first."""

    RULES = "rules"
    """The dispatch rule alone, task by task."""
    SEARCH = "search"
    """A search over the whole of the open work, again and again; the dispatch rule for what it leaves open."""


@dataclass(frozen=True, slots=True)
class Scheduling:
    """Times in seconds; of line time where nothing else is said.

    `frozen_s`: what begins so soon by the adopted schedule is not moved any more. `interval_s`: the line is
    scheduled anew at least so often while work is open, and `least_interval_s` lies between two times. `late_s`: an
    attempt that ends so much later than expected is a reason to. `minimum_gain`: a schedule is adopted that takes
    away at least this share of the weighted tardiness or, where that is the same, of the time that is left;
    `move_s` is to be gained in addition for every task that it puts on another cell. `repair_s` is how long a cell
    that stands is taken to stand. `seconds` of wall time or `iterations` (a twin's) are what a search may use; then
    the best policy is changed and looked at `rollouts` times more. Each is judged in so many `futures`, in which a
    share `delay_share` of all attempts takes longer, by `delay_s` in the mean; the only one is the one that is
    expected. An answer that comes later than `deadline_s` of wall time is thrown away. `latency_s` is how long a
    twin takes an answer to be on its way.
    """

    scheduler: Scheduler = Scheduler.RULES
    frozen_s: float = 30.0
    interval_s: float = 300.0
    least_interval_s: float = 10.0
    late_s: float = 10.0
    minimum_gain: float = 0.02
    move_s: float = 1.0
    repair_s: float = 300.0
    seconds: float = 1.0
    iterations: int = 2_000
    rollouts: int = 25
    futures: int = 4
    delay_share: float = 0.004
    delay_s: float = 120.0
    latency_s: float = 2.0
    deadline_s: float = 20.0

"""What a search is asked, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.horizons.policy import Policy
from robot_cells.orchestration.order_rank import OrderRank
from robot_cells.schedules.schedule import Objective, Schedule


@dataclass(frozen=True, slots=True)
class Question:
    """Is there a better schedule for the line as it stood after `position` events, at line time `asked_s`?

    `because` names what made it be asked; the answer is expected to be on its way for `allowance_s` of line time.
    """

    number: int
    position: int
    asked_s: float
    because: str
    allowance_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """The best schedule found, and what is expected of it.

    `kept` is what the line comes to when it goes on as it is, `promised` what it comes to with `schedule` and `ranks`;
    both as the decision core itself would carry it out from the state that was asked about, in the mean.
    """

    number: int
    schedule: Schedule
    kept: Objective
    promised: Objective
    moved_tasks: int = 0
    lower_bound: float = 0.0
    ranks: tuple[OrderRank, ...] = ()

    @property
    def policy(self) -> Policy:
        """Schedule and ranks."""
        return Policy(self.schedule, self.ranks)

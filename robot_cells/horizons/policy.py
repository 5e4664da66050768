"""What is adopted: a schedule for some of the tasks or all, and by what orders are ranked for what it leaves open."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.orchestration.events import ScheduleAdopted
from robot_cells.orchestration.order_rank import OrderRank
from robot_cells.orchestration.state import State
from robot_cells.schedules.schedule import Objective, Schedule

NOTHING = Schedule((), Objective(0.0, 0.0))
"""The schedule that prescribes nothing: the dispatch rule decides."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How the line is to go on. Without tasks and ranks it is the dispatch rule alone."""

    schedule: Schedule = NOTHING
    ranks: tuple[OrderRank, ...] = ()

    def adopted(self, at_s: float) -> ScheduleAdopted:
        """The event by which the line goes on so, from `at_s` of line time."""
        return ScheduleAdopted(at_s, self.schedule, gives_way=True, ranks=self.ranks)


def policy_of(state: State) -> Policy:
    """How the line goes on now."""
    ranks = tuple(
        OrderRank(name, order.ranked_priority, order.ranked_due_s)
        for name, order in state.orders.items()
        if (order.ranked_priority, order.ranked_due_s) != (order.priority, order.due_at_s)
    )
    return Policy(NOTHING if state.schedule is None else state.schedule, ranks)

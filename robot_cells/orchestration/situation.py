"""What every decision looks at."""

from __future__ import annotations

import math
from bisect import bisect_right

from robot_cells.ids import CellId, ProductId
from robot_cells.lines.working_times import ClosedTime
from robot_cells.orchestration.deadlocks import Deadlocks
from robot_cells.orchestration.lock_queue import LockQueue
from robot_cells.orchestration.plant import Plant
from robot_cells.orchestration.progress import RemainingWork
from robot_cells.orchestration.ready_work import ReadyWork
from robot_cells.orchestration.state import CellState, JobState, OrderState, State
from robot_cells.schedules.rules import Candidate, Rule

Rank = tuple[int, float, tuple[float, ...], float, int, int]
"""How candidates are compared, larger first: priority, prescribed by a schedule, rule, due date, order, unit."""

ROUNDING_S = 1e-6
"""Sums of times that are meant to meet may differ by this much, in seconds."""
NOT_LOOKED_FOR = ClosedTime(-math.inf, -math.inf)
"""No closed time of the cell has been looked for yet."""


class Situation:
    """State, work that could go on, the dispatch rule, and which event brought this turn about."""

    def __init__(self, state: State, rule: Rule) -> None:
        self.state = state
        self.plant: Plant = state.plant
        self.rule = rule
        self.work = ReadyWork(state)
        self.remaining = RemainingWork(state.plant)
        self.lock_queue = LockQueue(state)
        self._observed: list[int] = []
        self._closed: dict[CellId, tuple[float, ClosedTime]] = {}

    @property
    def deadlocks(self) -> Deadlocks:
        """Which moves keep the line free of deadlock."""
        return self.work.deadlocks

    @property
    def now_s(self) -> float:
        """Line time in seconds."""
        return self.work.now_s

    def begin_turn(self) -> None:
        """What is applied from now on belongs to one turn."""
        self._observed.clear()

    def observed(self) -> None:
        """The event that was applied last came from outside."""
        self._observed.append(self.state.events)

    def because(self, *positions: int) -> int:
        """The position in the journal of what made a decision possible.

        Of the events observed in this turn, the one that led to the latest of `positions`; where none of these belongs
        to the turn, the last one observed (it made room elsewhere); 0 where time alone did it.
        """
        if not self._observed:
            return 0
        place = bisect_right(self._observed, max(positions))
        return self._observed[place - 1] if place else self._observed[-1]

    def rank(
        self,
        order: OrderState,
        job: JobState | None,
        unit: int,
        duration_s: float,
        cell: CellState | None = None,
        prescribed: float = 0.0,
    ) -> Rank:
        """How urgent a task is that would take `duration_s` on `cell`, change-over not counted.

        `job` is None for a piece that is not on the floor, `cell` where none has been chosen yet. Of candidates of one
        priority the larger `prescribed` goes first, whatever the rule says.
        """
        product = order.order.product
        if job is None:
            work_s, count = self.remaining.whole(product)
            ready_s = order.release_at_s
        else:
            work_s, count = self.remaining.of(job)
            ready_s = job.ready_s
        set_up_s = mean_s = 0.0
        if cell is not None:
            set_up_s = self.changeover_s(cell, product)
            mean_s = self.plant.mean_changeover_s.get(cell.id, 0.0)
        due_at_s = order.ranked_due_s
        candidate = Candidate(duration_s + set_up_s, work_s, count, ready_s, due_at_s, set_up_s, mean_s)
        due_s = due_at_s if due_at_s is not None else math.inf
        return (order.ranked_priority, prescribed, self.rule(candidate, self.now_s), -due_s, -order.number, -unit)

    def changeover_s(self, cell: CellState, product: ProductId) -> float:
        """The set-up time in seconds that `product` would cost on the cell now."""
        return self.plant.changeover_s(cell.id, cell.product, product, cell.between)

    def is_idle(self, cell: CellState) -> bool:
        """Whether the cell could begin something now."""
        return cell.attempt is None and cell.usable

    def busy_s(self, cell: CellId) -> float:
        """For how long the cell is expected to be at work, and closed after that, still; in seconds."""
        attempt_id = self.state.cells[cell].attempt
        left_s = 0.0
        if attempt_id is not None:
            attempt = self.state.attempts[attempt_id]
            begun_s = attempt.started_s if attempt.started_s is not None else attempt.dispatched_s
            left_s = max(0.0, begun_s + attempt.expected_s - self.now_s)
        closed = self._next_closed(cell, self.now_s + left_s)
        return left_s if closed is None or closed.from_s > self.now_s + left_s else closed.to_s - self.now_s

    def fits(self, cell: CellId, duration_s: float) -> bool:
        """Whether the cell is open now, and for as long as it would take; else it is looked at when it opens again."""
        closed = self._next_closed(cell, self.now_s)
        if closed is None or self.now_s + duration_s <= closed.from_s + ROUNDING_S:
            return True
        self.work.wait_for_opening(cell, closed.to_s)
        return False

    def _next_closed(self, cell: CellId, at_s: float) -> ClosedTime | None:
        """The closed time of the cell at `at_s` or after it; None where it is always open. Vehicles are."""
        times = self.plant.working_times.get(cell)
        if times is None:
            return None
        since_s, closed = self._closed.get(cell, (0.0, NOT_LOOKED_FOR))
        if not since_s <= at_s < closed.to_s:
            closed = times.next_closed(at_s)
            self._closed[cell] = at_s, closed
        return closed

"""What the line comes to from where it stands: the decision core itself, looking ahead with expected durations.

The problem that a search solves is a model: what it leaves out (a limit of work in process, zones, which vehicle the
core sends) shows only when the core carries a schedule out. So both are carried out before one is adopted over the
other: going on as things are, and the new schedule. This is the rollout of D. P. Bertsekas, J. N. Tsitsiklis and C. Wu,
"Rollout algorithms for combinatorial optimization", Journal of Heuristics 3 (1997): as far as durations are as expected
the line never does worse than by its rule.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from robot_cells.attempts.assignment import Assignment, AssignmentKind
from robot_cells.attempts.report import Phase
from robot_cells.ids import AttemptId, CellId, JournalId, OrderId, ProductId
from robot_cells.lines.line import TRANSPORT, Line
from robot_cells.lines.scheduling import Scheduling
from robot_cells.orchestration.cell_heard import CellHeard, HostHeard
from robot_cells.orchestration.events import (
    AttemptDispatched,
    AttemptEnded,
    Event,
    OrderEnded,
    PromptAnswered,
    PromptRaised,
    ScheduleAdopted,
    TimePassed,
)
from robot_cells.orchestration.letting_go import letting_go
from robot_cells.orchestration.orchestrator import Orchestrator
from robot_cells.orchestration.state_document import decode_state
from robot_cells.orders.product import Product
from robot_cells.schedules.rules import Rule, apparent_tardiness_cost
from robot_cells.schedules.schedule import Schedule, ScheduledTask

IDLE = 4
"""PackML number of a cell that takes work (`CellState.msg`)."""
AHEAD = "looking ahead"
"""By this name questions are answered and cells come back."""
MOST_TURNS = 1_000_000
"""A rollout that takes more turns of the core comes to no end: a question may be raised for ever."""


@dataclass(frozen=True, slots=True)
class Base:
    """Where rollouts begin: line, products, and the state's document (`state_document`) at line time `now_s`."""

    line: Line
    products: Mapping[ProductId, Product]
    state: str
    now_s: float
    rule: Rule = apparent_tardiness_cost


def rolled_out(base: Base, settings: Scheduling, schedule: Schedule | None = None) -> tuple[ScheduledTask, ...] | None:
    """The tasks that begin from now on, as the core carries them out; None where not all orders come to an end.

    With a `schedule` it is adopted first. Everything succeeds and takes as long as expected, questions get their first
    choice at once, and cells that stand are back after `repair_s`.
    """
    rollout = Rollout(base, settings, schedule)
    while not rollout.is_over:
        rollout.step()
    return tuple(rollout.tasks) if rollout.is_complete else None


class Rollout:
    """One look ahead, turn by turn of the core, for who cannot wait for all of it (`rolled_out` has the rules).

    With `let_go` people have done what lets the line go on: nobody holds it or a cell any more. `tasks` are those that
    have begun so far; `order_ends_s` says in line time when orders have ended. `is_over` comes with the end of all
    orders, or when nothing more happens; `is_complete` only with the first.
    """

    def __init__(
        self, base: Base, settings: Scheduling, schedule: Schedule | None = None, *, let_go: bool = False
    ) -> None:
        self._core = Orchestrator(base.line, base.products, JournalId(""), base.rule)
        self._core.restore(decode_state(base.state, self._core.state.plant), base.now_s)
        self._now_s = base.now_s
        self._ends: list[tuple[float, int, AttemptEnded]] = []
        self._noted = 0
        self._turns = 0
        self._answers: list[Event] = []
        self.tasks: list[ScheduledTask] = []
        self.order_ends_s: dict[OrderId, float] = {}
        self.is_over = False
        begin: list[Event] = [TimePassed(base.now_s)]
        if let_go:
            begin += letting_go(self._core.state, base.now_s)
        if schedule is not None:
            begin.append(ScheduleAdopted(base.now_s, schedule, gives_way=True))
        state = self._core.state
        self._back_s = base.now_s + settings.repair_s
        self._standing = [cell.id for cell in state.cells.values() if not cell.usable]
        for attempt in state.attempts.values():
            begun_s = attempt.started_s if attempt.started_s is not None else attempt.dispatched_s
            least_s = self._back_s if attempt.cell in self._standing else base.now_s
            self._end(max(least_s, begun_s + attempt.expected_s), attempt.id, attempt.cell)
        self._answers += [
            PromptAnswered(base.now_s, item.prompt.id, item.prompt.choices[0], AHEAD) for item in state.prompts.values()
        ]
        self._turn(begin)

    @property
    def is_complete(self) -> bool:
        """Whether all orders have ended."""
        return all(order.end is not None for order in self._core.state.orders.values())

    def step(self) -> None:
        """The next turn of the core."""
        next_s = min(self._next_s, self._back_s if self._standing else math.inf)
        self._turns += 1
        if next_s == math.inf or self._turns > MOST_TURNS:
            self.is_over = True
            return
        self._now_s = max(self._now_s, next_s)
        events: list[Event] = [TimePassed(self._now_s)]
        if self._standing and self._now_s >= self._back_s:
            events += self._back(self._standing)
            self._standing = []
        while self._ends and self._ends[0][0] <= self._now_s:
            events.append(heapq.heappop(self._ends)[2])
        self._turn(events)

    @property
    def _next_s(self) -> float:
        if self._answers:
            return self._now_s
        wake_s = self._core.wake_at_s
        return min(self._ends[0][0] if self._ends else math.inf, math.inf if wake_s is None else wake_s)

    def _turn(self, events: Iterable[Event]) -> None:
        answers, self._answers = self._answers, []
        outcome = self._core.handle([*events, *answers])
        for event in outcome.recorded:
            if isinstance(event, PromptRaised):
                self._answers.append(PromptAnswered(self._now_s, event.prompt.id, event.prompt.choices[0], AHEAD))
            elif isinstance(event, AttemptDispatched):
                self._end(self._now_s + event.expected_s, event.attempt, event.cell)
                if event.operation != TRANSPORT:
                    self.tasks.append(
                        ScheduledTask(event.task, event.cell, self._now_s, self._now_s + event.expected_s)
                    )
            elif isinstance(event, OrderEnded):
                self.order_ends_s[event.order] = event.at_s
        self._cancel(outcome.assignments)
        self.is_over = self.is_complete

    def _cancel(self, assignments: Iterable[Assignment]) -> None:
        for item in assignments:
            if item.kind is AssignmentKind.CANCEL:
                self._answers.append(AttemptEnded(self._now_s, item.attempt_id, item.cell, Phase.CANCELLED))

    def _end(self, at_s: float, attempt: AttemptId, cell: CellId) -> None:
        self._noted += 1
        heapq.heappush(self._ends, (at_s, self._noted, AttemptEnded(at_s, attempt, cell, Phase.SUCCEEDED)))

    def _back(self, cells: Iterable[CellId]) -> Iterable[Event]:
        """What is heard when cells that stood work again."""
        yield from letting_go(self._core.state, self._now_s)
        for cell in cells:
            known = self._core.state.cells[cell]
            heard = HostHeard(known.host or AHEAD, known.incarnation or AHEAD, (CellHeard(cell, IDLE),))
            yield from self._core.observe_cells(heard, self._now_s)

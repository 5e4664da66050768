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
from dataclasses import dataclass, field

from robot_cells.attempts.assignment import Assignment, AssignmentKind
from robot_cells.attempts.report import Phase
from robot_cells.horizons.future import Future
from robot_cells.horizons.policy import Policy
from robot_cells.ids import AttemptId, CellId, JobId, JournalId, OrderId, ProductId
from robot_cells.lines.line import TRANSPORT, Line
from robot_cells.orchestration.cell_heard import CellHeard, HostHeard
from robot_cells.orchestration.events import (
    AttemptDispatched,
    AttemptEnded,
    Event,
    JobCompleted,
    OrderEnded,
    PromptAnswered,
    PromptRaised,
    TimePassed,
)
from robot_cells.orchestration.letting_go import letting_go
from robot_cells.orchestration.orchestrator import Orchestrator
from robot_cells.orchestration.plant import OperationKey
from robot_cells.orchestration.state import AttemptState
from robot_cells.orchestration.state_document import decode_state
from robot_cells.orchestration.task_names import split_job
from robot_cells.orders.product import Product
from robot_cells.schedules.order_problem import weight_of
from robot_cells.schedules.rules import Rule, apparent_tardiness_cost
from robot_cells.schedules.schedule import ScheduledTask

IDLE = 4
"""PackML number of a cell that takes work (`CellState.msg`)."""
AHEAD = "looking ahead"
"""By this name questions are answered and cells come back."""
MOST_TURNS = 1_000_000
"""A rollout that takes more turns of the core comes to no end: a question may be raised for ever."""


@dataclass(frozen=True, slots=True)
class Base:
    """Where rollouts begin: line, products, and the state's document (`state_document`) at line time `now_s`.

    The core decides by the durations of the products, as it does on the line; `shares` is how long operations truly
    take, as shares of these (1 where nothing is known).
    """

    line: Line
    products: Mapping[ProductId, Product]
    state: str
    now_s: float
    rule: Rule = apparent_tardiness_cost
    shares: Mapping[OperationKey, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Course:
    """How it went: the tasks that began, how late the pieces were (weighted), and when the last one was complete.

    From now on; line time in seconds.
    """

    tasks: tuple[ScheduledTask, ...]
    weighted_tardiness_s: float
    end_s: float


def rolled_out(base: Base, future: Future, policy: Policy | None = None, most_s: float = math.inf) -> Course | None:
    """What the core makes of it in that `future`, with `policy` adopted first where there is one.

    None where not all orders come to an end, or the weighted tardiness is sure to exceed `most_s`. Everything succeeds,
    questions get their first choice at once, and cells that stand come back together.
    """
    rollout = Rollout(base, future, policy)
    while not rollout.is_over and rollout.least_late_s() <= most_s:
        rollout.step()
    if not rollout.is_complete or rollout.least_late_s() > most_s:
        return None
    return Course(tuple(rollout.tasks), rollout.least_late_s(), rollout.now_s)


class Rollout:
    """One look ahead, turn by turn of the core, for who cannot wait for all of it (`rolled_out` has the rules).

    With `let_go` people have done what lets the line go on: nobody holds it or a cell any more. `tasks` are those that
    have begun so far; `order_ends_s` says in line time when orders have ended. `is_over` comes with the end of all
    orders, or when nothing more happens; `is_complete` only with the first.
    """

    def __init__(self, base: Base, future: Future, policy: Policy | None = None, *, let_go: bool = False) -> None:
        self._core = Orchestrator(base.line, base.products, JournalId(""), base.rule)
        self._core.restore(decode_state(base.state, self._core.state.plant), base.now_s)
        self._future = future
        self._shares = base.shares
        self._late_s = 0.0
        self.now_s = base.now_s
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
        if policy is not None:
            begin.append(policy.adopted(base.now_s))
        state = self._core.state
        self._back_s = base.now_s + future.back_after_s()
        self._standing = [cell.id for cell in state.cells.values() if not cell.usable]
        for attempt in state.attempts.values():
            begun_s = attempt.started_s if attempt.started_s is not None else attempt.dispatched_s
            least_s = self._back_s if attempt.cell in self._standing else base.now_s
            self._end(max(least_s, begun_s + self._takes_s(attempt)), attempt.id, attempt.cell)
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
        self.now_s = max(self.now_s, next_s)
        events: list[Event] = [TimePassed(self.now_s)]
        if self._standing and self.now_s >= self._back_s:
            events += self._back(self._standing)
            self._standing = []
        while self._ends and self._ends[0][0] <= self.now_s:
            events.append(heapq.heappop(self._ends)[2])
        self._turn(events)

    @property
    def _next_s(self) -> float:
        if self._answers:
            return self.now_s
        wake_s = self._core.wake_at_s
        return min(self._ends[0][0] if self._ends else math.inf, math.inf if wake_s is None else wake_s)

    def _turn(self, events: Iterable[Event]) -> None:
        answers, self._answers = self._answers, []
        outcome = self._core.handle([*events, *answers])
        for event in outcome.recorded:
            if isinstance(event, PromptRaised):
                self._answers.append(PromptAnswered(self.now_s, event.prompt.id, event.prompt.choices[0], AHEAD))
            elif isinstance(event, AttemptDispatched):
                end_s = self.now_s + self._takes_s(event)
                self._end(end_s, event.attempt, event.cell)
                if event.operation != TRANSPORT:
                    self.tasks.append(ScheduledTask(event.task, event.cell, self.now_s, end_s))
            elif isinstance(event, JobCompleted):
                self._late_s += self._lateness_s(event.job)
            elif isinstance(event, OrderEnded):
                self.order_ends_s[event.order] = event.at_s
        self._cancel(outcome.assignments)
        self.is_over = self.is_complete

    def least_late_s(self) -> float:
        """What the weighted tardiness comes to at least: pieces that are not complete are as late as it is now."""
        late_s = self._late_s
        for order in self._core.state.orders.values():
            is_open = order.end is None and order.cancelled is None
            if is_open and order.due_at_s is not None and order.due_at_s < self.now_s:
                left = order.order.quantity - order.completed - order.scrapped
                late_s += left * weight_of(order.priority) * (self.now_s - order.due_at_s)
        return late_s

    def _takes_s(self, attempt: AttemptDispatched | AttemptState) -> float:
        """How long the attempt takes in this future, in seconds."""
        product = self._core.state.jobs[attempt.job].product
        share = self._shares.get((product, attempt.operation), 1.0)
        expected_s = attempt.changeover_s + share * (attempt.expected_s - attempt.changeover_s)
        return self._future.duration_s(attempt.task, expected_s)

    def _lateness_s(self, job: JobId) -> float:
        """The weighted tardiness of a piece that is complete now."""
        order = self._core.state.orders[split_job(job)[0]]
        return 0.0 if order.due_at_s is None else weight_of(order.priority) * max(0.0, self.now_s - order.due_at_s)

    def _cancel(self, assignments: Iterable[Assignment]) -> None:
        for item in assignments:
            if item.kind is AssignmentKind.CANCEL:
                self._answers.append(AttemptEnded(self.now_s, item.attempt_id, item.cell, Phase.CANCELLED))

    def _end(self, at_s: float, attempt: AttemptId, cell: CellId) -> None:
        self._noted += 1
        heapq.heappush(self._ends, (at_s, self._noted, AttemptEnded(at_s, attempt, cell, Phase.SUCCEEDED)))

    def _back(self, cells: Iterable[CellId]) -> Iterable[Event]:
        """What is heard when cells that stood work again."""
        yield from letting_go(self._core.state, self.now_s)
        for cell in cells:
            known = self._core.state.cells[cell]
            heard = HostHeard(known.host or AHEAD, known.incarnation or AHEAD, (CellHeard(cell, IDLE),))
            yield from self._core.observe_cells(heard, self.now_s)

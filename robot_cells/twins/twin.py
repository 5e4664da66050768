"""The fast twin: the very orchestrator that runs the line, on virtual time, with cells that behave by a model."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from robot_cells.attempts.assignment import Assignment, AssignmentKind
from robot_cells.attempts.report import Phase, Report
from robot_cells.errors import TwinError
from robot_cells.ids import AttemptId, CellId, JournalId
from robot_cells.orchestration.assignments import cancel, execute
from robot_cells.orchestration.cell_heard import CellHeard, HostHeard
from robot_cells.orchestration.events import (
    Event,
    OrderEnded,
    OrderSubmitted,
    PromptRaised,
    TimePassed,
)
from robot_cells.orchestration.letting_go import letting_go
from robot_cells.orchestration.orchestrator import Orchestrator
from robot_cells.orchestration.order_checks import check_order
from robot_cells.orchestration.state import AttemptPhase, AttemptState
from robot_cells.orders.cancel_policy import CancelPolicy
from robot_cells.schedules.rules import RULES
from robot_cells.twins.agenda import Agenda, CellStands, CellWorks, Item, WorkBegins, WorkEnds
from robot_cells.twins.behaviour import TICK_S, Behaviour, Course
from robot_cells.twins.breakdowns import Breakdowns
from robot_cells.twins.fault_effects import FaultEffects
from robot_cells.twins.instant_search import InstantSearch
from robot_cells.twins.operator_desk import OperatorDesk
from robot_cells.twins.process_predictions import ProcessPredictions
from robot_cells.twins.scenario import SCHEDULERS, SEARCH, Scenario, Start
from robot_cells.twins.standing_events import standing_events
from robot_cells.twins.start import bring_to, drives_so_far, used_cells

HOST, INCARNATION = "twin", "1"
"""What the cells say of themselves: one process, started once."""
IDLE, SUSPENDED = 4, 5
"""PackML numbers (`CellState.msg`)."""
JOURNAL = JournalId("0badcafe")
STEP_S = 2.0
"""A step that has to be finished before a cancelled attempt ends takes about so long."""
LONGEST_S = 366 * 86_400.0
"""A run that takes more than a year of line time comes to no end."""


@dataclass(slots=True)
class _Work:
    """What a cell has in hand; `ends_s` in line time."""

    attempt: AttemptId
    course: Course
    ends_s: float


class Twin:
    """One run. `recorded` is what the journal would hold of it, `standing` how the line stood where it went on."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        """Raises `OrderError` for an order that the line would refuse, `TwinError` for an unknown dispatch rule."""
        rule = RULES.get(SCHEDULERS.get(scenario.rule, ""))
        if rule is None:
            known = ", ".join(SCHEDULERS)
            raise TwinError(f"There is no scheduler {scenario.rule!r}.", remedy=f"There are {known}.")
        self.scenario = scenario
        self.recorded: list[Event] = []
        self.standing: tuple[Event, ...] = ()
        start = scenario.start
        journal, epoch = (JOURNAL, 1) if start is None else (start.journal_id, start.epoch)
        self.orchestrator = Orchestrator(scenario.line, scenario.products, journal, rule, epoch)
        if start is not None:
            bring_to(self.orchestrator, start)
        documented = {cell.id: cell for cell in (scenario.documented or scenario.line).cells}
        predictions = ProcessPredictions(documented, scenario.processes, scenario.products)
        drives = drives_so_far(start.events if start is not None else ())
        self.faults = FaultEffects(scenario.faults, scenario.products, drives)
        self.behaviour = Behaviour(
            self.orchestrator.state.plant,
            scenario.model,
            self.faults,
            predictions if scenario.processes else None,
            scenario.processes,
            documented,
            scenario.sources,
            seed,
            used_cells(self.orchestrator.state),
        )
        self.now_s = 0.0
        self._breakdowns = Breakdowns(scenario.model.breakdowns, seed)
        self._agenda = Agenda()
        self._work: dict[CellId, _Work] = {}
        self._down_until_s: dict[CellId, float] = {}
        self._news: list[Event] = []
        self._desk = OperatorDesk(scenario.model.operator)
        self._open_orders = 0
        self._search = InstantSearch(self.orchestrator, scenario, rule, seed) if scenario.rule == SEARCH else None

    def run(self) -> list[Event]:
        """Let time run until all orders have ended; what was recorded.

        Raises `TwinError` when nothing is under way any more, or a year has passed.
        """
        if self.scenario.start is None:
            self._begin()
        else:
            self._go_on(self.scenario.start)
        while self._open_orders > 0:
            wake_s = self.orchestrator.wake_at_s
            next_s = min(self._agenda.next_s, self._desk.next_s, math.inf if wake_s is None else wake_s)
            if self._search is not None and next_s < math.inf:
                next_s = min(next_s, self._search.next_s)
            if next_s > LONGEST_S:
                raise self._stuck(next_s)
            self.now_s = max(self.now_s, next_s)
            events = [event for item in self._agenda.due(self.now_s) for event in self._happens(item)]
            events += self._desk.answers(self.now_s)
            if self._search is not None:
                events += self._search.answers(self.now_s)
            self._turn(events or [TimePassed(self.now_s)])
        if self._news:
            self._turn(())
        return self.recorded

    def _begin(self) -> None:
        """Everything is there and idle; the orders come in."""
        cells = self.orchestrator.state.cells
        heard = HostHeard(HOST, INCARNATION, tuple(CellHeard(cell, IDLE) for cell in cells))
        for cell in self._breakdowns.cells:
            self._plan_breakdown(cell)
        self._turn([*self.orchestrator.observe_cells(heard, self.now_s), *self._new_orders()])

    def _new_orders(self) -> list[Event]:
        state = self.orchestrator.state
        new = [order for order in self.scenario.orders if check_order(state, order)]
        self._open_orders += len(new)
        return [OrderSubmitted(self.now_s, order) for order in new]

    def _go_on(self, start: Start) -> None:
        """From where a line stands: work in hand takes what is left, cells that stand come back, the line goes on."""
        self.now_s = start.now_s
        state = self.orchestrator.state
        self.standing = tuple(standing_events(state, self.now_s))
        self._open_orders = sum(order.end is None for order in state.orders.values())
        for attempt in state.attempts.values():
            self._resume(attempt)
        for cell in state.cells.values():
            if not cell.usable:
                self._agenda.note(self.now_s + self._breakdowns.mttr_s(cell.id), CellWorks(cell.id))
            elif cell.id in self._breakdowns.cells:
                self._plan_breakdown(cell.id)
        for waiting in state.prompts.values():
            self._desk.ask(self.now_s, waiting.prompt, waiting.job)
        new = self._new_orders()
        if not self._open_orders:
            raise TwinError("All orders have ended.", where="journal", remedy="Name new ones with --orders.")
        self._turn([*letting_go(state, self.now_s), *new])

    def _resume(self, attempt: AttemptState) -> None:
        """What a cell was given and has not ended; it began when it said so, or begins now."""
        assignment = execute(self.orchestrator.state, attempt)
        if attempt.phase is not AttemptPhase.RUNNING or attempt.started_s is None:
            self._accept(assignment)
            return
        course = self.behaviour.course(assignment)
        ends_s = max(self.now_s + TICK_S, attempt.started_s + course.duration_s)
        self._work[attempt.cell] = _Work(attempt.id, course, ends_s)
        self._agenda.note(ends_s, WorkEnds(attempt.cell, attempt.id))
        if attempt.cancel is not None:
            self._cancel(cancel(self.orchestrator.state, attempt, attempt.cancel))

    def _turn(self, events: Iterable[Event]) -> None:
        """One turn of the orchestrator, and what it brings about."""
        news, self._news = self._news, []
        outcome = self.orchestrator.handle([*news, *events])
        self.recorded += outcome.recorded
        if self._search is not None:
            self._search.hear(outcome.recorded, self.now_s)
        for event in outcome.recorded:
            if isinstance(event, OrderEnded):
                self._open_orders -= 1
            elif isinstance(event, PromptRaised):
                self._desk.ask(self.now_s, event.prompt, event.job)
        for assignment in outcome.assignments:
            if assignment.kind is AssignmentKind.EXECUTE:
                self._accept(assignment)
            elif assignment.kind is AssignmentKind.CANCEL:
                self._cancel(assignment)

    def _accept(self, assignment: Assignment) -> None:
        """The cell takes it; whatever it says is heard with the next turn, since it changes no decision."""
        cell, attempt = assignment.cell, assignment.attempt_id
        course = self.behaviour.course(assignment)
        begins_s = max(self.now_s + self.scenario.model.reaction_s, self._down_until_s.get(cell, 0.0))
        self._work[cell] = _Work(attempt, course, begins_s + course.duration_s)
        self._news += self._report(cell, attempt, Phase.ACCEPTED)
        if begins_s > self.now_s:
            self._agenda.note(begins_s, WorkBegins(cell, attempt))
        else:
            self._news += self._report(cell, attempt, Phase.RUNNING)
        self._agenda.note(self._work[cell].ends_s, WorkEnds(cell, attempt))

    def _cancel(self, assignment: Assignment) -> None:
        work = self._work.get(assignment.cell)
        if work is None or work.attempt != assignment.attempt_id:
            return
        step_s = TICK_S if assignment.cancel_policy is CancelPolicy.STOP_NOW else STEP_S
        if work.ends_s > self.now_s + step_s:
            left_s = work.ends_s - self.now_s - step_s
            work.ends_s = self.now_s + step_s
            work.course = work.course.cut_short(work.course.duration_s - left_s)
            self._agenda.note(work.ends_s, WorkEnds(assignment.cell, work.attempt))

    def _happens(self, item: Item) -> tuple[Event, ...]:
        """What an item of the agenda means."""
        match item:
            case WorkEnds(cell, attempt):
                return self._end(cell, attempt)
            case WorkBegins(cell, attempt):
                return self._report(cell, attempt, Phase.RUNNING)
            case CellStands(cell, duration_s):
                return self._stand(cell, duration_s)
            case CellWorks(cell):
                self._plan_breakdown(cell)
                return self._state(cell, IDLE)

    def _end(self, cell: CellId, attempt: AttemptId) -> tuple[Event, ...]:
        work = self._work.get(cell)
        if work is None or work.attempt != attempt or work.ends_s > self.now_s:
            return ()  # It was put off by a breakdown, or ended before.
        del self._work[cell]
        return self._report(cell, attempt, work.course.phase, work.course)

    def _stand(self, cell: CellId, duration_s: float) -> tuple[Event, ...]:
        """Work in hand goes on after the repair."""
        back_s = self._down_until_s[cell] = self.now_s + duration_s
        self._agenda.note(back_s, CellWorks(cell))
        work = self._work.get(cell)
        if work is not None:
            work.ends_s += duration_s
            self._agenda.note(work.ends_s, WorkEnds(cell, work.attempt))
        return self._state(cell, SUSPENDED)

    def _plan_breakdown(self, cell: CellId) -> None:
        if cell in self._breakdowns.cells:
            working_s, standing_s = self._breakdowns.next(cell)
            self._agenda.note(self.now_s + working_s, CellStands(cell, standing_s))

    def _state(self, cell: CellId, packml: int) -> tuple[Event, ...]:
        known = self.orchestrator.state.cells[cell]
        host, incarnation = known.host or HOST, known.incarnation or INCARNATION
        heard = HostHeard(host, incarnation, (CellHeard(cell, packml, "breakdown"),))
        return self.orchestrator.observe_cells(heard, self.now_s)

    def _report(
        self, cell: CellId, attempt: AttemptId, phase: Phase, course: Course | None = None
    ) -> tuple[Event, ...]:
        failure, result = (course.failure, course.result) if course is not None else (None, {})
        report = Report(cell, self.orchestrator.state.epoch, attempt, phase, self.now_s, failure, result)
        return self.orchestrator.observe(report, self.now_s)

    def _stuck(self, next_s: float) -> TwinError:
        is_over = next_s < math.inf
        what = "The orders have not ended after a year." if is_over else "Nothing is under way, and orders are open."
        state = self.orchestrator.state
        waiting = ", ".join(list(state.jobs)[:5]) or "no piece is on the floor"
        return TwinError(what, where=f"{self.now_s:g} s of line time", remedy=f"See what these wait for: {waiting}.")

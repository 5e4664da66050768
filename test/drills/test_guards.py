"""A drill that finds nothing is worth something only when it finds what is missing: safeguards are switched off here.

`GUARDS=count` looks through all seeds from 0 on and says which is the first (docs/drills.md has the table).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import robot_cells
from robot_cells.attempts import worker
from robot_cells.attempts.assignment import AssignmentKind
from robot_cells.attempts.epochs import Epochs
from robot_cells.attempts.outbox import Outbox
from robot_cells.attempts.report import Phase
from robot_cells.attempts.worker import CellWorker
from robot_cells.drills import world
from robot_cells.drills.drill import run_drill
from robot_cells.drills.drill_disk import DrillLedger
from robot_cells.drills.drill_plan import DrillPlan
from robot_cells.drills.fault import (
    AbsentOperator,
    Crash,
    EmergencyStopped,
    Fault,
    FullDisk,
    HeldLine,
    Messages,
    Partition,
    Rival,
)
from robot_cells.horizons import open_problem, verdict
from robot_cells.ids import attempt_id
from robot_cells.lines.scheduling import Scheduler
from robot_cells.nodes.dispatcher import Dispatcher
from robot_cells.nodes.emergency_news import EmergencyNews
from robot_cells.nodes.request import Answer
from robot_cells.orchestration import doubts, failures, observations, starts
from robot_cells.orchestration.deadlocks import Deadlocks
from robot_cells.orchestration.events import AttemptEnded, AttemptStarted
from robot_cells.orchestration.orchestrator import Orchestrator
from robot_cells.orchestration.situation import Situation
from robot_cells.orchestration.state import CellState
from robot_cells.orchestration.transitions import attempts as attempt_transitions
from robot_cells.orchestration.transitions import locks, set_ups

PAGE = Path(robot_cells.__file__).parent.parent / "docs" / "drills.md"
FIRST = 150
"""So many seeds a missing guard is looked for in."""
LIMIT_S = 400.0
"""A run without the guard that has not come to its end by then is not waited for any longer."""
Switch = pytest.MonkeyPatch
Faults = tuple[Fault, ...] | None

LATE_AND_DOUBLE: Faults = (
    Messages(from_s=0.0, until_s=40.0, loss=0.2, duplicate=0.5, delay=0.5, delay_s=5.0),
    HeldLine(from_s=6.0, until_s=12.0, stops=True),
    Crash(process="host_1", at_motion=4, restart_s=0.5),
)
"""What a cell's memory of its attempts is there for."""
LOST: Faults = (Messages(from_s=2.0, until_s=40.0, loss=0.5),)
DEATHS: Faults = (
    *(Crash(process="orchestrator", at_write=9 * n, restart_s=0.3, point="before_write") for n in range(1, 9)),
)
TORN: Faults = (*(Crash(process="orchestrator", at_write=5 * n, restart_s=0.3, point="in_write") for n in range(1, 9)),)
FULL: Faults = (*(FullDisk(process="orchestrator", from_s=3.0 * n, until_s=3.0 * n + 1.5) for n in range(8)),)
REFUSED: Faults = (*(FullDisk(process=f"host_{n}", from_s=2.0, until_s=12.0) for n in range(1, 9)),)
DOUBTS: Faults = (
    Crash(process="host_1", at_motion=2, restart_s=6.0),
    Crash(process="host_2", at_motion=3, restart_s=6.0),
    AbsentOperator(from_s=0.0, until_s=60.0),
)
CUTS: Faults = (
    Partition(process="host_1", from_s=3.0, until_s=9.0),
    Partition(process="host_2", from_s=7.0, until_s=13.0),
)
STOPS: Faults = (
    EmergencyStopped(from_s=3.0, until_s=5.0),
    *(Crash(process="orchestrator", at_write=n, restart_s=0.5) for n in range(16, 24)),
)
RIVALS: Faults = (Rival(from_s=3.0, until_s=7.0),)
SEARCH: Faults = ()
"""No trouble but that schedules are searched for, badly (`schedule_drawer.py`)."""
PLANS = {
    "LATE_AND_DOUBLE": LATE_AND_DOUBLE,
    "LOST": LOST,
    "DEATHS": DEATHS,
    "TORN": TORN,
    "FULL": FULL,
    "REFUSED": REFUSED,
    "DOUBTS": DOUBTS,
    "CUTS": CUTS,
    "STOPS": STOPS,
    "RIVALS": RIVALS,
    "SEARCH": SEARCH,
}
"""By the names that docs/drills.md has for them."""


def _moves_before_its_ledger(switch: Switch) -> None:
    begin, end, waiting = DrillLedger.begin, DrillLedger.end, {}

    def late(self: Any, assignment: Any, at_s: float, known: Any) -> None:
        waiting[id(self), assignment.attempt_id] = (assignment, at_s, known)

    def note(self: Any, attempt: str, known: Any) -> None:
        assignment, at_s, _ = waiting[id(self), attempt]
        waiting[id(self), attempt] = (assignment, at_s, known)

    def end_late(self: Any, report: Any) -> None:
        begun = waiting.pop((id(self), report.attempt_id), None)
        if begun is not None:
            begin(self, *begun)
        end(self, report)

    switch.setattr(DrillLedger, "begin", late)
    switch.setattr(DrillLedger, "note", note)
    switch.setattr(DrillLedger, "end", end_late)


def _does_not_read_its_ledger(switch: Switch) -> None:
    switch.setattr(Outbox, "recover", lambda *_: None)


def _forgets(switch: Switch, which: Callable[[Any], bool]) -> None:
    receive = CellWorker.receive

    def forget(self: Any, assignment: Any) -> Any:
        known = self._outbox._acknowledged
        for attempt in [name for name, report in known.items() if which(report)]:
            del known[attempt]
        return receive(self, assignment)

    switch.setattr(CellWorker, "receive", forget)


def _forgets_refusals(switch: Switch) -> None:
    _forgets(switch, lambda report: report.phase is Phase.REFUSED)


def _forgets_ends(switch: Switch) -> None:
    _forgets(switch, lambda report: report.phase is not Phase.REFUSED)


def _tells_once(switch: Switch) -> None:
    switch.setattr(CellWorker, "unacknowledged", lambda _: [])
    switch.setattr(Outbox, "pending", lambda *_: [])


def _obeys_every_epoch(switch: Switch) -> None:
    hear, refuse = Epochs.hear, worker.reason_to_refuse
    switch.setattr(Epochs, "hear", lambda self, journal, epoch: hear(self, journal, epoch) or True)
    switch.setattr(
        worker, "reason_to_refuse", lambda cell, item, state, at_work, _: refuse(cell, item, state, at_work, 0)
    )


def _greets_nobody(switch: Switch) -> None:
    switch.setattr(Dispatcher, "greet", lambda *_: None)


def _before_the_commit(switch: Switch, send: Callable[[Any, Any], None]) -> None:
    commit = Dispatcher._commit

    def hasty(self: Any, turn: Any) -> bool:
        send(self, turn)
        return commit(self, turn)

    switch.setattr(Dispatcher, "_commit", hasty)


def _sends_before_it_writes(switch: Switch) -> None:
    def send(self: Any, turn: Any) -> None:
        for assignment in turn.assignments:
            self._outlet.send(assignment)
        turn.assignments = []

    _before_the_commit(switch, send)


def _acknowledges_before_it_writes(switch: Switch) -> None:
    def send(self: Any, turn: Any) -> None:
        for assignment in [item for item in turn.assignments if item.kind is AssignmentKind.ACKNOWLEDGE]:
            self._outlet.send(assignment)
            turn.assignments.remove(assignment)

    _before_the_commit(switch, send)


def _accepts_before_it_writes(switch: Switch) -> None:
    def send(_: Any, turn: Any) -> None:
        for request in turn.accepted:
            request.answer(Answer(True))
        turn.accepted = []

    _before_the_commit(switch, send)


def _keeps_what_was_not_written(switch: Switch) -> None:
    fail = Dispatcher._fail

    def keep(self: Any, error: Any) -> None:
        core = self.core
        fail(self, error)
        self.core = core

    switch.setattr(Dispatcher, "_fail", keep)


def _skips_in_replay(switch: Switch) -> None:
    replay = Orchestrator.replay

    def skip(self: Any, events: Any) -> None:
        replay(self, (event for event in events if not isinstance(event, AttemptStarted)))

    switch.setattr(Orchestrator, "replay", skip)


def _leaves_a_cut_turn_as_it_is(switch: Switch) -> None:
    replay = Orchestrator.replay

    def forget(self: Any, events: Any) -> None:
        replay(self, events)
        self._unfinished = ()

    switch.setattr(Orchestrator, "replay", forget)


def _sends_once(switch: Switch) -> None:
    switch.setattr(Orchestrator, "unanswered", lambda *_: ())


def _takes_an_end_twice(switch: Switch) -> None:
    switch.setitem(observations._NEWS, AttemptEnded, lambda *_: True)


def _repeats_what_was_interrupted(switch: Switch) -> None:
    switch.setattr(failures, "is_repeatable", lambda *_: True)


def _waits_for_no_silent_cell(switch: Switch) -> None:
    switch.setattr(doubts, "silent_s", lambda *_: 0.0)


def _counts_no_tries(switch: Switch) -> None:
    dispatched = starts.AttemptDispatched

    def again(
        at_s: float, attempt: Any, task: Any, job: Any, operation: Any, visit: int, _: int, *rest: Any, **more: Any
    ):
        attempt = attempt_id(attempt.partition(":")[0], task, 1)
        return dispatched(at_s, attempt, task, job, operation, visit, 1, *rest, **more)

    switch.setattr(starts, "AttemptDispatched", again)


def _uses_lost_cells(switch: Switch) -> None:
    switch.setattr(CellState, "usable", property(lambda self: self.held is None and self.ordered is None))


def _gives_places_away(switch: Switch) -> None:
    switch.setattr(Deadlocks, "may_enter", lambda *_: True)


def _keeps_no_place(switch: Switch) -> None:
    switch.setattr(attempt_transitions, "occupy", lambda *_: None)


def _keeps_a_place_for_ever(switch: Switch) -> None:
    switch.setattr(attempt_transitions, "_let_go", lambda *_: None)


def _works_when_closed(switch: Switch) -> None:
    switch.setattr(Situation, "fits", lambda self, cell, duration_s: True)


def _takes_no_lock(switch: Switch) -> None:
    switch.setattr(locks, "take", lambda *_: None)


def _gives_no_lock_back(switch: Switch) -> None:
    switch.setattr(locks, "give_back", lambda *_: None)


def _gives_locks_back_in_doubt(switch: Switch) -> None:
    switch.setattr(locks, "end", lambda state, event: locks.give_back(state, event.attempt))


def _counts_a_change_over_at_once(switch: Switch) -> None:
    def settle(state: Any, attempt: Any, event: Any) -> None:
        set_ups.begin(state, attempt)
        state.cells[attempt.cell].between = ()

    switch.setattr(set_ups, "end", settle)


def _lets_nobody_go_after_a_stop(switch: Switch) -> None:
    begin = EmergencyNews.__init__

    def told(self: Any, publish: Any) -> None:
        begin(self, publish)
        self._is_told = False

    switch.setattr(EmergencyNews, "__init__", told)


def _freezes_nothing(switch: Switch) -> None:
    for module in (open_problem, verdict):
        switch.setattr(module, "frozen_tasks", lambda *_: {})


def _adopts_what_was_overtaken(switch: Switch) -> None:
    switch.setattr(verdict, "_still_ahead", lambda state, schedule: schedule)


@dataclass(frozen=True)
class Guard:
    """`switch_off` takes it away; `invariant` breaks then, first with `seed`, under `faults` (None: the seed's own)."""

    switch_off: Callable[[Switch], None]
    invariant: str
    seed: int
    faults: Faults = None
    scheduler: Scheduler = Scheduler.RULES


GUARDS: dict[str, Guard] = {
    "a cell writes its ledger before the first motion": Guard(_moves_before_its_ledger, "end.kept", 29),
    "a cell reads its ledger when it starts": Guard(_does_not_read_its_ledger, "record.true", 0, DOUBTS),
    "a cell remembers what it has refused": Guard(_forgets_refusals, "record.true", 4, LATE_AND_DOUBLE),
    "a cell remembers what it has ended": Guard(_forgets_ends, "executed.once", 0, LATE_AND_DOUBLE),
    "a cell tells an end until it is acknowledged": Guard(_tells_once, "end.kept", 1, LOST),
    "a cell obeys the newest epoch that it has heard": Guard(_obeys_every_epoch, "motion.recorded", 2, RIVALS),
    "an orchestrator tells every cell its epoch": Guard(_greets_nobody, "motion.recorded", 2, RIVALS),
    "a decision is durable before it is sent": Guard(_sends_before_it_writes, "cause.durable", 0),
    "an end is durable before it is acknowledged": Guard(_acknowledges_before_it_writes, "end.kept", 1, DEATHS),
    "an order is durable before it is accepted": Guard(_accepts_before_it_writes, "order.ends", 0, FULL),
    "what could not be written is taken back": Guard(_keeps_what_was_not_written, "cause.durable", 0, FULL),
    "replay is whole": Guard(_skips_in_replay, "recovery.same", 0),
    "a turn that was cut in the journal is brought to its end": Guard(
        _leaves_a_cut_turn_as_it_is, "order.ends", 3, TORN
    ),
    "what is not answered is sent again": Guard(_sends_once, "order.ends", 13),
    "an end that is told again changes nothing": Guard(_takes_an_end_twice, "core.crashed", 0),
    "what was interrupted is repeated only where that is allowed": Guard(
        _repeats_what_was_interrupted, "executed.once", 13
    ),
    "a silent cell is waited for": Guard(_waits_for_no_silent_cell, "failure.contained", 4),
    "every try has a number of its own": Guard(_counts_no_tries, "executed.once", 0),
    "a cell that is not heard is given nothing": Guard(_uses_lost_cells, "cell.able", 0),
    "the banker's check": Guard(_gives_places_away, "line.moves", 7),
    "a place is kept for a piece on its way": Guard(_keeps_no_place, "line.moves", 0),
    "a place that was kept is given back": Guard(_keeps_a_place_for_ever, "order.ends", 6, REFUSED),
    "a cell begins nothing that runs into its closed time": Guard(_works_when_closed, "working_time", 2),
    "a zone is locked": Guard(_takes_no_lock, "locks", 1),
    "a zone is unlocked": Guard(_gives_no_lock_back, "line.moves", 0),
    "a zone stays locked while a question is open": Guard(_gives_locks_back_in_doubt, "locks", 22, DOUBTS),
    "a change-over counts when it is done": Guard(_counts_a_change_over_at_once, "set_up", 32, CUTS),
    "cells are let go that a predecessor had stopped": Guard(_lets_nobody_go_after_a_stop, "order.ends", 44, STOPS),
    "a search moves nothing that is about to begin": Guard(
        _freezes_nothing, "frozen.kept", 6, SEARCH, Scheduler.SEARCH
    ),
    "a schedule that was overtaken is not adopted": Guard(
        _adopts_what_was_overtaken, "frozen.kept", 4, SEARCH, Scheduler.SEARCH
    ),
}


def _broken(seed: int, faults: Faults, scheduler: Scheduler = Scheduler.RULES) -> set[str]:
    plan = DrillPlan(seed=seed, faults=faults, scheduler=scheduler)
    return {item.invariant for item in run_drill(plan).violations}


def _first(guard: Guard, begin: int) -> int | None:
    """The first seed from `begin` on, and around, that finds that the guard is missing."""
    seeds = ((begin + place) % FIRST for place in range(FIRST))
    return next((seed for seed in seeds if guard.invariant in _broken(seed, guard.faults, guard.scheduler)), None)


@pytest.mark.parametrize("name", GUARDS)
def test_a_seed_finds_a_missing_guard(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    guard = GUARDS[name]
    counts = os.environ.get("GUARDS") == "count"
    begin = 0 if counts else guard.seed
    assert guard.invariant not in _broken(begin, guard.faults, guard.scheduler)
    guard.switch_off(monkeypatch)
    monkeypatch.setattr(world, "LIMIT_S", LIMIT_S)
    found = _first(guard, begin)
    assert found is not None, f"None of {FIRST} seeds breaks {guard.invariant}."
    if counts:
        assert found == guard.seed, "write this seed into the table, here and in docs/drills.md"


@pytest.mark.parametrize("faults", PLANS.values(), ids=PLANS)
def test_nothing_is_found_where_no_guard_is_missing(faults: Faults) -> None:
    scheduler = Scheduler.SEARCH if faults is SEARCH else Scheduler.RULES
    assert [_broken(seed, faults, scheduler) for seed in range(4)] == [set()] * 4


def test_what_a_bad_search_has_adopted_costs_time_and_never_the_line() -> None:
    assert [_broken(seed, None, Scheduler.SEARCH) for seed in range(100, 112)] == [set()] * 12


def test_the_page_names_every_guard_with_its_invariant_and_its_seed() -> None:
    rows = [line.split("|")[1:-1] for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    table = {row[0].strip(): (row[1].strip(" `"), row[3].strip()) for row in rows if row[0].strip() in GUARDS}
    assert table == {name: (guard.invariant, str(guard.seed)) for name, guard in GUARDS.items()}

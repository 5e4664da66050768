"""A drill that finds nothing is worth something only when it finds what is missing: guards are switched off here."""

from __future__ import annotations

from typing import Any

import pytest

from robot_cells.attempts.report import Phase
from robot_cells.attempts.worker import CellWorker
from robot_cells.drills.drill import run_drill
from robot_cells.drills.drill_plan import DrillPlan
from robot_cells.drills.fault import Crash, Fault, HeldLine, Messages
from robot_cells.drills.soak import quiet
from robot_cells.drills.world import Parts
from robot_cells.nodes.dispatcher import Dispatcher
from robot_cells.orchestration.deadlocks import Deadlocks
from robot_cells.orchestration.events import AttemptStarted
from robot_cells.orchestration.orchestrator import Orchestrator
from robot_cells.orchestration.transitions import set_ups

FIRST = 150
"""So many seeds a missing guard is looked for in."""


class _LateLedger:
    """A ledger that is told of an attempt when it has ended, and not before its first motion."""

    def __init__(self, ledger: Any) -> None:
        self._ledger = ledger
        self._begun: dict[str, tuple[Any, ...]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ledger, name)

    def begin(self, assignment: Any, at_s: float, known: Any) -> None:
        self._begun[assignment.attempt_id] = (assignment, at_s, known)

    def note(self, attempt: str, known: Any) -> None:
        self._begun[attempt] = (*self._begun[attempt][:2], known)

    def end(self, report: Any) -> None:
        if report.attempt_id in self._begun:
            self._ledger.begin(*self._begun[report.attempt_id])
            del self._begun[report.attempt_id]
        self._ledger.end(report)


class _MovesBeforeLedger(CellWorker):
    def __init__(self, cell: Any, build: Any, ledger: Any, clock: Any) -> None:
        super().__init__(cell, build, _LateLedger(ledger), clock)


class _ForgetsRefusals(CellWorker):
    def receive(self, assignment: Any) -> Any:
        answer = super().receive(assignment)
        known = self._outbox._acknowledged
        for attempt in [name for name, report in known.items() if report.phase is Phase.REFUSED]:
            del known[attempt]
        return answer


class _ForgetsEnds(CellWorker):
    def receive(self, assignment: Any) -> Any:
        self._outbox._acknowledged.clear()
        return super().receive(assignment)


class _SendsBeforeItWrites(Dispatcher):
    def _commit(self, turn: Any) -> bool:
        for assignment in turn.assignments:
            self._outlet.send(assignment)
        turn.assignments = []
        return super()._commit(turn)


class _SkipsInReplay(Orchestrator):
    def replay(self, events: Any) -> None:
        super().replay(event for event in events if not isinstance(event, AttemptStarted))


class _SendsOnce(Orchestrator):
    def unanswered(self, at_s: float) -> tuple[()]:
        return ()


LATE_AND_DOUBLE = (
    Messages(from_s=0.0, until_s=40.0, loss=0.2, duplicate=0.5, delay=0.5, delay_s=5.0),
    HeldLine(from_s=6.0, until_s=12.0, stops=True),
    Crash(process="host_1", at_motion=4, restart_s=0.5),
)
"""What a cell's memory of its attempts is there for."""


def _is_found(parts: Parts, invariant: str, faults: tuple[Fault, ...] | None = None) -> bool:
    with quiet():
        return any(
            invariant in {item.invariant for item in run_drill(DrillPlan(seed=seed, faults=faults), parts).violations}
            for seed in range(FIRST)
        )


@pytest.mark.parametrize(
    ("parts", "invariant"),
    [
        (Parts(worker=_MovesBeforeLedger), "executed.once"),
        (Parts(dispatcher=_SendsBeforeItWrites), "cause.durable"),
        (Parts(core=_SkipsInReplay), "recovery.same"),
        (Parts(core=_SendsOnce), "order.ends"),
    ],
    ids=["ledger first", "journal first", "replay is whole", "sent again"],
)
def test_a_seed_finds_a_missing_guard(parts: Parts, invariant: str) -> None:
    assert _is_found(parts, invariant)


@pytest.mark.parametrize("worker", [_ForgetsRefusals, _ForgetsEnds])
def test_late_and_double_messages_find_that_a_cell_forgets_what_it_has_refused_or_ended(worker: type) -> None:
    assert _is_found(Parts(worker=worker), "record.true", LATE_AND_DOUBLE)


def test_nothing_is_found_where_no_guard_is_missing() -> None:
    with quiet():
        found = [run_drill(DrillPlan(seed=seed, faults=LATE_AND_DOUBLE)).violations for seed in range(20)]
    assert found == [()] * 20


def test_a_seed_finds_that_a_change_over_counts_from_its_beginning_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def settle(state: Any, attempt: Any, event: Any) -> None:
        set_ups.begin(state, attempt)
        state.cells[attempt.cell].between = ()

    monkeypatch.setattr(set_ups, "end", settle)
    assert _is_found(Parts(), "set_up")


def test_a_seed_finds_that_places_are_given_away_without_the_bankers_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Deadlocks, "may_enter", lambda *_: True)
    assert _is_found(Parts(), "order.ends")

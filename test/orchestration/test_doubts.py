"""A cell falls silent: what it had in its hands is in doubt, and what it tells when it is heard again."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from robot_cells.attempts.assignment import AssignmentKind, CellCommand
from robot_cells.attempts.report import PROCESS_ENDED, Failure, Phase, Report
from robot_cells.ids import CellId, OperationId
from robot_cells.lines.vehicle import Vehicle
from robot_cells.orchestration.cell_heard import CellHeard, HostHeard
from robot_cells.orchestration.codec import decode, encode
from robot_cells.orchestration.events import CellCommanded, CellLost, OrchestratorStarted, OrderCancelled, OrderEnd
from robot_cells.orchestration.orchestrator import Orchestrator
from robot_cells.orchestration.places import Place, PlaceKind
from robot_cells.orders.operation import Consequence, FailureRule, Operation
from robot_cells.orders.timeouts import Timeouts

SILENT = ("cell.silent",)


class Doubt:
    """One piece, at work on the cell `a`, which falls silent at 5 s. Only `b` answers by itself."""

    def __init__(
        self,
        kit: Any,
        *rules: FailureRule,
        phase: Phase | None = Phase.RUNNING,
        repeatable: bool = False,
        others: bool = True,
        vehicles: bool = False,
        silent_s: float = 60.0,
        is_lost: bool = True,
    ) -> None:
        marks = ("cut",) if repeatable else ()
        buffers = {"inputs": 1, "outputs": 1} if vehicles else {}
        cells = [kit.cell("a", "cut", repeatable=marks, **buffers)]
        if others:
            cells.append(kit.cell("b", "cut", duration_s=20.0, x_m=6.0, repeatable=marks, **buffers))
        line = kit.line(*cells, vehicles=[Vehicle("amr_1", "a")] if vehicles else [])
        cut = Operation(OperationId("cut"), "cut", on_failure=rules, timeouts=Timeouts(silent_s=silent_s))
        self.plant = kit.FakePlant(line, [kit.chain("p", cut)], lambda item: None if item.cell == "a" else kit.End())
        self.plant.submit("WO-1", "p")
        (self.assignment,) = self.plant.sent
        for told in {None: (), Phase.ACCEPTED: (0,), Phase.RUNNING: (0, 2)}[phase]:
            self.tell(Phase(told))
        self.plant.run(until_s=5.0)
        if is_lost:
            self.plant.tell(CellLost(5.0, CellId("a"), "no word"))

    @property
    def state(self) -> Any:
        return self.plant.orchestrator.state

    def tell(self, phase: Phase, code: str = "cut.jam", **more: Any) -> Any:
        """The cell `a` speaks of its attempt."""
        failure = None if phase in (Phase.ACCEPTED, Phase.RUNNING, Phase.SUCCEEDED) else Failure(code, "so it says")
        report = Report(CellId("a"), 1, self.assignment.attempt_id, phase, self.plant.now_s, failure, **more)
        return self.plant.tell(*self.plant.orchestrator.observe(report, self.plant.now_s))

    def appear(self, incarnation: str = "second", working: bool = False) -> Any:
        attempt = self.assignment.attempt_id if working else ""
        heard = HostHeard("host_a", incarnation, (CellHeard(CellId("a"), 6 if working else 4, "", attempt),))
        return self.plant.tell(*self.plant.orchestrator.observe_cells(heard, self.plant.now_s))

    def executions(self) -> list[tuple[str, str]]:
        sent = [item for item in self.plant.sent if item.kind is AssignmentKind.EXECUTE]
        return [(item.cell, item.attempt_id[-2:]) for item in sent]

    def codes(self) -> set[str]:
        return {item.alarm.code for item in self.state.alarms.values() if item.active}

    def kinds(self) -> list[str]:
        return [item.kind for item in self.plant.recorded]


PHASES = [None, Phase.ACCEPTED, Phase.RUNNING]


@pytest.mark.parametrize("phase", PHASES, ids=["dispatched", "accepted", "running"])
@pytest.mark.parametrize(
    ("repeatable", "others", "vehicles", "at_once", "at_the_limit"),
    [
        (True, True, False, [("a", "#1"), ("b", "#2")], None),
        (True, False, False, [("a", "#1")], "waits for its cell"),
        (True, True, True, [("a", "#1")], "waits for its cell"),
        (False, True, False, [("a", "#1")], "asked"),
        (False, False, False, [("a", "#1")], "asked"),
        (False, True, True, [("a", "#1")], "asked"),
    ],
    ids=[
        "repeatable, another cell",
        "repeatable, no other cell",
        "repeatable, a vehicle would have to fetch it",
        "not repeatable, another cell",
        "not repeatable, no other cell",
        "not repeatable, a vehicle would have to fetch it",
    ],
)
def test_what_follows_the_loss_of_a_cell(
    kit: Any,
    phase: Phase | None,
    repeatable: bool,
    others: bool,
    vehicles: bool,
    at_once: list[tuple[str, str]],
    at_the_limit: str | None,
) -> None:
    doubt = Doubt(kit, phase=phase, repeatable=repeatable, others=others, vehicles=vehicles)
    assert doubt.executions() == at_once, "in the turn that brought the loss"
    assert "cell.lost" in doubt.codes()
    if at_the_limit is None:
        doubt.plant.run()
        assert doubt.state.orders["WO-1"].end is OrderEnd.COMPLETED
        return
    doubt.plant.run(until_s=64.9)
    assert list(doubt.state.attempts) == [doubt.assignment.attempt_id], "it is waited for"
    doubt.plant.run(until_s=1000.0)
    (end,) = doubt.plant.ended("attempt_ended")
    assert (end.at_s, end.outcome, end.failure.code) == (65.0, Phase.INTERRUPTED, "cell.silent")
    assert "WO-1-001 stands at the station of a" in end.failure.message
    assert doubt.executions() == at_once, "nobody has chosen to do it again elsewhere"
    assert "cell.silent" in doubt.codes()
    assert len(doubt.state.prompts) == (1 if at_the_limit == "asked" else 0)
    doubt.appear()
    assert len(doubt.executions()) == (1 if at_the_limit == "asked" else 2)


@pytest.mark.parametrize("is_lost", [False, True], ids=["restarted at once", "silent and restarted"])
@pytest.mark.parametrize(
    ("phase", "repeatable", "by_its_ledger", "follows"),
    [
        (None, False, "not begun", "sent again"),
        (None, True, "not begun", "sent again"),
        (Phase.ACCEPTED, False, "not begun", "sent again"),
        (Phase.ACCEPTED, True, "not begun", "sent again"),
        (None, False, "begun", "asked"),
        (None, True, "begun", "repeated"),
        (Phase.ACCEPTED, False, "begun", "asked"),
        (Phase.ACCEPTED, True, "begun", "repeated"),
        (Phase.RUNNING, False, "begun", "asked"),
        (Phase.RUNNING, True, "begun", "repeated"),
        (None, False, "done", "completed"),
        (Phase.ACCEPTED, False, "done", "completed"),
        (Phase.RUNNING, True, "done", "completed"),
    ],
)
def test_a_cell_that_comes_back_tells_by_its_ledger_what_follows(
    kit: Any, is_lost: bool, phase: Phase | None, repeatable: bool, by_its_ledger: str, follows: str
) -> None:
    doubt = Doubt(kit, phase=phase, repeatable=repeatable, others=False, is_lost=is_lost)
    doubt.appear("second")
    told = {"begun": Phase.INTERRUPTED, "done": Phase.SUCCEEDED}
    if by_its_ledger in told:
        doubt.tell(told[by_its_ledger], "cell.interrupted")
    again = [item.attempt_id[-2:] for item in doubt.plant.orchestrator.unanswered(doubt.plant.now_s)]
    assert again == (["#1"] if follows == "sent again" else [])
    assert [number for _, number in doubt.executions()] == (["#1", "#2"] if follows == "repeated" else ["#1"])
    assert len(doubt.state.prompts) == (1 if follows == "asked" else 0)
    assert (doubt.state.orders["WO-1"].end is OrderEnd.COMPLETED) is (follows == "completed")
    assert "cell.lost" not in doubt.codes()


def test_the_operation_says_how_long_a_cell_may_be_silent(kit: Any) -> None:
    doubt = Doubt(kit, silent_s=7.0)
    assert doubt.plant.orchestrator.wake_at_s == 12.0
    endless = Doubt(kit, silent_s=math.inf)
    endless.plant.run()
    assert list(endless.state.attempts) == [endless.assignment.attempt_id]


@pytest.mark.parametrize(
    ("rule", "follows"),
    [
        (FailureRule(Consequence.RETRY, SILENT), [("a", "#1"), ("b", "#2")]),
        (FailureRule(Consequence.SCRAP, SILENT), [("a", "#1")]),
        (FailureRule(Consequence.RETRY, ("attempt.interrupted",)), [("a", "#1")]),
    ],
    ids=["retry", "scrap", "a rule for what a cell reports is none for its silence"],
)
def test_a_rule_that_names_the_silence_decides(kit: Any, rule: FailureRule, follows: list[tuple[str, str]]) -> None:
    doubt = Doubt(kit, rule)
    doubt.plant.run()
    assert doubt.executions() == follows
    assert bool(doubt.state.prompts) is (rule.codes != SILENT)


@pytest.mark.parametrize("phase", [Phase.RUNNING, Phase.FAILED])
@pytest.mark.parametrize(
    "rule",
    [
        FailureRule(Consequence.RETRY, ("cell.silent", "cut.jam"), limit=1, backoff_s=500.0),
        FailureRule(Consequence.ASK, ("cell.silent", "cut.jam"), limit=1),
    ],
    ids=["retry", "ask"],
)
def test_a_doubt_that_is_taken_back_gives_back_the_use_of_the_rule_that_was_followed(
    kit: Any, rule: FailureRule, phase: Phase
) -> None:
    doubt = Doubt(kit, rule)
    doubt.plant.run(until_s=100.0)
    assert sum(doubt.state.jobs["WO-1/001"].uses.values()) == 1
    doubt.appear("first", working=phase is Phase.RUNNING)
    if phase is Phase.RUNNING:
        assert doubt.state.jobs["WO-1/001"].uses == {}
    doubt.tell(Phase.FAILED, "cut.jam")
    assert sum(doubt.state.jobs["WO-1/001"].uses.values()) == 1, "the true failure is the first"
    assert not doubt.plant.ended("job_scrapped")
    plant = doubt.state.plant
    again = Orchestrator(plant.line, plant.products, doubt.state.journal_id)
    again.replay(decode(item.kind, item.at_s, encode(item)) for item in doubt.plant.recorded)
    assert again.state == replace(doubt.state, plant=again.state.plant)


def test_what_was_asked_and_answered_about_a_doubt_is_given_back_too(kit: Any) -> None:
    doubt = Doubt(kit, FailureRule(Consequence.ASK, SILENT, limit=1), vehicles=True)
    doubt.plant.run(until_s=100.0)
    doubt.plant.answer("retry")
    assert doubt.state.jobs["WO-1/001"].uses == {"cut#0": 1}
    doubt.appear("first", working=True)
    assert doubt.state.jobs["WO-1/001"].uses == {}


@pytest.mark.parametrize("incarnation", ["first", "second"], ids=["partitioned", "restarted"])
@pytest.mark.parametrize(
    ("told", "code", "follows"),
    [
        (Phase.SUCCEEDED, "", "completed"),
        (Phase.FAILED, "cut.jam", "scrapped"),
        (Phase.CANCELLED, "cut.stopped", "asked"),
        (Phase.INTERRUPTED, "cell.interrupted", "asked"),
        (Phase.INTERRUPTED, "cut.repeat", "done again"),
    ],
)
def test_the_true_end_takes_the_place_of_the_doubt_as_long_as_the_question_is_open(
    kit: Any, incarnation: str, told: Phase, code: str, follows: str
) -> None:
    rules = (FailureRule(Consequence.RETRY, ("cut.repeat",)), FailureRule(Consequence.SCRAP))
    doubt = Doubt(kit, *rules)
    doubt.plant.run(until_s=100.0)
    assert len(doubt.state.prompts) == 1
    doubt.appear(incarnation)
    outcome = doubt.tell(told, code)
    assert [item.kind for item in outcome.assignments][:1] == [AssignmentKind.ACKNOWLEDGE]
    assert len(doubt.state.prompts) == (1 if follows == "asked" else 0)
    assert bool(doubt.plant.ended("job_completed")) is (follows == "completed")
    assert bool(doubt.plant.ended("job_scrapped")) is (follows == "scrapped")
    assert len(doubt.executions()) == (2 if follows == "done again" else 1)
    assert "cell.silent" not in doubt.codes(), "the alarm about the silence is over"
    assert not doubt.state.doubted
    assert doubt.state.jobs == {} or doubt.state.jobs["WO-1/001"].interruptions.get("cut", 0) <= 1


def test_a_retry_that_was_planned_and_not_begun_is_taken_back_by_the_true_end(kit: Any) -> None:
    doubt = Doubt(kit, repeatable=True, vehicles=True)
    doubt.plant.run(until_s=100.0)
    assert doubt.state.jobs["WO-1/001"].pinned == "cut"
    doubt.tell(Phase.SUCCEEDED)
    assert doubt.executions() == [("a", "#1")]
    assert doubt.state.orders["WO-1"].end is OrderEnd.COMPLETED


def test_an_attempt_that_the_cell_is_still_at_work_on_is_open_again(kit: Any) -> None:
    doubt = Doubt(kit)
    doubt.plant.run(until_s=100.0)
    doubt.appear("first", working=True)
    assert list(doubt.state.attempts) == [doubt.assignment.attempt_id]
    assert doubt.state.cells["a"].attempt == doubt.assignment.attempt_id
    assert not doubt.state.prompts
    assert doubt.codes() == set()
    doubt.tell(Phase.SUCCEEDED)
    assert doubt.state.orders["WO-1"].end is OrderEnd.COMPLETED


def test_what_the_cell_never_had_is_given_out_again(kit: Any) -> None:
    doubt = Doubt(kit, phase=None)
    doubt.plant.run(until_s=100.0)
    doubt.appear()
    (cancel,) = doubt.plant.orchestrator.unanswered(doubt.plant.now_s)
    assert (cancel.kind, cancel.attempt_id) == (AssignmentKind.CANCEL, doubt.assignment.attempt_id)
    doubt.tell(Phase.REFUSED, "cell.unknown_attempt")
    doubt.plant.run()
    assert doubt.executions() == [("a", "#1"), ("b", "#2")]
    assert doubt.state.orders["WO-1"].end is OrderEnd.COMPLETED
    assert doubt.plant.orchestrator.unanswered(doubt.plant.now_s) == ()


@pytest.mark.parametrize(
    ("told", "alarm"),
    [(Phase.SUCCEEDED, True), (Phase.FAILED, True), (Phase.INTERRUPTED, False), (Phase.REFUSED, False)],
)
def test_when_the_line_has_gone_on_the_late_end_is_recorded_acknowledged_and_told(
    kit: Any, told: Phase, alarm: bool
) -> None:
    doubt = Doubt(kit, repeatable=True)
    assert doubt.executions() == [("a", "#1"), ("b", "#2")]
    doubt.plant.run(until_s=10.0)
    doubt.appear("first")
    assert [item.kind for item in doubt.plant.orchestrator.unanswered(10.0)] == [AssignmentKind.CANCEL]
    for count in (1, 2):
        outcome = doubt.tell(told)
        assert [item.kind for item in outcome.assignments] == [AssignmentKind.ACKNOWLEDGE]
        assert len(doubt.plant.ended("attempt_ended_late")) == 1, f"told {count} times, recorded once"
    assert ("cell.late" in doubt.codes()) is alarm
    assert doubt.plant.orchestrator.unanswered(10.0) == ()
    doubt.plant.run()
    assert doubt.state.orders["WO-1"].end is OrderEnd.COMPLETED
    assert len(doubt.plant.ended("job_completed")) == 1


def test_a_late_end_of_a_piece_that_has_left_the_line_is_recorded_too(kit: Any) -> None:
    doubt = Doubt(kit)
    doubt.plant.run(until_s=100.0)
    doubt.plant.answer("scrap")
    doubt.appear()
    doubt.tell(Phase.SUCCEEDED)
    (late,) = doubt.plant.ended("attempt_ended_late")
    assert (late.serial, late.outcome) == ("WO-1-001", Phase.SUCCEEDED)
    assert "cell.late" in doubt.codes()


def test_a_piece_of_a_cancelled_order_leaves_when_its_cell_has_been_silent_too_long(kit: Any) -> None:
    doubt = Doubt(kit)
    doubt.plant.tell(OrderCancelled(doubt.plant.now_s, "WO-1"))
    doubt.plant.run()
    assert doubt.state.orders["WO-1"].end is OrderEnd.CANCELLED
    assert doubt.plant.now_s == 65.0


def test_no_vehicle_fetches_a_piece_from_the_station_of_a_silent_cell(kit: Any) -> None:
    doubt = Doubt(kit, FailureRule(Consequence.RETRY, SILENT), vehicles=True)
    doubt.plant.run()
    assert doubt.executions() == [("a", "#1")]
    assert doubt.state.jobs["WO-1/001"].place.cell == "a"
    doubt.appear()
    assert doubt.executions() == [("a", "#1"), ("a", "#2")]


def _first_of(doubt: Doubt, state: int) -> None:
    """The first word of the process that comes after the one that has ended."""
    heard = HostHeard("host_a", "second", (CellHeard(CellId("a"), state, "", ""),))
    doubt.plant.tell(*doubt.plant.orchestrator.observe_cells(heard, doubt.plant.now_s))


@pytest.mark.parametrize("is_ordered", [False, True], ids=["its state first", "its report first, the cell held"])
def test_no_vehicle_fetches_a_piece_before_the_next_process_has_the_equipment_in_hand(
    kit: Any, is_ordered: bool
) -> None:
    doubt = Doubt(kit, FailureRule(Consequence.RETRY, (PROCESS_ENDED,)), vehicles=True, is_lost=False)
    if is_ordered:
        doubt.plant.tell(CellCommanded(doubt.plant.now_s, CellId("a"), CellCommand.HOLD, "to look"))
        doubt.tell(Phase.INTERRUPTED, PROCESS_ENDED)
        assert doubt.codes().isdisjoint({"line.stuck"})
    _first_of(doubt, state=2)
    if not is_ordered:
        doubt.tell(Phase.INTERRUPTED, PROCESS_ENDED)
    doubt.plant.run(until_s=20.0)
    assert doubt.executions() == [("a", "#1")], "b is free, and nobody fetches the piece"
    assert doubt.state.jobs["WO-1/001"].place == Place(CellId("a"), PlaceKind.STATION)
    _first_of(doubt, state=4)
    assert len(doubt.executions()) == 2


def test_after_a_start_of_the_orchestrator_silence_counts_from_the_start(kit: Any) -> None:
    doubt = Doubt(kit)
    doubt.plant.run(until_s=40.0)
    doubt.plant.tell(OrchestratorStarted(40.0, 2))
    assert doubt.plant.orchestrator.wake_at_s == 100.0


def test_a_vehicle_that_falls_silent_on_its_way_is_asked_about_and_its_true_end_is_taken(kit: Any) -> None:
    line = kit.line(
        kit.cell("a", "cut", inputs=1, outputs=1),
        kit.cell("b", "weld", inputs=1, outputs=1, x_m=6.0),
        vehicles=[Vehicle("amr_1", "a")],
    )
    fate = lambda item: None if item.cell == "amr_1" else kit.End()  # noqa: E731
    plant = kit.FakePlant(line, [kit.chain("p", "cut", "weld")], fate)
    plant.submit("WO-1", "p")
    plant.run(until_s=12.0)
    trip = next(item for item in plant.sent if item.cell == "amr_1")
    plant.tell(CellLost(12.0, CellId("amr_1")))
    plant.run(until_s=100.0)
    (prompt,) = plant.orchestrator.state.prompts.values()
    assert prompt.prompt.choices == ("retry", "done", "scrap")
    report = Report(CellId("amr_1"), 1, trip.attempt_id, Phase.SUCCEEDED, 100.0)
    plant.tell(*plant.orchestrator.observe(report, 100.0))
    assert not plant.orchestrator.state.prompts
    plant.run()
    assert plant.orchestrator.state.orders["WO-1"].end is OrderEnd.COMPLETED


@pytest.mark.parametrize("ends", ["reopened", "late", "open"])
def test_a_replayed_doubt_is_the_same_doubt(kit: Any, ends: str) -> None:
    doubt = Doubt(kit, repeatable=ends == "late")
    doubt.plant.run(until_s=100.0)
    doubt.appear()
    if ends != "open":
        doubt.tell(Phase.SUCCEEDED)
    assert ("attempt_reopened" in doubt.kinds()) is (ends == "reopened")
    assert ("attempt_ended_late" in doubt.kinds()) is (ends == "late")
    plant = doubt.state.plant
    again = Orchestrator(plant.line, plant.products, doubt.state.journal_id)
    again.replay(decode(item.kind, item.at_s, encode(item)) for item in doubt.plant.recorded)
    assert again.state == replace(doubt.state, plant=again.state.plant)
    assert again.wake_at_s == doubt.plant.orchestrator.wake_at_s

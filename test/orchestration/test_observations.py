"""Reports that come twice, late, or in another order change nothing."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from robot_cells.attempts.assignment import AssignmentKind
from robot_cells.attempts.prompt import Prompt
from robot_cells.attempts.report import Phase, Report
from robot_cells.ids import AttemptId, CellId, PromptId
from robot_cells.lines.vehicle import Vehicle
from robot_cells.orchestration.events import AttemptEnded, CellLost, OrchestratorStarted, PromptAnswered
from robot_cells.orchestration.state import AttemptPhase
from robot_cells.orders.operation import Consequence, FailureRule, Operation


def line_of_two(kit: Any) -> Any:
    return kit.line(
        kit.cell("a", "cut", inputs=1, outputs=1),
        kit.cell("b", "weld", inputs=1, outputs=1, x_m=6.0),
        vehicles=[Vehicle("amr_1", "a")],
    )


def one_attempt(kit: Any) -> tuple[Any, Any]:
    """A line in which one attempt was dispatched and nobody has answered."""
    plant = kit.FakePlant(kit.line(kit.cell("a", "cut")), [kit.chain("p", "cut")], lambda assignment: None)
    plant.submit("WO-1", "p")
    (assignment,) = plant.sent
    return plant, assignment


def hear(plant: Any, assignment: Any, phase: Phase, **more: Any) -> Any:
    report = Report(assignment.cell, 1, assignment.attempt_id, phase, plant.now_s, **more)
    return plant.tell(*plant.orchestrator.observe(report, plant.now_s))


def test_every_repetition_of_an_end_is_acknowledged_and_recorded_once(kit: Any) -> None:
    plant, assignment = one_attempt(kit)
    for count in (1, 2, 3):
        outcome = hear(plant, assignment, Phase.SUCCEEDED)
        assert [item.kind for item in outcome.assignments] == [AssignmentKind.ACKNOWLEDGE]
        assert bool(outcome.recorded) is (count == 1)
    assert len(plant.ended("attempt_ended")) == 1


def test_the_same_end_twice_in_one_turn_is_one_end(kit: Any) -> None:
    plant, assignment = one_attempt(kit)
    report = Report(assignment.cell, 1, assignment.attempt_id, Phase.SUCCEEDED, 0.0)
    events = plant.orchestrator.observe(report, 0.0)
    plant.tell(*events, *events)
    assert len(plant.ended("attempt_ended")) == 1


@pytest.mark.parametrize("late", [Phase.ACCEPTED, Phase.RUNNING, Phase.REFUSED, Phase.FAILED, Phase.PROMPT])
def test_what_comes_after_the_end_changes_nothing(kit: Any, late: Phase) -> None:
    plant, assignment = one_attempt(kit)
    hear(plant, assignment, Phase.SUCCEEDED)
    before = list(plant.recorded)
    prompt = Prompt(PromptId("q"), "?", ("yes",)) if late is Phase.PROMPT else None
    hear(plant, assignment, late, prompt=prompt)
    assert plant.recorded == before


def test_an_end_without_a_beginning_is_an_end(kit: Any) -> None:
    plant, assignment = one_attempt(kit)
    hear(plant, assignment, Phase.SUCCEEDED)
    hear(plant, assignment, Phase.RUNNING)
    assert [item.kind for item in plant.recorded[-3:]] == ["attempt_ended", "job_completed", "order_ended"]


@pytest.mark.parametrize(
    ("attempt", "cell"),
    [
        ("ffffffff:WO-1/001/cut.1#1", "a"),
        ("by-hand-7", "a"),
        ("9f2c41aa:WO-1/001/cut.1#1", "elsewhere"),
    ],
    ids=["another journal", "work by hand", "another cell"],
)
def test_reports_about_others_are_passed_over(kit: Any, attempt: str, cell: str) -> None:
    plant, _ = one_attempt(kit)
    report = Report(CellId(cell), 1, AttemptId(attempt), Phase.SUCCEEDED, 0.0)
    assert plant.orchestrator.observe(report, 0.0) == ()


def test_an_end_of_an_attempt_that_the_journal_does_not_know_raises_one_alarm_and_is_not_acknowledged(kit: Any) -> None:
    plant, _ = one_attempt(kit)
    unknown = AttemptEnded(0.0, AttemptId("9f2c41aa:WO-1/001/cut.1#7"), CellId("a"), Phase.SUCCEEDED)
    for _ in range(2):
        assert plant.tell(unknown).assignments == ()
    (alarm,) = plant.ended("alarm_raised")
    assert alarm.alarm.code == "orchestrator.unknown_attempt"


def test_a_cell_that_refuses_what_it_has_begun_has_lost_its_ledger_and_somebody_is_asked(kit: Any) -> None:
    plant, assignment = one_attempt(kit)
    hear(plant, assignment, Phase.RUNNING)
    hear(plant, assignment, Phase.REFUSED)
    assert plant.ended("attempt_ended")[0].outcome is Phase.INTERRUPTED
    assert len(plant.orchestrator.state.prompts) == 1


def test_a_question_of_a_cell_is_answered_once_and_its_repetition_asks_nothing_new(kit: Any) -> None:
    plant, assignment = one_attempt(kit)
    hear(plant, assignment, Phase.RUNNING)
    prompt = Prompt(PromptId("q1"), "Is it seated?", ("yes", "no"), timeout_s=30.0, default_choice="no")
    hear(plant, assignment, Phase.PROMPT, prompt=prompt)
    hear(plant, assignment, Phase.PROMPT, prompt=prompt)
    assert len(plant.ended("prompt_raised")) == 1
    outcome = plant.tell(PromptAnswered(plant.now_s, PromptId("q1"), "yes", "ada"))
    (answer,) = outcome.assignments
    assert (answer.kind, answer.cell, answer.prompt_id, answer.answer) == (AssignmentKind.ANSWER, "a", "q1", "yes")
    hear(plant, assignment, Phase.PROMPT, prompt=prompt)
    assert not plant.orchestrator.state.prompts
    assert [item.kind for item in plant.orchestrator.unanswered(1.0)] == [AssignmentKind.ANSWER]


def test_a_question_that_nobody_answers_takes_its_default_in_time(kit: Any) -> None:
    plant, assignment = one_attempt(kit)
    prompt = Prompt(PromptId("q1"), "Is it seated?", ("yes", "no"), timeout_s=30.0, default_choice="no")
    hear(plant, assignment, Phase.PROMPT, prompt=prompt)
    assert plant.orchestrator.wake_at_s == 30.0
    plant.run()
    assert [(item.at_s, item.choice) for item in plant.ended("prompt_timed_out")] == [(30.0, "no")]
    assert plant.sent[-1].answer == "no"


def test_a_restarted_process_is_asked_again_for_what_it_had_accepted_but_not_for_what_it_had_begun(kit: Any) -> None:
    plant, assignment = one_attempt(kit)
    hear(plant, assignment, Phase.ACCEPTED)
    assert plant.orchestrator.unanswered(1.0) == ()
    plant.tell(*plant.orchestrator.observe_cells(kit.heard("a", "second"), 0.0))
    assert [item.attempt_id for item in plant.orchestrator.unanswered(1.0)] == [assignment.attempt_id]
    hear(plant, assignment, Phase.RUNNING)
    plant.tell(*plant.orchestrator.observe_cells(kit.heard("a", "third"), 0.0))
    assert plant.orchestrator.unanswered(1.0) == ()


def test_a_new_orchestrator_waits_until_cells_are_heard_and_then_sends_again_in_its_own_epoch(kit: Any) -> None:
    plant, assignment = one_attempt(kit)
    other = plant.replayed()
    other.handle([OrchestratorStarted(1.0, 2)])
    assert other.unanswered(2.0) == ()
    other.handle(other.observe_cells(kit.heard("a", "first"), 1.0))
    (again,) = other.unanswered(2.0)
    assert (again.attempt_id, again.epoch) == (assignment.attempt_id, 2)
    assert other.state.attempts[again.attempt_id].phase is AttemptPhase.DISPATCHED


@pytest.mark.parametrize(("state", "works"), [(4, True), (6, True), (2, False), (9, False), (11, False), (5, False)])
def test_a_cell_that_stands_still_gets_no_work_until_it_goes_on(kit: Any, state: int, works: bool) -> None:
    plant = kit.FakePlant(kit.line(kit.cell("a", "cut")), [kit.chain("p", "cut")])
    plant.tell(*plant.orchestrator.observe_cells(kit.heard("a", "first", state), 0.0))
    plant.submit("WO-1", "p")
    assert bool(plant.ended("attempt_dispatched")) is works
    plant.tell(*plant.orchestrator.observe_cells(kit.heard("a", "first", 4), 0.0))
    plant.run()
    assert len(plant.ended("job_completed")) == 1


def test_the_silence_of_a_process_loses_all_its_cells_once(kit: Any) -> None:
    plant = kit.FakePlant(kit.line(kit.cell("a", "cut"), kit.cell("b", "cut")), [kit.chain("p", "cut")])
    events = plant.orchestrator.observe_silence("host_a", 1.0)
    assert [(type(item), item.cell) for item in events] == [(CellLost, "a")]
    plant.tell(*events)
    assert plant.orchestrator.observe_silence("host_a", 1.0) == ()


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), failing=st.sets(st.integers(1, 4)))
def test_a_line_with_repeated_late_and_swapped_reports_decides_as_one_without(
    kit: Any, seed: int, failing: set[int]
) -> None:
    def run(noisy: bool) -> Any:
        noise = random.Random(seed)
        cut = Operation("cut", "cut", on_failure=(FailureRule(Consequence.RETRY, limit=1),))

        def fate(assignment: Any) -> Any:
            wrong = assignment.operation == "cut" and int(assignment.serial[-3:]) in failing
            return kit.End(Phase.FAILED, "cut.jam") if wrong and assignment.attempt_id.endswith("#1") else kit.End()

        plant = kit.FakePlant(line_of_two(kit), [kit.chain("p", cut, "weld")], fate)
        old: list[Report] = []
        observe = plant.orchestrator.observe

        def observed(report: Report, at_s: float) -> Any:
            events = observe(report, at_s)
            old.append(report)
            if noisy:
                for again in noise.sample(old, k=min(len(old), noise.randrange(4))):
                    events = (*events, *observe(again, at_s))
            return events

        plant.orchestrator.observe = observed
        plant.submit("WO-1", "p", 4)
        plant.run()
        return plant

    calm, noisy = run(False), run(True)
    assert noisy.recorded == calm.recorded
    assert noisy.orchestrator.state == calm.orchestrator.state

"""An interrupted operation that was in truth finished: a person says so by name, and the line goes on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from robot_cells.attempts.report import Failure, Phase, Report
from robot_cells.errors import OrderError, TransitionError
from robot_cells.ids import CellId, JournalId, OperationId, OrderId, PromptId, ZoneId
from robot_cells.lines.vehicle import Vehicle
from robot_cells.lines.zone import Lock
from robot_cells.orchestration.codec import decode, encode
from robot_cells.orchestration.events import (
    CellAppeared,
    CellLost,
    OrchestratorStarted,
    OrderCancelled,
    OrderEnd,
    PromptAnswered,
    TaskAttested,
)
from robot_cells.orchestration.orchestrator import Orchestrator
from robot_cells.orchestration.order_checks import check_answer
from robot_cells.orchestration.transitions import apply
from robot_cells.orders.operation import Consequence, FailureRule, Operation
from robot_cells.orders.recipe import ReworkRoute

JOURNAL = JournalId("9f2c41aa")
ASK = FailureRule(Consequence.ASK, ("attempt.interrupted",))
MEND = ReworkRoute("again", (Operation(OperationId("mend"), "mend"),), OperationId("cut"))


def interrupted(kit: Any, *steps: str, phase: Phase = Phase.INTERRUPTED, code: str = "cell.died") -> Any:
    """Ends the first attempt at each of these operations so, and every other well."""
    left = list(steps)

    def fate(assignment: Any) -> Any:
        if assignment.operation in left:
            left.remove(assignment.operation)
            return kit.End(phase, code)
        return kit.End()

    return fate


def plant_of(kit: Any, *operations: Any, fate: Any = None, cells: Any = (), **more: Any) -> Any:
    line = kit.line(*(cells or (kit.cell("a", "cut", "mend"), kit.cell("b", "weld"))), **more)
    product = kit.chain("p", *(operations or ("cut", "weld")), routes=[MEND])
    plant = kit.FakePlant(line, [product], fate or interrupted(kit, "cut"))
    plant.submit("WO-1", "p")
    plant.run()
    return plant


def prompt_of(plant: Any) -> Any:
    (item,) = plant.orchestrator.state.prompts.values()
    return item.prompt


def done_by(plant: Any, who: str = "ada") -> Any:
    return plant.tell(PromptAnswered(plant.now_s, prompt_of(plant).id, "done", who))


def executed(plant: Any) -> list[str]:
    return [event.task.rpartition("/")[2] for event in plant.ended("attempt_dispatched")]


def replays(plant: Any) -> bool:
    events = [decode(item.kind, item.at_s, encode(item)) for item in plant.recorded]
    again = plant.replayed()
    fresh = type(again)(again.state.plant.line, again.state.plant.products, again.state.journal_id)
    fresh.replay(events)
    return fresh.state == replace(plant.orchestrator.state, plant=fresh.state.plant)


def test_what_is_attested_is_not_done_again_and_the_next_operation_follows(kit: Any) -> None:
    plant = plant_of(kit)
    assert prompt_of(plant).choices == ("retry", "done", "scrap")
    asked = prompt_of(plant).id
    done_by(plant)
    plant.run()
    (attested,) = plant.ended("task_attested")
    assert (attested.attempt, attested.cell, attested.operator_name) == (asked.removesuffix("?"), "a", "ada")
    assert (attested.prompt, attested.reason) == (asked, "cell.died: cut: said the fake plant")
    assert executed(plant) == ["cut.1", "weld.1"]
    assert plant.orchestrator.state.orders["WO-1"].end is OrderEnd.COMPLETED
    assert not any(item.active for item in plant.orchestrator.state.alarms.values())
    assert replays(plant)


def test_the_next_dispatch_rests_on_the_answer(kit: Any) -> None:
    plant = plant_of(kit)
    done_by(plant)
    place = next(index for index, item in enumerate(plant.recorded, 1) if item.kind == "prompt_answered")
    assert plant.ended("attempt_dispatched")[-1].because == place


def test_the_piece_leaves_the_line_when_the_last_operation_is_attested(kit: Any) -> None:
    plant = plant_of(kit, fate=interrupted(kit, "weld"))
    outcome = done_by(plant)
    assert [item.kind for item in outcome.recorded if not item.kind.startswith("alarm_")] == [
        "prompt_answered",
        "task_attested",
        "job_completed",
        "order_ended",
    ]
    assert plant.orchestrator.state.tasks_done == 2


def test_an_attested_rework_operation_leads_back_to_the_recipe(kit: Any) -> None:
    fails = FailureRule(Consequence.REWORK, ("cell.died",), route="again")
    cut = Operation(OperationId("cut"), "cut", on_failure=(fails,))
    plant = plant_of(kit, cut, "weld", fate=interrupted(kit, "cut", "mend"))
    done_by(plant)
    plant.run()
    assert executed(plant) == ["cut.1", "mend.1", "cut.2", "weld.1"]
    assert plant.orchestrator.state.orders["WO-1"].end is OrderEnd.COMPLETED


def test_a_trip_that_was_done_has_brought_the_piece_to_its_target_and_frees_the_vehicle(kit: Any) -> None:
    plant = plant_of(
        kit,
        fate=interrupted(kit, "transport"),
        cells=(kit.cell("a", "cut", "mend", inputs=1, outputs=1), kit.cell("b", "weld", inputs=1, outputs=1, x_m=6.0)),
        vehicles=[Vehicle(CellId("amr"), CellId("a"))],
    )
    state = plant.orchestrator.state
    assert prompt_of(plant).choices == ("retry", "done", "scrap")
    assert state.cells["amr"].carries == "WO-1/001"
    done_by(plant)
    assert state.cells["amr"].carries is None
    assert state.cells["amr"].position == "b"
    assert state.jobs["WO-1/001"].place.cell == "b"
    assert state.cells["a"].station is None and not state.cells["a"].output
    plant.run()
    assert executed(plant) == ["cut.1", "transport.1", "weld.1"]
    assert state.orders["WO-1"].end is OrderEnd.COMPLETED
    assert replays(plant)


def test_the_zones_of_what_was_attested_are_given_back(kit: Any) -> None:
    table = (Lock(ZoneId("table")),)
    plant = plant_of(kit, cells=(kit.cell("a", "cut", "mend", locks=table), kit.cell("b", "weld", locks=table)))
    assert plant.orchestrator.state.locks
    done_by(plant)
    plant.run()
    assert not plant.orchestrator.state.locks
    assert plant.orchestrator.state.orders["WO-1"].end is OrderEnd.COMPLETED


@pytest.mark.parametrize(
    ("phase", "code", "rules", "choices"),
    [
        (Phase.INTERRUPTED, "cell.died", (), ("retry", "done", "scrap")),
        (Phase.INTERRUPTED, "cell.died", (ASK,), ("retry", "done", "rework:again", "scrap")),
        (Phase.CANCELLED, "cell.cancelled", (), ("retry", "done", "scrap")),
        (Phase.FAILED, "cell.emergency_stop", (), ("retry", "done", "scrap")),
        (Phase.FAILED, "cell.aborted", (FailureRule(Consequence.ASK, ("cell.aborted",)),), None),
        (Phase.FAILED, "cut.jam", (FailureRule(Consequence.ASK),), ("retry", "rework:again", "scrap")),
    ],
    ids=["interrupted", "by a rule", "cancelled", "emergency stop", "aborted, by a rule", "failed: the cell knows"],
)
def test_done_is_offered_where_nobody_knows_how_far_it_came(
    kit: Any, phase: Phase, code: str, rules: tuple[FailureRule, ...], choices: tuple[str, ...] | None
) -> None:
    cut = Operation(OperationId("cut"), "cut", on_failure=rules)
    plant = plant_of(kit, cut, "weld", fate=interrupted(kit, "cut", phase=phase, code=code))
    assert prompt_of(plant).choices == (choices or ("retry", "done", "rework:again", "scrap"))


def judging(kit: Any) -> Any:
    cell = kit.cell("a", "cut", "mend")
    return replace(cell, capabilities=tuple(replace(item, gives_verdict=True) for item in cell.capabilities))


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("gives a verdict", "cut gives a verdict, which its cell alone can give: nobody can attest it"),
        ("forbidden", r"The recipe of p does not let cut be attested \(attestable: false\)"),
        ("failed", "Nothing of cut is in doubt: its cell has said what happened"),
    ],
)
def test_what_nobody_can_attest_is_not_offered_and_refused_with_the_reason(kit: Any, case: str, words: str) -> None:
    cells = (judging(kit), kit.cell("b", "weld")) if case == "gives a verdict" else ()
    rules = (FailureRule(Consequence.ASK),) if case == "failed" else ()
    cut = Operation(OperationId("cut"), "cut", on_failure=rules, attestable=case != "forbidden")
    phase = Phase.FAILED if case == "failed" else Phase.INTERRUPTED
    plant = plant_of(kit, cut, "weld", fate=interrupted(kit, "cut", phase=phase), cells=cells)
    prompt = prompt_of(plant)
    assert "done" not in prompt.choices
    with pytest.raises(OrderError, match=words):
        check_answer(plant.orchestrator.state, prompt.id, "done", "ada")


@pytest.mark.parametrize("name", ["", "  "])
def test_nobody_attests_without_a_name(kit: Any, name: str) -> None:
    plant = plant_of(kit)
    prompt = prompt_of(plant).id
    with pytest.raises(OrderError, match="no name is given"):
        check_answer(plant.orchestrator.state, prompt, "done", name)
    check_answer(plant.orchestrator.state, prompt, "done", "ada")
    check_answer(plant.orchestrator.state, prompt, "retry")
    assert done_by(plant, name).recorded == ()
    assert plant.orchestrator.state.prompts


def test_time_alone_attests_nothing(kit: Any) -> None:
    rule = FailureRule(Consequence.ASK, ("attempt.interrupted",), timeout_s=30.0, default="done")
    cut = Operation(OperationId("cut"), "cut", on_failure=(rule,))
    plant = plant_of(kit, cut, "weld")
    assert (prompt_of(plant).timeout_s, prompt_of(plant).default_choice) == (0.0, "")


class TestSilentCell:
    """The cell was silent; when somebody has said that it is done, it is heard again and tells."""

    def plant(self, kit: Any) -> Any:
        fate = lambda item: None if item.operation == "cut" else kit.End()  # noqa: E731
        line = kit.line(kit.cell("a", "cut", "mend"), kit.cell("b", "weld"))
        plant = kit.FakePlant(line, [kit.chain("p", "cut", "weld", routes=[MEND])], fate)
        plant.submit("WO-1", "p")
        plant.tell(CellLost(5.0, CellId("a")))
        plant.run(until_s=70.0)
        done_by(plant)
        plant.run(until_s=75.0)
        return plant

    @pytest.mark.parametrize(
        ("outcome", "is_alarming"), [(Phase.SUCCEEDED, False), (Phase.FAILED, True), (Phase.INTERRUPTED, False)]
    )
    def test_what_it_tells_is_kept_and_alarms_only_where_it_says_otherwise(
        self, kit: Any, outcome: Phase, is_alarming: bool
    ) -> None:
        plant = self.plant(kit)
        cut = plant.ended("attempt_dispatched")[0].attempt
        plant.tell(CellAppeared(76.0, CellId("a"), "host_a", "second"))
        failure = None if outcome is Phase.SUCCEEDED else Failure("cut.jam", "it jammed")
        report = Report(CellId("a"), 1, cut, outcome, 76.0, failure, {"depth_m": 0.01})
        plant.tell(*plant.orchestrator.observe(report, 76.0))
        (late,) = plant.ended("attempt_ended_late")
        assert (late.attested, late.outcome, late.result) == (True, outcome, {"depth_m": 0.01})
        alarmed = [item.alarm.code for item in plant.ended("alarm_raised")]
        assert ("cell.late" in alarmed) is is_alarming
        plant.run()
        assert executed(plant) == ["cut.1", "weld.1"]
        assert plant.orchestrator.state.orders["WO-1"].end is OrderEnd.COMPLETED
        assert replays(plant)

    def test_it_is_told_to_stop_where_it_is_at_work_on_it_still(self, kit: Any) -> None:
        plant = self.plant(kit)
        plant.tell(CellAppeared(76.0, CellId("a"), "host_a", "first"))
        cut = plant.ended("attempt_dispatched")[0].attempt
        assert [item.attempt_id for item in plant.orchestrator.unanswered(77.0) if item.kind.name == "CANCEL"] == [cut]


def test_an_attestation_that_nobody_answered_for_does_not_fit_the_journal(kit: Any) -> None:
    plant = plant_of(kit)
    state, prompt = plant.orchestrator.state, prompt_of(plant).id
    attempt = prompt.removesuffix("?")
    for wrong in (
        TaskAttested(10.0, attempt, CellId("a"), "ada", "", PromptId(prompt)),
        TaskAttested(10.0, attempt.replace("#1", "#2"), CellId("a"), "ada", "", PromptId(prompt)),
        TaskAttested(10.0, attempt.replace("cut", "transport"), CellId("a"), "ada", "", PromptId(prompt)),
        TaskAttested(10.0, "by hand", CellId("a"), "ada", "", PromptId(prompt)),
    ):
        with pytest.raises(TransitionError):
            apply(state, wrong)


def test_an_older_journal_s_question_about_a_trip_may_still_be_answered_with_arrived(kit: Any) -> None:
    plant = plant_of(
        kit,
        fate=interrupted(kit, "transport"),
        cells=(kit.cell("a", "cut", "mend", inputs=1, outputs=1), kit.cell("b", "weld", inputs=1, outputs=1, x_m=6.0)),
        vehicles=[Vehicle(CellId("amr"), CellId("a"))],
    )
    item = next(iter(plant.orchestrator.state.prompts.values()))
    item.prompt = replace(item.prompt, choices=("retry", "arrived", "scrap"))
    plant.answer("arrived")
    plant.run()
    assert plant.ended("task_attested") == [] and len(plant.ended("job_completed")) == 1


def test_an_order_that_is_cancelled_first_takes_the_question_with_it(kit: Any) -> None:
    plant = plant_of(kit)
    prompt = prompt_of(plant).id
    plant.tell(OrderCancelled(plant.now_s, OrderId("WO-1")))
    assert plant.tell(PromptAnswered(plant.now_s, prompt, "done", "ada")).recorded == ()
    assert plant.ended("task_attested") == []


@pytest.mark.parametrize("kind", ["prompt_answered", "alarm_cleared", "task_attested", "job_completed"])
def test_a_journal_that_was_cut_in_the_turn_of_the_answer_is_gone_on_with_alike(kit: Any, kind: str) -> None:
    plant = plant_of(kit, fate=interrupted(kit, "weld"))
    begun = len(plant.recorded)
    done_by(plant)
    cut = next(index for index, item in enumerate(plant.recorded) if index >= begun and item.kind == kind) + 1
    again = Orchestrator(plant.orchestrator.state.plant.line, plant.orchestrator.state.plant.products, JOURNAL)
    again.replay(plant.recorded[:cut])
    more = again.handle([OrchestratorStarted(plant.now_s, 2)]).recorded
    assert [item.kind for item in more] == [item.kind for item in plant.recorded[cut:]] + ["orchestrator_started"]
    assert again.state.orders["WO-1"].end is OrderEnd.COMPLETED

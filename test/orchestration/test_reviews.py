"""A verdict that a model could not give, or that somebody doubts, is decided by a named person and kept as theirs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from robot_cells.attempts.report import Phase
from robot_cells.errors import OrderError, TransitionError
from robot_cells.ids import OperationId
from robot_cells.orchestration.codec import decode, encode
from robot_cells.orchestration.events import CorrectionStored, OrderEnd, PromptAnswered
from robot_cells.orchestration.order_checks import check_answer
from robot_cells.orchestration.transitions import apply
from robot_cells.orders.operation import Consequence, FailureRule, Operation
from robot_cells.orders.recipe import ReworkRoute

REVIEW = FailureRule(Consequence.ASK, ("inspect.*",), limit=3, review=True)
MEND = ReworkRoute("again", (Operation(OperationId("mend"), "mend"),), OperationId("look"))
UNSURE = {
    "verdict": "undecided",
    "model": "surface@2",
    "evidence": "ab12",
    "evidence_path": "WO-1-001/ab12.png",
    "message": "glare over 12 %",
}


def plant_of(
    kit: Any,
    rule: FailureRule = REVIEW,
    result: dict[str, object] | None = None,
    code: str = "inspect.undecided",
    judges: bool = True,
) -> Any:
    left = [code]

    def fate(assignment: Any) -> Any:
        if assignment.operation == "look" and left:
            return kit.End(Phase.FAILED, left.pop(), UNSURE if result is None else result)
        return kit.End()

    post = kit.cell("a", "look", "mend")
    capabilities = tuple(replace(item, gives_verdict=judges) for item in post.capabilities)
    look = Operation(OperationId("look"), "look", on_failure=(rule,))
    line = kit.line(replace(post, capabilities=capabilities), kit.cell("b", "weld"))
    plant = kit.FakePlant(line, [kit.chain("p", look, "weld", routes=[MEND])], fate)
    plant.submit("WO-1", "p")
    plant.run()
    return plant


def prompt_of(plant: Any) -> Any:
    (item,) = plant.orchestrator.state.prompts.values()
    return item.prompt


def answer(plant: Any, choice: str, who: str = "Ada") -> Any:
    outcome = plant.tell(PromptAnswered(plant.now_s, prompt_of(plant).id, choice, who))
    plant.run()
    return outcome


def done(plant: Any) -> list[str]:
    return [event.task.rpartition("/")[2] for event in plant.ended("attempt_dispatched")]


def test_the_question_says_what_the_model_said_and_where_the_picture_is(kit: Any) -> None:
    prompt = prompt_of(plant_of(kit))
    assert prompt.choices == ("retry", "good", "rework:again", "scrap")
    assert "surface@2 says undecided (glare over 12 %)" in prompt.text
    assert "WO-1-001/ab12.png" in prompt.text


def test_good_goes_on_by_the_person_s_word_and_is_kept_as_that(kit: Any) -> None:
    plant = plant_of(kit)
    answer(plant, "good")
    assert done(plant) == ["look.1", "weld.1"]
    assert plant.orchestrator.state.orders["WO-1"].end is OrderEnd.COMPLETED
    (word,) = plant.ended("task_attested")
    assert (word.operator_name, word.verdict, word.evidence) == ("Ada", "pass", "ab12")
    (review,) = plant.ended("verdict_reviewed")
    assert (review.verdict, review.judged.verdict, review.judged.model) == ("pass", "undecided", "surface@2")
    (ended,) = [item for item in plant.ended("attempt_ended") if "look" in item.attempt]
    assert ended.result["verdict"] == "undecided"


@pytest.mark.parametrize(
    ("choice", "steps"), [("rework:again", ["look.1", "mend.1", "look.2", "weld.1"]), ("scrap", ["look.1"])]
)
def test_rework_and_scrap_say_that_it_is_bad(kit: Any, choice: str, steps: list[str]) -> None:
    plant = plant_of(kit)
    answer(plant, choice)
    assert done(plant) == steps
    (review,) = plant.ended("verdict_reviewed")
    assert (review.verdict, review.operator_name) == ("fail", "Ada")
    assert plant.ended("task_attested") == []


def test_another_picture_says_nothing_of_the_first(kit: Any) -> None:
    plant = plant_of(kit)
    answer(plant, "retry")
    assert done(plant) == ["look.1", "look.1", "weld.1"]
    assert plant.ended("verdict_reviewed") == []


def test_who_gives_no_name_has_reviewed_nothing(kit: Any) -> None:
    plant = plant_of(kit)
    with pytest.raises(OrderError, match="That it is good has to be said by somebody"):
        check_answer(plant.orchestrator.state, prompt_of(plant).id, "good", " ")
    assert answer(plant, "good", "").recorded == ()
    answer(plant, "rework:again", "")
    assert plant.ended("verdict_reviewed") == []


@pytest.mark.parametrize(
    "changes",
    [
        {"rule": replace(REVIEW, review=False)},
        {"judges": False},
        {"result": {}},
        {"result": {"verdict": "pass"}},
    ],
    ids=["not allowed", "no verdict to give", "none given", "a pass that failed otherwise"],
)
def test_good_is_offered_only_where_the_recipe_says_so_and_there_is_a_verdict(kit: Any, changes: Any) -> None:
    plant = plant_of(kit, **changes)
    assert prompt_of(plant).choices == ("retry", "rework:again", "scrap")
    with pytest.raises(OrderError, match="'good' cannot be answered"):
        check_answer(plant.orchestrator.state, prompt_of(plant).id, "good", "Ada")
    answer(plant, "scrap")
    assert plant.ended("verdict_reviewed") == []


def test_time_alone_calls_nothing_good(kit: Any) -> None:
    prompt = prompt_of(plant_of(kit, rule=replace(REVIEW, timeout_s=30.0, default="good")))
    assert (prompt.timeout_s, prompt.default_choice) == (0.0, "")


def test_a_fail_that_a_person_overrules_is_theirs_too(kit: Any) -> None:
    defects = [{"code": "inspect.scratch", "subject": "lid"}]
    plant = plant_of(kit, result={**UNSURE, "verdict": "fail", "defects": defects}, code="inspect.scratch")
    answer(plant, "good")
    (review,) = plant.ended("verdict_reviewed")
    assert (review.judged.verdict, review.verdict) == ("fail", "pass")


def test_a_correction_is_owed_until_it_is_stored_and_once_for_a_picture(kit: Any) -> None:
    plant = plant_of(kit)
    answer(plant, "good")
    state = plant.orchestrator.state
    assert list(state.corrections) == ["ab12"]
    stored = CorrectionStored(plant.now_s, "ab12", "good/ab12.png")
    assert [item.kind for item in plant.tell(stored).recorded] == ["correction_stored"]
    assert not state.corrections
    assert plant.tell(stored).recorded == ()
    with pytest.raises(TransitionError, match="No correction"):
        apply(state, stored)


def test_without_a_picture_nothing_is_owed(kit: Any) -> None:
    plant = plant_of(kit, result={"verdict": "undecided"})
    answer(plant, "good")
    assert len(plant.ended("verdict_reviewed")) == 1
    assert not plant.orchestrator.state.corrections


@pytest.mark.parametrize("choice", ["good", "rework:again", "scrap"])
@pytest.mark.parametrize("kind", ["prompt_answered", "verdict_reviewed", "alarm_cleared"])
def test_a_journal_that_is_cut_after_the_answer_goes_on_to_the_same_end(kit: Any, choice: str, kind: str) -> None:
    plant = plant_of(kit)
    answer(plant, choice)
    events = [decode(item.kind, item.at_s, encode(item)) for item in plant.recorded]
    place = max(index for index, item in enumerate(events) if item.kind == "prompt_answered")
    cut = next(index for index, item in enumerate(events) if index >= place and item.kind == kind) + 1
    fresh = plant.replayed()
    fresh = type(fresh)(fresh.state.plant.line, fresh.state.plant.products, fresh.state.journal_id)
    fresh.replay(events[:cut])
    again = [item.kind for item in fresh.handle(()).recorded]
    wanted = [item.kind for item in events[cut : cut + len(again)]]
    assert again == wanted
    assert "verdict_reviewed" in [item.kind for item in events[:cut]] + again

"""Questions that nobody answers."""

from __future__ import annotations

from typing import Any

import pytest

from robot_cells.attempts.prompt import Prompt
from robot_cells.attempts.report import Phase, Report
from robot_cells.ids import PromptId
from robot_cells.orchestration.events import AlarmAcknowledged
from robot_cells.orders.operation import Consequence, FailureRule, Operation


def asking(kit: Any, rule: FailureRule | None = None, **line: Any) -> Any:
    """A line on which the first piece fails at 10 s and a person is asked about it."""
    rules = (rule or FailureRule(Consequence.ASK),)
    fates = iter([kit.End(Phase.FAILED, "cut.broken")])
    return kit.FakePlant(
        kit.line(kit.cell("a", "cut"), **line),
        [kit.chain("p", Operation("cut", "cut", on_failure=rules))],
        lambda assignment: next(fates, kit.End()),
    )


def escalated(plant: Any) -> list[tuple[float, str]]:
    raised = [item for item in plant.ended("alarm_raised") if item.alarm.code == "prompt.unanswered"]
    return [(item.at_s, item.alarm.severity.name) for item in raised]


def active(plant: Any) -> list[str]:
    return [name for name, item in plant.orchestrator.state.alarms.items() if item.active]


DATA = [
    (None, {}, []),
    (None, {"escalate_s": 60.0}, [(70.0, "ERROR")]),
    (FailureRule(Consequence.ASK, escalate_s=20.0), {"escalate_s": 60.0}, [(30.0, "ERROR")]),
    (FailureRule(Consequence.ASK, escalate_s=20.0), {}, [(30.0, "ERROR")]),
]


@pytest.mark.parametrize(("rule", "line", "expected"), DATA, ids=["never", "line", "recipe before line", "recipe"])
def test_an_alarm_calls_once_when_the_time_of_recipe_or_line_has_passed(
    kit: Any, rule: FailureRule | None, line: dict[str, Any], expected: list[tuple[float, str]]
) -> None:
    plant = asking(kit, rule, **line)
    plant.submit("WO-1", "p")
    plant.run()
    assert escalated(plant) == expected
    assert plant.orchestrator.wake_at_s is None


def test_the_alarm_names_the_question_the_choices_and_who_may_answer_and_ends_with_the_answer(kit: Any) -> None:
    plant = asking(kit, escalate_s=60.0, escalate_to="The shift leader")
    plant.submit("WO-1", "p")
    plant.run()
    (alarm,) = [item.alarm for item in plant.orchestrator.state.alarms.values() if item.alarm.code.startswith("prompt")]
    (prompt,) = plant.orchestrator.state.prompts
    assert "cut on WO-1-001 failed" in alarm.text and alarm.serial == "WO-1-001"
    assert alarm.remedy == f"The shift leader may answer {prompt} with one of: retry, scrap."
    plant.answer("retry")
    assert plant.orchestrator.state.alarms == {}, "who answers has seen them: nobody need acknowledge them besides"
    assert {item.operator_name for item in plant.ended("alarm_acknowledged")} == {"operator"}
    plant.run()
    assert len(plant.ended("job_completed")) == 1


def test_what_somebody_had_acknowledged_before_the_answer_is_not_acknowledged_again(kit: Any) -> None:
    plant = asking(kit)
    plant.submit("WO-1", "p")
    plant.run()
    (alarm,) = plant.orchestrator.state.alarms
    plant.tell(AlarmAcknowledged(plant.now_s, alarm, "Eva"))
    plant.answer("retry")
    assert plant.orchestrator.state.alarms == {}
    assert [item.operator_name for item in plant.ended("alarm_acknowledged")] == ["Eva"]


def test_a_question_whose_default_was_taken_was_seen_by_nobody(kit: Any) -> None:
    plant = asking(kit, FailureRule(Consequence.ASK, timeout_s=30.0, default="retry"))
    plant.submit("WO-1", "p")
    plant.run()
    assert plant.ended("alarm_acknowledged") == []
    assert [item.active for item in plant.orchestrator.state.alarms.values()] == [False]


def test_a_question_that_is_answered_in_time_calls_nobody(kit: Any) -> None:
    plant = asking(kit, escalate_s=60.0)
    plant.submit("WO-1", "p")
    plant.run(until_s=69.0)
    plant.answer("retry")
    plant.run()
    assert escalated(plant) == []


def test_the_default_of_the_recipe_is_taken_after_its_time(kit: Any) -> None:
    plant = asking(kit, FailureRule(Consequence.ASK, timeout_s=30.0, default="retry", escalate_s=20.0))
    plant.submit("WO-1", "p")
    plant.run()
    (taken,) = plant.ended("prompt_timed_out")
    assert (taken.at_s, taken.choice, escalated(plant)) == (40.0, "retry", [(30.0, "ERROR")])
    assert active(plant) == [] and len(plant.ended("job_completed")) == 1


@pytest.mark.parametrize(("own_s", "expected_s"), [(0.0, 60.0), (5.0, 5.0)], ids=["as the line says", "its own"])
def test_a_cells_question_is_escalated_too_and_over_when_its_attempt_ends(
    kit: Any, own_s: float, expected_s: float
) -> None:
    line = kit.line(kit.cell("a", "cut"), escalate_s=60.0)
    plant = kit.FakePlant(line, [kit.chain("p", "cut")], lambda assignment: None)
    plant.submit("WO-1", "p")
    attempt = plant.sent[0].attempt_id
    prompt = Prompt(PromptId(f"{attempt}@0.1"), "Is it seated?", ("yes", "no"), escalate_s=own_s)
    for phase in (Phase.RUNNING, Phase.PROMPT):
        report = Report(plant.sent[0].cell, 1, attempt, phase, 0.0, prompt=prompt if phase is Phase.PROMPT else None)
        plant.tell(*plant.orchestrator.observe(report, 0.0))
    plant.run()
    assert escalated(plant) == [(expected_s, "ERROR")]
    end = Report(plant.sent[0].cell, 1, attempt, Phase.SUCCEEDED, plant.now_s)
    plant.tell(*plant.orchestrator.observe(end, plant.now_s))
    assert active(plant) == []


def test_a_restarted_orchestrator_neither_forgets_nor_repeats_it(kit: Any) -> None:
    plant = asking(kit, escalate_s=60.0)
    plant.submit("WO-1", "p")
    plant.run(until_s=20.0)
    assert plant.replayed().wake_at_s == 70.0
    plant.run()
    assert plant.replayed().wake_at_s is None

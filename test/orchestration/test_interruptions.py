"""What follows an interrupted attempt: the process that may be repeated, a rule that names it, else a question."""

from __future__ import annotations

from typing import Any

import pytest

from robot_cells.attempts.assignment import AssignmentKind
from robot_cells.attempts.report import Phase
from robot_cells.ids import OperationId
from robot_cells.orchestration.events import OrderEnd
from robot_cells.orders.operation import Consequence, FailureRule, Operation
from robot_cells.orders.recipe import ReworkRoute

ROUTE = ReworkRoute("again", (Operation(OperationId("mend"), "mend"),), OperationId("cut"))
BY_CELL = ("attempt.interrupted",)


def run(
    kit: Any, *rules: FailureRule, repeatable: tuple[str, ...] = (), times: int = 1, code: str = "cell.interrupted"
) -> Any:
    """One piece, whose first attempts at `cut` are interrupted so many times."""
    left = [times]

    def fate(assignment: Any) -> Any:
        if assignment.operation == "cut" and left[0] > 0:
            left[0] -= 1
            return kit.End(Phase.INTERRUPTED, code)
        return kit.End()

    line = kit.line(kit.cell("a", "cut", "mend", repeatable=repeatable), kit.cell("b", "weld"))
    cut = Operation(OperationId("cut"), "cut", on_failure=rules)
    plant = kit.FakePlant(line, [kit.chain("p", "weld", cut, routes=[ROUTE])], fate)
    plant.submit("WO-1", "p")
    plant.run()
    return plant


def steps(plant: Any) -> list[str]:
    return [item.attempt_id.rpartition("/")[2] for item in plant.sent if item.kind is AssignmentKind.EXECUTE]


def test_what_declares_itself_repeatable_is_repeated_at_once(kit: Any) -> None:
    plant = run(kit, repeatable=("cut",))
    assert steps(plant) == ["weld.1#1", "cut.1#1", "cut.1#2"]
    assert plant.ended("prompt_raised") == []
    assert plant.now_s == 30.0, "the interrupted attempt took its whole time, and nothing waited"
    assert plant.orchestrator.state.orders["WO-1"].end is OrderEnd.COMPLETED


def test_after_three_interruptions_of_one_visit_somebody_is_asked(kit: Any) -> None:
    plant = run(kit, repeatable=("cut",), times=4)
    assert steps(plant) == ["weld.1#1", "cut.1#1", "cut.1#2", "cut.1#3"]
    (prompt,) = plant.orchestrator.state.prompts.values()
    assert prompt.prompt.choices == ("retry", "done", "scrap")
    plant.answer("retry")
    plant.run()
    assert len(plant.orchestrator.state.prompts) == 1, "the fourth interruption is asked about again"
    plant.answer("retry")
    plant.run()
    assert plant.orchestrator.state.orders["WO-1"].end is OrderEnd.COMPLETED


@pytest.mark.parametrize(
    ("rule", "follows"),
    [
        (FailureRule(Consequence.RETRY, BY_CELL), ["cut.1#2"]),
        (FailureRule(Consequence.RETRY, ("cell.interrupted",)), ["cut.1#2"]),
        (FailureRule(Consequence.RETRY, ("attempt.*",)), ["cut.1#2"]),
        (FailureRule(Consequence.REWORK, BY_CELL, route="again"), ["mend.1#1", "cut.2#1"]),
        (FailureRule(Consequence.SCRAP, BY_CELL), []),
        (FailureRule(Consequence.ASK, BY_CELL), ["asked: retry done rework:again scrap"]),
        (FailureRule(Consequence.RETRY, ("cell.silent",)), ["asked: retry done scrap"]),
        (FailureRule(Consequence.RETRY), ["asked: retry done scrap"]),
        (FailureRule(Consequence.RETRY, ("*",)), ["asked: retry done scrap"]),
        (FailureRule(Consequence.SCRAP), ["asked: retry done scrap"]),
    ],
    ids=[
        "retry by the code of all interruptions",
        "retry by the cell's own code",
        "retry by a pattern",
        "rework",
        "scrap",
        "ask",
        "a rule for silence is none for a report",
        "a rule without codes says nothing",
        "a rule for everything says nothing",
        "a rule without codes scraps nothing",
    ],
)
def test_what_is_not_repeatable_follows_the_rule_that_names_the_interruption(
    kit: Any, rule: FailureRule, follows: list[str]
) -> None:
    plant = run(kit, rule)
    asked = [f"asked: {' '.join(item.prompt.choices)}" for item in plant.orchestrator.state.prompts.values()]
    assert steps(plant)[2:] + asked == follows
    assert bool(plant.ended("job_scrapped")) is (not follows)


def test_a_rule_that_is_used_up_is_passed_over_and_then_somebody_is_asked(kit: Any) -> None:
    plant = run(kit, FailureRule(Consequence.RETRY, BY_CELL, limit=2, backoff_s=5.0), times=3)
    dispatched = [item.at_s for item in plant.ended("attempt_dispatched") if item.operation == "cut"]
    assert dispatched == [10.0, 25.0, 45.0]
    assert len(plant.orchestrator.state.prompts) == 1


def test_the_process_itself_goes_before_the_rules(kit: Any) -> None:
    plant = run(kit, FailureRule(Consequence.SCRAP, BY_CELL), repeatable=("cut",), times=3)
    assert steps(plant) == ["weld.1#1", "cut.1#1", "cut.1#2", "cut.1#3"]
    (scrapped,) = plant.ended("job_scrapped")
    assert scrapped.code == "cell.interrupted"


def test_interruptions_are_counted_anew_for_every_visit(kit: Any) -> None:
    failing = {"cut.1#3"}

    def fate(assignment: Any) -> Any:
        name = assignment.attempt_id.rpartition("/")[2]
        if name in failing:
            return kit.End(Phase.FAILED, "cut.jam")
        interrupted = name in ("cut.1#1", "cut.1#2", "cut.2#1", "cut.2#2")
        return kit.End(Phase.INTERRUPTED, "cell.interrupted") if interrupted else kit.End()

    rules = (FailureRule(Consequence.REWORK, ("cut.jam",), route="again"),)
    line = kit.line(kit.cell("a", "cut", "mend", repeatable=("cut",)))
    cut = Operation(OperationId("cut"), "cut", on_failure=rules)
    plant = kit.FakePlant(line, [kit.chain("p", cut, routes=[ROUTE])], fate)
    plant.submit("WO-1", "p")
    plant.run()
    assert plant.ended("prompt_raised") == []
    assert plant.orchestrator.state.orders["WO-1"].end is OrderEnd.COMPLETED
    assert plant.replayed().state == plant.orchestrator.state

"""What follows a failed, interrupted, refused or cancelled attempt."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from robot_cells.attempts.assignment import AssignmentKind
from robot_cells.attempts.report import Phase, Report
from robot_cells.ids import OperationId
from robot_cells.lines.vehicle import Vehicle
from robot_cells.orchestration.events import CellLost, OrderCancelled, OrderEnd
from robot_cells.orders.operation import Consequence, FailureRule, Operation
from robot_cells.orders.recipe import ReworkRoute

FAIL = Phase.FAILED


def fails(kit: Any, times: dict[str, int], code: str = "cut.jam", result: dict[str, object] | None = None) -> Any:
    """A fate in which each operation fails so many times before it succeeds."""
    left = dict(times)

    def fate(assignment: Any) -> Any:
        if left.get(assignment.operation, 0) > 0:
            left[assignment.operation] -= 1
            return kit.End(FAIL, code, dict(result or {}))
        return kit.End()

    return fate


def run(kit: Any, rules: tuple[FailureRule, ...], fate: Any, quantity: int = 1, routes: Any = ()) -> Any:
    line = kit.line(kit.cell("a", "cut", "mend"), kit.cell("b", "weld"))
    cut = Operation(OperationId("cut"), "cut", on_failure=rules)
    plant = kit.FakePlant(line, [kit.chain("p", "weld", cut, "mend", routes=routes)], fate)
    plant.submit("WO-1", "p", quantity)
    plant.run()
    return plant


def tasks_done(plant: Any) -> list[str]:
    return [item.task_id.rpartition("/")[2] for item in plant.sent if item.kind is AssignmentKind.EXECUTE]


def test_a_retry_is_a_new_attempt_at_the_same_task_after_a_doubled_back_off(kit: Any) -> None:
    plant = run(kit, (FailureRule(Consequence.RETRY, limit=3, backoff_s=4.0),), fails(kit, {"cut": 2}))
    attempts = [item for item in plant.recorded if item.kind == "attempt_dispatched" and item.operation == "cut"]
    assert [item.number for item in attempts] == [1, 2, 3]
    assert {item.task for item in attempts} == {"WO-1/001/cut.1"}
    assert [item.at_s for item in attempts] == [10.0, 10.0 + 10.0 + 4.0, 24.0 + 10.0 + 8.0]
    assert plant.orchestrator.state.orders["WO-1"].end is OrderEnd.COMPLETED


def test_the_doubling_of_the_back_off_ends_at_its_limit(kit: Any) -> None:
    rule = FailureRule(Consequence.RETRY, limit=4, backoff_s=4.0, backoff_limit_s=10.0)
    plant = run(kit, (rule,), fails(kit, {"cut": 4}))
    waits_s = [item.not_before_s - item.at_s for item in plant.ended("retry_planned")]
    assert waits_s == [4.0, 8.0, 10.0, 10.0]


def test_every_code_has_a_back_off_of_its_own(kit: Any) -> None:
    codes = iter(("cut.jam", "cut.slip", "cut.jam"))
    rules = (
        FailureRule(Consequence.RETRY, ("cut.jam",), limit=2, backoff_s=4.0),
        FailureRule(Consequence.RETRY, ("cut.*",), limit=2, backoff_s=1.0),
    )
    plant = run(kit, rules, lambda assignment: _cut_fails(kit, assignment, codes))
    waits_s = [item.not_before_s - item.at_s for item in plant.ended("retry_planned")]
    assert waits_s == [4.0, 1.0, 8.0]
    assert plant.orchestrator.state.orders["WO-1"].end is OrderEnd.COMPLETED


def _cut_fails(kit: Any, assignment: Any, codes: Iterator[str]) -> Any:
    code = next(codes, None) if assignment.operation == "cut" else None
    return kit.End() if code is None else kit.End(FAIL, code)


def test_where_no_rule_is_left_the_piece_is_scrapped_and_the_order_goes_on(kit: Any) -> None:
    plant = run(kit, (FailureRule(Consequence.RETRY, limit=2),), fails(kit, {"cut": 3}), quantity=3)
    state = plant.orchestrator.state.orders["WO-1"]
    assert (state.completed, state.scrapped, state.end) == (2, 1, OrderEnd.FAILED)
    (scrapped,) = plant.ended("job_scrapped")
    assert (scrapped.job, scrapped.code) == ("WO-1/001", "cut.jam")
    assert any(item.alarm.serial == "WO-1-001" for item in plant.orchestrator.state.alarms.values())


def test_without_rules_a_failed_piece_is_scrapped(kit: Any) -> None:
    plant = run(kit, (), fails(kit, {"cut": 1}))
    assert len(plant.ended("job_scrapped")) == 1


@pytest.mark.parametrize(
    ("patterns", "code", "matches"),
    [
        ((), "cut.jam", True),
        (("cut.*",), "cut.jam", True),
        (("cut.jam",), "cut.jam", True),
        (("weld.*", "cut.?am"), "cut.jam", True),
        (("weld.*",), "cut.jam", False),
        (("Cut.*",), "cut.jam", False),
        (("cut",), "cut.jam", False),
    ],
)
def test_a_rule_is_used_for_the_codes_that_its_patterns_match(
    kit: Any, patterns: tuple[str, ...], code: str, matches: bool
) -> None:
    plant = run(kit, (FailureRule(Consequence.RETRY, patterns),), fails(kit, {"cut": 1}, code))
    assert bool(plant.ended("retry_planned")) is matches
    assert bool(plant.ended("job_scrapped")) is not matches


def test_rework_runs_the_route_in_order_then_resumes_with_new_visits(kit: Any) -> None:
    route = ReworkRoute(
        "again", (Operation(OperationId("mend2"), "mend"), Operation(OperationId("weld2"), "weld")), OperationId("cut")
    )
    rules = (FailureRule(Consequence.REWORK, route="again", limit=2),)
    plant = run(kit, rules, fails(kit, {"cut": 1}), routes=[route])
    assert tasks_done(plant) == ["weld.1", "cut.1", "mend2.1", "weld2.1", "cut.2", "mend.1"]
    assert plant.orchestrator.state.orders["WO-1"].end is OrderEnd.COMPLETED


def test_rework_does_what_comes_after_the_resumed_operation_again(kit: Any) -> None:
    line = kit.line(kit.cell("a", "cut", "paint", "test", "mend"))
    route = ReworkRoute("again", (Operation(OperationId("mend"), "mend"),), OperationId("paint"))
    test = Operation(OperationId("test"), "test", on_failure=(FailureRule(Consequence.REWORK, route="again"),))
    plant = kit.FakePlant(line, [kit.chain("p", "cut", "paint", test, routes=[route])], fails(kit, {"test": 1}))
    plant.submit("WO-1", "p")
    plant.run()
    assert tasks_done(plant) == ["cut.1", "paint.1", "test.1", "mend.1", "paint.2", "test.2"]


def test_a_rework_operation_is_told_the_defects_of_the_failure_and_no_other_is(kit: Any) -> None:
    defects = [{"code": "inspect.missing_screw", "subject": "s3"}]
    route = ReworkRoute("again", (Operation(OperationId("mend2"), "mend", {"force_n": 3.0}),), OperationId("cut"))
    rules = (FailureRule(Consequence.REWORK, route="again"),)
    plant = run(kit, rules, fails(kit, {"cut": 1}, result={"defects": defects}), routes=[route])
    given = {item.task_id: item.parameters for item in plant.sent if item.kind is AssignmentKind.EXECUTE}
    assert given["WO-1/001/mend2.1"] == {"force_n": 3.0, "defects": defects}
    assert all("defects" not in parameters for task, parameters in given.items() if task != "WO-1/001/mend2.1")


def test_a_rework_limit_counts_per_job_and_then_the_next_rule_is_used(kit: Any) -> None:
    route = ReworkRoute("again", (Operation(OperationId("mend2"), "mend"),), OperationId("cut"))
    rules = (FailureRule(Consequence.REWORK, route="again", limit=2), FailureRule(Consequence.SCRAP, limit=9))
    plant = run(kit, rules, fails(kit, {"cut": 5}), routes=[route])
    assert len(plant.ended("job_rerouted")) == 2
    assert len(plant.ended("job_scrapped")) == 1


def test_retries_are_counted_anew_for_every_visit(kit: Any) -> None:
    route = ReworkRoute("again", (Operation(OperationId("mend2"), "mend"),), OperationId("cut"))
    rules = (FailureRule(Consequence.RETRY, limit=1), FailureRule(Consequence.REWORK, route="again", limit=1))
    plant = run(kit, rules, fails(kit, {"cut": 3}), routes=[route])
    assert [item for item in tasks_done(plant) if item.startswith("cut")] == ["cut.1", "cut.1", "cut.2", "cut.2"]
    assert plant.orchestrator.state.orders["WO-1"].end is OrderEnd.COMPLETED


ROUTE = ReworkRoute("again", (Operation(OperationId("mend2"), "mend"),), OperationId("cut"))


@pytest.mark.parametrize(
    ("choice", "then", "end"),
    [
        ("retry", "cut.1", OrderEnd.COMPLETED),
        ("rework:again", "mend2.1", OrderEnd.COMPLETED),
        ("scrap", None, OrderEnd.FAILED),
    ],
)
def test_the_operator_is_asked_and_the_answer_is_carried_out(kit: Any, choice: str, then: str, end: OrderEnd) -> None:
    plant = run(kit, (FailureRule(Consequence.ASK),), fails(kit, {"cut": 1}), routes=[ROUTE])
    state = plant.orchestrator.state
    (prompt,) = state.prompts.values()
    assert prompt.prompt.choices == ("retry", "rework:again", "scrap")
    assert prompt.prompt.serial == "WO-1-001"
    assert [item.active for item in state.alarms.values()] == [True]
    before = len(tasks_done(plant))
    plant.answer(choice)
    plant.run()
    assert not state.prompts
    assert not any(item.active for item in state.alarms.values() if item.alarm.lasting)
    assert tasks_done(plant)[before : before + 1] == ([then] if then else [])
    assert state.orders["WO-1"].end is end


def test_while_one_piece_waits_for_an_answer_the_others_go_on(kit: Any) -> None:
    plant = run(kit, (FailureRule(Consequence.ASK),), fails(kit, {"cut": 1}), quantity=4)
    assert len(plant.ended("job_completed")) == 3
    assert list(plant.orchestrator.state.jobs) == ["WO-1/001"]


def test_an_answer_that_is_not_a_choice_changes_nothing(kit: Any) -> None:
    plant = run(kit, (FailureRule(Consequence.ASK),), fails(kit, {"cut": 1}))
    count = len(plant.recorded)
    plant.answer("sell it")
    assert len(plant.recorded) == count


def interrupted_once(kit: Any) -> Any:
    seen: list[str] = []

    def fate(assignment: Any) -> Any:
        if assignment.operation == "cut" and not seen:
            seen.append(assignment.attempt_id)
            return kit.End(Phase.INTERRUPTED, "cell.interrupted")
        return kit.End()

    return fate


def test_an_interrupted_attempt_is_never_run_again_without_being_asked(kit: Any) -> None:
    rules = (FailureRule(Consequence.RETRY, limit=5),)
    plant = run(kit, rules, interrupted_once(kit))
    assert tasks_done(plant) == ["weld.1", "cut.1"]
    (prompt,) = plant.orchestrator.state.prompts.values()
    assert prompt.prompt.choices == ("retry", "done", "scrap")
    plant.answer("retry")
    plant.run()
    assert tasks_done(plant) == ["weld.1", "cut.1", "cut.1", "mend.1"]


def test_a_refused_task_goes_to_another_cell_at_once_and_back_only_after_a_pause(kit: Any) -> None:
    refusals: list[float] = []

    def fate(assignment: Any) -> Any:
        if assignment.cell == "a" and len(refusals) < 2:
            refusals.append(plant.now_s)
            return kit.End(Phase.REFUSED, "cell.busy")
        return kit.End()

    line = kit.line(kit.cell("a", "cut"), kit.cell("b", "cut", duration_s=30.0))
    plant = kit.FakePlant(line, [kit.chain("p", "cut")], fate)
    plant.submit("WO-1", "p")
    plant.run(until_s=1.0)
    assert [item.cell for item in plant.sent if item.kind is AssignmentKind.EXECUTE] == ["a", "b"]
    assert [item.attempt_id[-2:] for item in plant.sent if item.kind is AssignmentKind.EXECUTE] == ["#1", "#2"]


def test_a_cell_that_refuses_is_asked_again_after_growing_pauses_and_an_alarm_is_raised(kit: Any) -> None:
    times: list[float] = []

    def fate(assignment: Any) -> Any:
        times.append(plant.now_s)
        return kit.End(Phase.REFUSED, "cell.held") if len(times) < 5 else kit.End()

    plant = kit.FakePlant(kit.line(kit.cell("a", "cut")), [kit.chain("p", "cut")], fate)
    plant.submit("WO-1", "p")
    plant.run()
    assert times == [0.0, 5.0, 15.0, 35.0, 75.0]
    assert len(plant.ended("alarm_raised")) == 1
    assert len(plant.ended("job_completed")) == 1


def test_a_cell_that_refuses_every_piece_raises_one_alarm_which_is_over_when_it_works_again(kit: Any) -> None:
    def fate(assignment: Any) -> Any:
        return kit.End(Phase.REFUSED, "cell.ledger") if plant.now_s < 100.0 else kit.End()

    plant = kit.FakePlant(kit.line(kit.cell("a", "cut")), [kit.chain("p", "cut")], fate)
    plant.submit("WO-1", "p", quantity=6)
    plant.run(until_s=90.0)
    assert [event.alarm.id for event in plant.ended("alarm_raised")] == ["refused:a:cell.ledger"]
    assert plant.ended("alarm_cleared") == []
    plant.run()
    assert [event.alarm for event in plant.ended("alarm_cleared")] == ["refused:a:cell.ledger"]
    assert len(plant.ended("job_completed")) == 6


def lines_with_a_vehicle(kit: Any) -> Any:
    return kit.line(
        kit.cell("a", "cut", inputs=1, outputs=1),
        kit.cell("b", "weld", inputs=1, outputs=1, x_m=6.0),
        vehicles=[Vehicle("amr_1", "a")],
    )


@pytest.mark.parametrize(("choice", "completed"), [("retry", 1), ("done", 1), ("scrap", 0)])
def test_after_failed_tries_of_a_trip_somebody_is_asked_where_the_product_is(
    kit: Any, choice: str, completed: int
) -> None:
    plant = kit.FakePlant(
        lines_with_a_vehicle(kit), [kit.chain("p", "cut", "weld")], fails(kit, {"transport": 3}, "vehicle.blocked")
    )
    plant.submit("WO-1", "p")
    plant.run()
    trips = [item for item in plant.recorded if item.kind == "attempt_dispatched" and item.trip]
    assert [item.number for item in trips] == [1, 2, 3]
    assert [round(b.at_s - a.at_s - a.expected_s, 6) for a, b in itertools.pairwise(trips)] == [10.0, 20.0]
    (prompt,) = plant.orchestrator.state.prompts.values()
    assert prompt.prompt.choices == ("retry", "done", "scrap")
    plant.answer(choice)
    plant.run()
    assert len(plant.ended("job_completed")) == completed
    cells = plant.orchestrator.state.cells
    assert all(item.station is None and not item.input and not item.output for item in cells.values())


@pytest.mark.parametrize("outcome", [Phase.FAILED, Phase.INTERRUPTED])
@pytest.mark.parametrize("choice", ["retry", "done", "scrap"])
def test_a_vehicle_that_may_have_a_product_on_board_fetches_no_other(kit: Any, outcome: Phase, choice: str) -> None:
    tries = 3 if outcome is Phase.FAILED else 1
    line = kit.line(
        kit.cell("a", "cut", inputs=1, outputs=2),
        kit.cell("b", "weld", inputs=2, outputs=1, x_m=6.0),
        vehicles=[Vehicle("amr_1", "a"), Vehicle("amr_2", "b")],
    )
    left = {"transport": tries}

    def fate(assignment: Any) -> Any:
        if assignment.cell == "amr_1" and left["transport"] > 0:
            left["transport"] -= 1
            return kit.End(outcome, "vehicle.blocked")
        return kit.End()

    plant = kit.FakePlant(line, [kit.chain("p", "cut", "weld")], fate)
    plant.submit("WO-1", "p", 4)
    plant.run()
    trips = [item for item in plant.recorded if item.kind == "attempt_dispatched" and item.trip]
    first = [item for item in trips if item.cell == "amr_1"]
    assert len(first) == tries
    assert len({item.job for item in first}) == 1
    assert len(plant.ended("job_completed")) == 3, "the other vehicle goes on"
    assert plant.orchestrator.state.cells["amr_1"].carries == first[0].job
    plant.answer(choice)
    plant.submit("WO-2", "p", 4)
    plant.run()
    assert len(plant.ended("job_completed")) == (7 if choice == "scrap" else 8)
    assert all(cell.carries is None for cell in plant.orchestrator.state.cells.values())
    later = [item for item in plant.recorded if item.kind == "attempt_dispatched" and item.trip][len(trips) :]
    assert {item.cell for item in later} == {"amr_1", "amr_2"}, "it fetches others again"


def test_a_cancelled_order_begins_nothing_more_ends_what_runs_and_leaves_the_line(kit: Any) -> None:
    plant = kit.FakePlant(lines_with_a_vehicle(kit), [kit.chain("p", "cut", "weld")])
    plant.submit("WO-1", "p", 9)
    plant.submit("WO-2", "p", 1)
    plant.run(until_s=42.0)
    begun = len(plant.ended("job_released"))
    plant.tell(OrderCancelled(plant.now_s, "WO-1"))
    plant.run()
    orders = plant.orchestrator.state.orders
    assert orders["WO-1"].end is OrderEnd.CANCELLED
    assert orders["WO-2"].end is OrderEnd.COMPLETED, "the other order goes on"
    assert len([item for item in plant.ended("job_released") if item.job.startswith("WO-1")]) == begun
    assert orders["WO-1"].completed + orders["WO-1"].scrapped == begun
    assert any(item.kind is AssignmentKind.CANCEL for item in plant.sent)


def test_what_a_lost_cell_had_in_work_is_not_begun_elsewhere_and_what_it_had_not_begun_is(kit: Any) -> None:
    silent = {"a"}

    def fate(assignment: Any) -> Any:
        return None if assignment.cell in silent else kit.End()

    line = kit.line(kit.cell("a", "cut"), kit.cell("b", "cut", duration_s=11.0))
    plant = kit.FakePlant(line, [kit.chain("p", "cut")], fate)
    plant.submit("WO-1", "p", 5)
    plant.tell(CellLost(plant.now_s, "a", "no heartbeat"))
    plant.run(until_s=50.0)
    assert list(plant.orchestrator.state.jobs) == ["WO-1/001"], "it stays unknown"
    assert len(plant.ended("job_completed")) == 4
    assert plant.orchestrator.unanswered(1e9) == (), "nothing is sent to a cell that nobody hears"
    (lost,) = [item for item in plant.orchestrator.state.alarms.values() if item.alarm.code == "cell.lost"]
    assert lost.active
    silent.clear()
    plant.tell(*plant.orchestrator.observe_cells(kit.heard("a", "second"), plant.now_s))
    assert not lost.active
    (again,) = plant.orchestrator.unanswered(1e9)
    assert again.task_id == "WO-1/001/cut.1"
    plant.take(again)
    plant.run()
    assert len(plant.ended("job_completed")) == 5


def test_a_piece_of_a_cancelled_order_that_is_finished_all_the_same_counts_as_completed(kit: Any) -> None:
    plant = kit.FakePlant(kit.line(kit.cell("a", "cut")), [kit.chain("p", "cut")], lambda assignment: None)
    plant.submit("WO-1", "p", 2)
    plant.tell(OrderCancelled(0.0, "WO-1"))
    report = Report("a", 1, plant.sent[0].attempt_id, Phase.SUCCEEDED, 0.0)
    plant.tell(*plant.orchestrator.observe(report, 0.0))
    order = plant.orchestrator.state.orders["WO-1"]
    assert (order.completed, order.scrapped, order.end) == (1, 0, OrderEnd.CANCELLED)

"""What is told, and what follows, when tasks wait too long, attempts run too long and orders do not end in time."""

from __future__ import annotations

from typing import Any

import pytest

from robot_cells.attempts.assignment import AssignmentKind
from robot_cells.attempts.report import Phase
from robot_cells.ids import OperationId
from robot_cells.orchestration.events import (
    CellHeld,
    CellReleased,
    LineHeld,
    LineResumed,
    OrderCancelled,
    OrderEnd,
)
from robot_cells.orders.cancel_policy import CancelPolicy
from robot_cells.orders.operation import Consequence, FailureRule, Operation
from robot_cells.orders.recipe import ReworkRoute
from robot_cells.orders.timeouts import Timeouts
from robot_cells.orders.work_order import OnTimeout


def operation(name: str, *rules: FailureRule, cancel: CancelPolicy = CancelPolicy.FINISH_STEP, **limits: float) -> Any:
    return Operation(OperationId(name), name, on_failure=rules, timeouts=Timeouts(**limits), cancel=cancel)


def alarms(plant: Any, code: str) -> list[Any]:
    return [item for item in plant.orchestrator.state.alarms.values() if item.alarm.code == code]


def never_ends(kit: Any, name: str, ending: Phase | None = Phase.CANCELLED) -> Any:
    """A fate in which the operation of that name runs until it is cancelled; then it ends so."""

    def fate(assignment: Any) -> Any:
        return kit.Endless(ending) if assignment.operation == name else kit.End()

    return fate


def waiting(kit: Any, *rules: FailureRule, routes: Any = (), until_s: float = 0.0, quantity: int = 1) -> Any:
    """A line on which `cut` may wait 30 s and its only cell is held from the first second on."""
    line = kit.line(kit.cell("a", "weld"), kit.cell("b", "cut"), kit.cell("c", "mend"))
    product = kit.chain("p", "weld", operation("cut", *rules, queued_s=30.0), routes=routes)
    plant = kit.FakePlant(line, [product])
    plant.submit("WO-1", "p", quantity)
    plant.tell(CellHeld(0.0, "b", 11, "maintenance"))
    plant.run(until_s=until_s)
    return plant


def test_a_task_that_waits_for_too_long_without_a_rule_is_told_once_with_what_its_cells_do(kit: Any) -> None:
    plant = waiting(kit, until_s=500.0)
    (event,) = plant.ended("queue_timed_out")
    assert (event.at_s, event.task, event.waited_s) == (40.0, "WO-1/001/cut.1", 30.0)
    (alarm,) = alarms(plant, "timeout.queued")
    assert alarm.active
    assert "b is held (maintenance)" in alarm.alarm.text
    plant.tell(CellReleased(500.0, "b"))
    plant.run(until_s=505.0)
    assert not alarm.active, "the alarm is over as soon as the cell works on it"
    plant.run()
    assert plant.orchestrator.state.orders["WO-1"].end is OrderEnd.COMPLETED


@pytest.mark.parametrize(
    ("consequence", "route", "kind"),
    [
        (Consequence.SCRAP, "", "job_scrapped"),
        (Consequence.REWORK, "elsewhere", "job_rerouted"),
        (Consequence.ASK, "", "prompt_raised"),
        (Consequence.RETRY, "", "retry_planned"),
    ],
)
def test_a_rule_that_names_the_code_decides_what_follows_too_long_a_wait(
    kit: Any, consequence: Consequence, route: str, kind: str
) -> None:
    routes = [ReworkRoute("elsewhere", (Operation(OperationId("mend"), "mend"),), OperationId("cut"))] if route else []
    plant = waiting(kit, FailureRule(consequence, ("timeout.*",), route=route), routes=routes, until_s=45.0)
    assert [event.at_s for event in plant.ended(kind)] == [40.0]
    assert not alarms(plant, "timeout.queued") or consequence in (Consequence.SCRAP, Consequence.ASK)


def test_a_rule_without_codes_does_not_apply_to_a_wait(kit: Any) -> None:
    plant = waiting(kit, FailureRule(Consequence.SCRAP), until_s=100.0)
    assert not plant.ended("job_scrapped")
    assert len(alarms(plant, "timeout.queued")) == 1


def test_a_wait_that_is_begun_again_by_a_rule_is_timed_again_until_the_rule_is_used_up(kit: Any) -> None:
    rule = FailureRule(Consequence.RETRY, ("timeout.queued",), limit=2, backoff_s=10.0)
    plant = waiting(kit, rule, until_s=1000.0)
    assert [event.at_s for event in plant.ended("queue_timed_out")] == [40.0, 80.0, 130.0]
    assert len(alarms(plant, "timeout.queued")) == 1


def test_an_answer_after_too_long_a_wait_is_carried_out(kit: Any) -> None:
    plant = waiting(kit, FailureRule(Consequence.ASK, ("timeout.queued",)), until_s=50.0)
    plant.tell(CellReleased(50.0, "b"))
    plant.run(until_s=60.0)
    assert not [item for item in plant.sent if item.operation == "cut"], "nothing is begun while the question is open"
    plant.answer("retry")
    plant.run()
    assert plant.orchestrator.state.orders["WO-1"].end is OrderEnd.COMPLETED


def test_while_the_line_is_held_nobody_waits_for_a_cell(kit: Any) -> None:
    plant = waiting(kit, until_s=20.0)
    plant.tell(LineHeld(20.0))
    plant.run(until_s=200.0)
    assert not plant.ended("queue_timed_out")
    plant.tell(LineResumed(200.0))
    plant.run(until_s=400.0)
    assert [event.at_s for event in plant.ended("queue_timed_out")] == [230.0]


def test_a_refusal_does_not_begin_the_wait_anew(kit: Any) -> None:
    line = kit.line(kit.cell("a", "weld"), kit.cell("b", "cut"))
    refusal = kit.End(Phase.REFUSED, "cell.held")
    product = kit.chain("p", "weld", operation("cut", queued_s=30.0))
    plant = kit.FakePlant(line, [product], lambda item: refusal if item.operation == "cut" else kit.End())
    plant.submit("WO-1", "p")
    plant.run(until_s=60.0)
    assert [event.at_s for event in plant.ended("queue_timed_out")] == [40.0]


def test_a_task_that_waits_behind_others_names_what_its_cell_works_on(kit: Any) -> None:
    line = kit.line(kit.cell("a", "weld", duration_s=1.0), kit.cell("b", "cut", duration_s=40.0))
    plant = kit.FakePlant(line, [kit.chain("p", "weld", operation("cut", queued_s=30.0))])
    plant.submit("WO-1", "p", 2)
    plant.run(until_s=35.0)
    (event,) = plant.ended("queue_timed_out")
    assert event.job == "WO-1/002"
    assert event.reason == "b works on WO-1-001"


@pytest.mark.parametrize("policy", list(CancelPolicy))
def test_an_attempt_that_runs_for_too_long_is_cancelled_by_the_policy_of_its_operation(
    kit: Any, policy: CancelPolicy
) -> None:
    plant = endless_cut(kit, cancel=policy)
    (sent,) = [item for item in plant.sent if item.kind is AssignmentKind.CANCEL]
    assert (sent.cancel_policy, plant.ended("cancel_requested")[0].at_s) == (policy, 35.0)
    assert plant.ended("cancel_requested")[0].code == "timeout.running"


def endless_cut(kit: Any, *rules: FailureRule, ending: Phase | None = Phase.CANCELLED, **more: Any) -> Any:
    line = kit.line(kit.cell("a", "weld"), kit.cell("b", "cut"))
    product = kit.chain("p", "weld", operation("cut", *rules, running_s=25.0, **more))
    plant = kit.FakePlant(line, [product], never_ends(kit, "cut", ending))
    plant.submit("WO-1", "p")
    plant.run(until_s=50.0)
    return plant


@pytest.mark.parametrize(
    ("rules", "kind"),
    [
        ((), "prompt_raised"),
        ((FailureRule(Consequence.SCRAP),), "prompt_raised"),
        ((FailureRule(Consequence.SCRAP, ("timeout.queued",)),), "prompt_raised"),
        ((FailureRule(Consequence.SCRAP, ("timeout.running",)),), "job_scrapped"),
        ((FailureRule(Consequence.RETRY, ("timeout.*",)),), "retry_planned"),
    ],
)
def test_what_follows_a_cancelled_attempt_is_for_rules_that_name_the_time_out_else_for_the_operator(
    kit: Any, rules: tuple[FailureRule, ...], kind: str
) -> None:
    plant = endless_cut(kit, *rules)
    assert [event.at_s for event in plant.ended(kind)] == [35.0]
    assert not any(item.active and item.alarm.source == "b" for item in alarms(plant, "timeout.running"))


def test_an_attempt_that_does_not_obey_its_cancel_stays_in_an_alarm(kit: Any) -> None:
    plant = endless_cut(kit, ending=None)
    (alarm,) = alarms(plant, "timeout.running")
    assert alarm.active
    assert alarm.alarm.source == "b"
    assert len([item for item in plant.sent if item.kind is AssignmentKind.CANCEL]) == 1


@pytest.mark.parametrize("ending", [Phase.SUCCEEDED, Phase.FAILED, Phase.INTERRUPTED])
def test_an_attempt_that_ends_otherwise_after_its_cancel_is_taken_at_its_word(kit: Any, ending: Phase) -> None:
    plant = endless_cut(kit, FailureRule(Consequence.RETRY, ("timeout.*",)), ending=ending)
    assert not plant.ended("retry_planned")
    assert bool(plant.ended("job_completed")) is (ending is Phase.SUCCEEDED)
    assert not any(item.active for item in alarms(plant, "timeout.running"))


@pytest.mark.parametrize(("policy", "end"), [(OnTimeout.ALARM, None), (OnTimeout.CANCEL, OrderEnd.CANCELLED)])
def test_an_order_that_does_not_end_in_time_is_told_or_cancelled_as_it_says(
    kit: Any, policy: OnTimeout, end: OrderEnd | None
) -> None:
    plant = kit.FakePlant(kit.line(kit.cell("a", "cut")), [kit.chain("p", "cut")])
    plant.submit("WO-1", "p", 3, release_s=5.0, timeout_s=22.0, on_timeout=policy)
    plant.run(until_s=27.0)
    (event,) = plant.ended("order_timed_out")
    assert event.at_s == 27.0
    assert plant.orchestrator.state.orders["WO-1"].end is end
    (alarm,) = alarms(plant, "timeout.order")
    assert "2 of 3 pieces are done" in alarm.alarm.text
    plant.run()
    assert not alarm.active, "it is over when the order has ended"
    assert len(plant.ended("order_timed_out")) == 1


def test_an_order_that_ends_in_time_or_is_cancelled_is_not_told(kit: Any) -> None:
    plant = kit.FakePlant(kit.line(kit.cell("a", "cut")), [kit.chain("p", "cut")])
    plant.submit("WO-1", "p", 2, timeout_s=20.5)
    plant.submit("WO-2", "p", 9, timeout_s=60.0)
    plant.run(until_s=30.0)
    plant.tell(OrderCancelled(30.0, "WO-2"))
    plant.run(until_s=100.0)
    assert not plant.ended("order_timed_out")


def test_after_a_restart_every_deadline_is_what_it_was(kit: Any) -> None:
    plant = waiting(kit, until_s=20.0)
    plant.submit("WO-2", "p", 1, timeout_s=50.0)
    before_s = plant.orchestrator.wake_at_s
    assert plant.replayed().wake_at_s == before_s == 40.0
    plant.run(until_s=300.0)
    again = plant.replayed()
    assert again.state == plant.orchestrator.state
    assert again.wake_at_s is None
    assert [event.kind for event in plant.recorded].count("order_timed_out") == 1


def test_many_holds_during_one_wait_leave_one_deadline(kit: Any) -> None:
    plant = waiting(kit, until_s=20.0)
    for count in range(30):
        plant.tell(LineHeld(20.0 + count))
        plant.tell(LineResumed(20.5 + count))
    plant.run(until_s=500.0)
    assert [event.at_s for event in plant.ended("queue_timed_out")] == [79.5]


def test_without_limits_nothing_is_timed(kit: Any) -> None:
    line = kit.line(kit.cell("a", "cut"))
    plant = kit.FakePlant(line, [kit.chain("p", "cut")], lambda item: None)
    plant.submit("WO-1", "p", 2)
    assert plant.orchestrator.wake_at_s is None

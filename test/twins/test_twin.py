from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from robot_cells.attempts.report import Phase
from robot_cells.errors import OrderError, TwinError
from robot_cells.ids import OrderId, ProductId
from robot_cells.orchestration import events
from robot_cells.orchestration.orchestrator import Orchestrator
from robot_cells.orders.work_order import WorkOrder
from robot_cells.twins.model import Breakdown, FailureRate, Operator, TwinModel
from robot_cells.twins.scenario import Scenario
from robot_cells.twins.twin import JOURNAL, Twin

REWORKED = {
    ("WO-1/002", "refit", "inspect.missing_screw"),
    ("WO-2/001", "refit", "inspect.turned_module"),
    ("WO-1/003", "remate", "leak_test.leak"),
}
"""What the true equipment makes of the demonstration orders' faults (test/integration)."""
EXACT = TwinModel(spread=0.0)


def run(scenario: Scenario, seed: int = 1) -> list[events.Event]:
    return Twin(scenario, seed).run()


def of_type(recorded, kind):
    return [event for event in recorded if isinstance(event, kind)]


def end_s(recorded) -> float:
    return of_type(recorded, events.OrderEnded)[-1].at_s


def test_without_spread_a_piece_takes_its_nominal_times(tiny: Callable[..., Scenario]) -> None:
    # make 30 s; trip of 6 m at 1 m/s and two transfers of 4 s; test 20 s
    assert end_s(run(tiny(quantity=1, model=EXACT))) == pytest.approx(30 + 14 + 20)


def test_durations_stay_within_the_spread_of_the_model(tiny: Callable[..., Scenario]) -> None:
    recorded = run(tiny(quantity=20, model=TwinModel(spread=0.1)))
    begun = {event.attempt: event for event in of_type(recorded, events.AttemptDispatched) if event.trip is None}
    took = [
        (event.at_s - begun[event.attempt].at_s) / begun[event.attempt].expected_s
        for event in of_type(recorded, events.AttemptEnded)
        if event.attempt in begun
    ]
    assert len(took) == 40
    assert 0.9 <= min(took) < 0.93
    assert 1.07 < max(took) <= 1.1


def test_every_planned_fault_is_found_and_put_right_as_by_the_true_equipment(demo: Scenario) -> None:
    recorded = run(demo)
    found = {(event.job, event.route, event.defects[0]["code"]) for event in of_type(recorded, events.JobRerouted)}
    assert found == REWORKED
    assert len(of_type(recorded, events.JobCompleted)) == 12
    assert of_type(recorded, events.PromptRaised) == []


def test_a_vehicle_that_is_late_takes_longer_for_that_drive_alone(demo: Scenario) -> None:
    late = next(fault for fault in demo.faults if fault.fault == "late_vehicle")
    quiet = replace(demo, faults=(), model=EXACT)
    spared, hit = (
        [event.at_s - begun.at_s for begun, event in _trips(run(scenario), late.vehicle)]
        for scenario in (quiet, replace(quiet, faults=(late,)))
    )
    number = (late.trip - 1) // 2  # two drives a trip
    assert hit[:number] == spared[:number]
    assert hit[number] > spared[number]


def _trips(recorded, vehicle):
    begun = {event.attempt: event for event in of_type(recorded, events.AttemptDispatched) if event.cell == vehicle}
    return [(begun[event.attempt], event) for event in of_type(recorded, events.AttemptEnded) if event.attempt in begun]


def test_a_failure_rate_fails_about_that_share_with_that_code(tiny: Callable[..., Scenario]) -> None:
    model = TwinModel(failures=(FailureRate("test", "leak.found", 0.2),))
    recorded = run(tiny(quantity=200, model=model))
    first = [event for event in of_type(recorded, events.AttemptEnded) if event.attempt.endswith("test.1#1")]
    failed = [event for event in first if event.outcome is Phase.FAILED]
    assert {event.failure.code for event in failed} == {"leak.found"}
    assert 25 <= len(failed) <= 55


def test_a_question_is_answered_and_after_too_many_the_piece_is_given_up(tiny: Callable[..., Scenario]) -> None:
    model = TwinModel(failures=(FailureRate("test", "leak.found", 1.0),), operator=Operator(60.0, most_retries=0))
    recorded = run(tiny(quantity=1, model=model))
    (asked,) = of_type(recorded, events.PromptRaised)
    (answered,) = of_type(recorded, events.PromptAnswered)
    assert answered.at_s - asked.at_s == pytest.approx(60.0)
    assert answered.choice == "scrap"
    assert len(of_type(recorded, events.JobScrapped)) == 1


@pytest.mark.parametrize(("share", "set_ups_s"), [(0.5, [0.0, 60.0, 60.0, 60.0]), (0.9, [0.0, 60.0, 0.0, 0.0])])
def test_an_attempt_that_fails_before_its_change_over_is_finished_is_followed_by_another(
    tiny: Callable[..., Scenario], share: float, set_ups_s: list[float]
) -> None:
    """Of 80 s the first 60 s go to the change-over: half of them, or nine in ten, have passed then."""
    rate = FailureRate("test", "leak.found", 1.0, product=ProductId("other"), share=share)
    model = TwinModel(spread=0.0, failures=(rate,), operator=Operator(60.0, most_retries=1))
    scenario = tiny(quantity=1, model=model)
    (thing,) = scenario.products.values()
    other = replace(thing, id=ProductId("other"))
    maker, tester = scenario.line.cells
    line = replace(scenario.line, cells=(maker, replace(tester, changeovers_s={(thing.id, other.id): 60.0})))
    orders = (*scenario.orders, WorkOrder(OrderId("WO-2"), other.id, 1))
    recorded = run(replace(scenario, line=line, products={thing.id: thing, other.id: other}, orders=orders))
    begun = [item for item in of_type(recorded, events.AttemptDispatched) if item.cell == "tester"]
    assert [item.changeover_s for item in begun] == set_ups_s


def test_a_breakdown_puts_the_work_in_hand_off_and_the_cell_gets_no_other(tiny: Callable[..., Scenario]) -> None:
    model = TwinModel(spread=0.0, breakdowns=(Breakdown("maker", 40.0, 25.0),))
    recorded = run(tiny(quantity=5, model=model))
    stands, back = of_type(recorded, events.CellHeld), of_type(recorded, events.CellReleased)
    assert len(stands) >= 2
    for down, up in zip(stands, back, strict=False):
        begun = [event for event in of_type(recorded, events.AttemptDispatched) if event.cell == "maker"]
        assert [event for event in begun if down.at_s < event.at_s < up.at_s] == []
    whole_s = end_s(recorded) - end_s(run(tiny(quantity=5, model=EXACT)))
    assert whole_s > 0


def test_breakdowns_come_at_the_same_times_whatever_the_line_does(tiny: Callable[..., Scenario]) -> None:
    model = TwinModel(breakdowns=(Breakdown("maker", 40.0, 25.0),))
    few, many = (
        [event.at_s for event in of_type(run(tiny(quantity=number, model=model)), events.CellHeld)] for number in (3, 9)
    )
    assert few
    assert many[: len(few)] == few


def test_what_is_drawn_for_a_task_does_not_change_with_what_else_is_made(tiny: Callable[..., Scenario]) -> None:
    def durations(quantity: int) -> list[float]:
        recorded = run(tiny(quantity=quantity))
        begun = {event.attempt: event.at_s for event in of_type(recorded, events.AttemptStarted)}
        ends = {event.attempt: event.at_s for event in of_type(recorded, events.AttemptEnded)}
        tasks = [f"{JOURNAL}:WO-1/{unit:03d}/{step}.1#1" for unit in (1, 2) for step in ("make", "test")]
        return [round(ends[task] - begun[task], 6) for task in tasks]

    assert durations(2) == durations(7)


def test_the_recorded_events_replay_to_the_same_state(demo: Scenario) -> None:
    twin = Twin(demo, 3)
    recorded = twin.run()
    again = Orchestrator(demo.line, demo.products, JOURNAL, epoch=1)
    again.replay(recorded)
    assert again.state == twin.orchestrator.state


def test_an_unknown_rule_is_refused_with_those_that_there_are(tiny: Callable[..., Scenario]) -> None:
    with pytest.raises(TwinError, match="minimum_slack"):
        Twin(tiny(rule="fastest_first"), 1)


def test_an_order_that_the_line_would_refuse_is_refused(tiny: Callable[..., Scenario]) -> None:
    scenario = tiny()
    with pytest.raises(OrderError, match="thing"):
        run(replace(scenario, orders=(replace(scenario.orders[0], product="other"),)))

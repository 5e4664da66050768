"""Hold, resume, stop, priorities, release and due times, change-overs, limits."""

from __future__ import annotations

from typing import Any

import pytest

from robot_cells.attempts.assignment import AssignmentKind
from robot_cells.attempts.report import Phase, Report
from robot_cells.ids import CellId, OperationId
from robot_cells.orchestration.events import LineHeld, LineResumed, LineStopped, OrderCancelled, OrderPrioritised
from robot_cells.orders.cancel_policy import CancelPolicy
from robot_cells.orders.operation import Operation


def simple(kit: Any, **more: Any) -> Any:
    return kit.FakePlant(kit.line(kit.cell("a", "cut"), **more), [kit.chain("p", "cut"), kit.chain("q", "cut")])


def begun(plant: Any) -> list[str]:
    return [item.job for item in plant.ended("attempt_dispatched")]


def test_a_held_line_ends_what_runs_and_begins_nothing_until_it_is_resumed(kit: Any) -> None:
    plant = simple(kit)
    plant.submit("WO-1", "p", 2)
    plant.tell(LineHeld(0.0, "lunch"))
    plant.run()
    assert (len(plant.ended("job_completed")), len(begun(plant))) == (1, 1)
    plant.tell(LineResumed(plant.now_s))
    plant.run()
    assert len(plant.ended("job_completed")) == 2


def test_a_stopped_line_cancels_what_runs_and_asks_before_it_is_done_again(kit: Any) -> None:
    plant = simple(kit)
    plant.submit("WO-1", "p")
    plant.tell(LineStopped(0.0, "smoke", CancelPolicy.STOP_NOW))
    (cancel,) = [item for item in plant.sent if item.kind is AssignmentKind.CANCEL]
    assert cancel.cancel_policy is CancelPolicy.STOP_NOW
    plant.run()
    plant.tell(LineResumed(plant.now_s))
    plant.run()
    assert len(begun(plant)) == 1, "what was cut short is not cut again by itself"
    plant.answer("retry")
    plant.run()
    assert len(plant.ended("job_completed")) == 1


def test_what_was_cancelled_before_anything_moved_is_done_again_without_asking(kit: Any) -> None:
    plant = kit.FakePlant(kit.line(kit.cell("a", "cut")), [kit.chain("p", "cut")], lambda assignment: None)
    plant.submit("WO-1", "p")
    plant.tell(LineStopped(0.0))
    attempt = plant.sent[0].attempt_id
    report = Report(CellId("a"), 1, attempt, Phase.CANCELLED, 0.0, result={"begun": False})
    plant.tell(*plant.orchestrator.observe(report, 0.0))
    plant.tell(LineResumed(0.0))
    assert begun(plant) == ["WO-1/001", "WO-1/001"]


def test_a_cancel_is_sent_again_until_the_attempt_has_ended(kit: Any) -> None:
    plant = kit.FakePlant(kit.line(kit.cell("a", "cut")), [kit.chain("p", "cut")], lambda assignment: None)
    plant.submit("WO-1", "p")
    plant.tell(LineStopped(0.0))
    assert [item.kind for item in plant.orchestrator.unanswered(1.0)] == [AssignmentKind.CANCEL]


def test_the_larger_priority_goes_first_and_can_be_changed(kit: Any) -> None:
    plant = simple(kit)
    plant.submit("WO-1", "p", 2)
    plant.submit("WO-2", "p", 1)
    plant.submit("WO-3", "p", 1, priority=2)
    plant.tell(OrderPrioritised(0.0, "WO-2", 7))
    plant.run()
    assert begun(plant) == ["WO-1/001", "WO-2/001", "WO-3/001", "WO-1/002"]


def test_of_equal_priority_the_order_that_is_due_first_goes_first(kit: Any) -> None:
    plant = simple(kit)
    plant.submit("WO-0", "p")
    plant.submit("WO-1", "p")
    plant.submit("WO-2", "p", due_s=100.0)
    plant.submit("WO-3", "p", due_s=50.0)
    plant.run()
    assert begun(plant) == ["WO-0/001", "WO-3/001", "WO-2/001", "WO-1/001"]


def test_an_order_is_not_begun_before_its_release_and_the_core_says_when_to_wake_it(kit: Any) -> None:
    plant = simple(kit)
    plant.submit("WO-1", "p", release_s=30.0)
    assert plant.orchestrator.wake_at_s == 30.0
    plant.run()
    (dispatched,) = plant.ended("attempt_dispatched")
    assert (dispatched.at_s, dispatched.because) == (30.0, 0), "time alone brought it about"


def test_the_position_of_what_made_a_dispatch_possible_is_recorded(kit: Any) -> None:
    plant = simple(kit)
    plant.submit("WO-1", "p", 2)
    plant.run()
    for dispatched in plant.ended("attempt_dispatched"):
        assert plant.recorded[dispatched.because - 1].kind in ("order_submitted", "attempt_ended")
    assert plant.recorded[plant.ended("attempt_dispatched")[1].because - 1].kind == "attempt_ended"


def test_never_more_pieces_are_on_the_floor_than_the_limit(kit: Any) -> None:
    line = kit.line(kit.cell("a", "cut"), kit.cell("b", "weld", duration_s=100.0), wip_limit=2)
    plant = kit.FakePlant(line, [kit.chain("p", "cut", "weld")])
    plant.submit("WO-1", "p", 4)
    plant.run()
    assert [item.at_s for item in plant.ended("job_released")] == [0.0, 10.0, 110.0, 210.0]


def released(kit: Any, *orders: tuple[str, float, int], limit: int = 2) -> dict[str, float]:
    """When the piece of each order (id, release, priority) enters a line on which it takes 50 s."""
    line = kit.line(kit.cell("a", "cut"), kit.cell("b", "weld", duration_s=40.0), wip_limit=limit)
    plant = kit.FakePlant(line, [kit.chain("p", "cut", "weld")])
    for name, release_s, priority in orders:
        plant.submit(name, "p", release_s=release_s, priority=priority)
    plant.run()
    assert len(plant.ended("job_completed")) == len(orders)
    return {item.job.removesuffix("/001"): item.at_s for item in plant.ended("job_released")}


def test_the_last_place_on_the_floor_is_kept_for_a_rush_order_that_comes_before_another_piece_could_have_left(
    kit: Any,
) -> None:
    assert released(kit, ("WO-1", 0.0, 0), ("WO-2", 0.0, 0), ("RUSH", 45.0, 9)) == {
        "WO-1": 0.0,
        "RUSH": 45.0,
        "WO-2": 55.0,
    }


@pytest.mark.parametrize(
    ("release_s", "priority", "limit"),
    [(60.0, 9, 2), (45.0, 0, 2), (45.0, -1, 2), (45.0, 9, 3), (45.0, 9, None)],
    ids=["comes later", "equal priority", "smaller priority", "two places left", "no limit"],
)
def test_no_place_is_kept_where_none_is_needed(kit: Any, release_s: float, priority: int, limit: int | None) -> None:
    orders = (("WO-1", 0.0, 0), ("WO-2", 0.0, 0), ("WO-3", release_s, priority))
    assert released(kit, *orders, limit=limit)["WO-2"] == 10.0


def test_the_place_is_given_away_when_the_rush_order_is_cancelled_or_loses_its_priority(kit: Any) -> None:
    for change in (OrderCancelled(15.0, "RUSH"), OrderPrioritised(15.0, "RUSH", 0)):
        plant = simple(kit, wip_limit=1)
        plant.submit("WO-1", "p")
        plant.submit("RUSH", "p", release_s=19.0, priority=9)
        plant.submit("WO-2", "p")
        plant.run(until_s=15.0)
        assert begun(plant) == ["WO-1/001"]
        plant.tell(change)
        assert begun(plant) == ["WO-1/001", "WO-2/001"]


def test_a_change_over_is_told_to_the_cell_and_added_to_what_is_expected(kit: Any) -> None:
    cell = kit.cell("a", "cut", changeovers_s={("p", "q"): 60.0})
    plant = kit.FakePlant(kit.line(cell), [kit.chain("p", "cut"), kit.chain("q", "cut")])
    plant.submit("WO-1", "p")
    plant.submit("WO-2", "q")
    plant.submit("WO-3", "p", release_s=100.0)
    plant.run()
    sent = [item for item in plant.sent if item.kind is AssignmentKind.EXECUTE]
    assert [(item.expected_s, item.parameters.get("changeover_s")) for item in sent] == [
        (10.0, None),
        (70.0, 60.0),
        (10.0, None),
    ]


def test_the_duration_on_the_chosen_cell_goes_with_the_assignment(kit: Any) -> None:
    operation = Operation(OperationId("op"), "cut", {"depth_m": 0.1}, durations_s={CellId("b"): 4.0, CellId("c"): 9.0})
    line = kit.line(*[kit.cell(name, "cut") for name in "abc"])
    plant = kit.FakePlant(line, [kit.chain("p", operation)])
    plant.submit("WO-1", "p", 2)
    sent = [(item.cell, item.expected_s, item.parameters) for item in plant.sent]
    assert sent == [
        ("b", 4.0, {"depth_m": 0.1, "duration_s": 4.0}),
        ("c", 9.0, {"depth_m": 0.1, "duration_s": 9.0}),
    ]


@pytest.mark.parametrize(("outputs", "released_at_s"), [(0, [0.0, 40.0]), (1, [0.0, 10.0])])
def test_a_finished_product_blocks_its_station_until_there_is_room(
    kit: Any, outputs: int, released_at_s: list[float]
) -> None:
    cells = (kit.cell("a", "cut", outputs=outputs), kit.cell("b", "weld", duration_s=40.0, inputs=0))
    plant = kit.FakePlant(kit.line(*cells), [kit.chain("p", "cut", "weld"), kit.chain("w", "weld")])
    plant.submit("WO-0", "w")
    plant.run(until_s=0.0)
    plant.submit("WO-1", "p", 2)
    plant.run(until_s=60.0)
    times = [item.at_s for item in plant.ended("job_released") if item.job.startswith("WO-1")]
    assert times == released_at_s

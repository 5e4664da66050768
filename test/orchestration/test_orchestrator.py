"""Orders run to their end on lines with and without vehicles."""

from __future__ import annotations

from typing import Any

import pytest

from robot_cells.attempts.report import Phase
from robot_cells.ids import OperationId
from robot_cells.lines.vehicle import Vehicle
from robot_cells.orchestration.events import OrderEnd
from robot_cells.orders.operation import Consequence, FailureRule, Operation
from robot_cells.orders.recipe import ReworkRoute


def test_every_piece_of_an_order_is_completed_on_a_line_without_vehicles(kit: Any) -> None:
    plant = kit.FakePlant(kit.line(kit.cell("a", "cut"), kit.cell("b", "weld")), [kit.chain("p", "cut", "weld")])
    plant.submit("WO-1", "p", 3)
    plant.run()
    assert len(plant.ended("job_completed")) == 3
    assert plant.orchestrator.state.orders["WO-1"].end is OrderEnd.COMPLETED
    assert plant.now_s == 40.0, "two cells of 10 s in a row: 10 s a piece after the first"
    assert not plant.orchestrator.state.jobs


def test_vehicles_bring_every_piece_from_cell_to_cell(kit: Any) -> None:
    line = kit.line(
        kit.cell("a", "cut", inputs=1, outputs=1),
        kit.cell("b", "weld", inputs=1, outputs=1, x_m=6.0),
        vehicles=[Vehicle("amr_1", "a", speed_mps=2.0, transfer_s=1.0)],
    )
    plant = kit.FakePlant(line, [kit.chain("p", "cut", "weld")])
    plant.submit("WO-1", "p", 2)
    plant.run()
    trips = [item for item in plant.sent if item.capability == "transport" and item.parameters]
    assert [(item.parameters["from"], item.parameters["to"]) for item in trips] == [("a", "b"), ("a", "b")]
    assert trips[0].expected_s == 3.0 + 2.0, "6 m at 2 m/s and two transfers of 1 s"
    assert trips[1].expected_s == 6.0 + 2.0, "the vehicle has to come back first"
    assert len(plant.ended("job_completed")) == 2


def test_replay_of_what_was_recorded_gives_an_equal_state_and_the_same_next_decisions(kit: Any) -> None:
    line = kit.line(
        kit.cell("a", "cut", inputs=1, outputs=1),
        kit.cell("b", "weld", inputs=1, outputs=1, x_m=6.0),
        vehicles=[Vehicle("amr_1", "a")],
    )
    plant = kit.FakePlant(line, [kit.chain("p", "cut", "weld")])
    plant.submit("WO-1", "p", 5)
    plant.run(until_s=37.0)
    other = plant.replayed()
    assert other.state == plant.orchestrator.state
    assert other.wake_at_s == plant.orchestrator.wake_at_s


def eventful(kit: Any) -> tuple[Any, list[tuple[Any, Any]]]:
    """A run with vehicles, rework, retries, two products and change-overs, and every turn of it: events and outcome."""
    cells = [
        kit.cell("a", "cut", "mend", inputs=1, outputs=1, changeovers_s={("p", "q"): 7.0, ("q", "p"): 3.0}),
        kit.cell("b", "weld", inputs=1, outputs=0, x_m=6.0),
        kit.cell("c", "weld", "test", duration_s=13.0, inputs=0, outputs=1, x_m=9.0),
    ]
    line = kit.line(*cells, vehicles=[Vehicle("amr_1", "a"), Vehicle("amr_2", "c")], wip_limit=5)
    rules = (FailureRule(Consequence.RETRY, backoff_s=3.0), FailureRule(Consequence.REWORK, route="r"))
    route = ReworkRoute("r", (Operation(OperationId("mend"), "mend"),), OperationId("weld"))
    test = Operation(OperationId("test"), "test", on_failure=rules)
    products = [kit.chain("p", "cut", "weld", test, routes=[route]), kit.chain("q", "weld", "cut")]

    def fate(assignment: Any) -> Any:
        wrong = assignment.operation == "test" and assignment.task_id.endswith("test.1")
        return kit.End(Phase.FAILED, "test.bad") if wrong and assignment.serial[-1] in "24" else kit.End()

    plant = kit.FakePlant(line, products, fate)
    turns: list[tuple[Any, Any]] = []
    handle = plant.orchestrator.handle

    def noted(events: Any) -> Any:
        events = tuple(events)
        turns.append((events, handle(events)))
        return turns[-1][1]

    plant.orchestrator.handle = noted
    plant.submit("WO-1", "p", 4, due_s=300.0)
    plant.submit("WO-2", "q", 3)
    plant.submit("WO-3", "q", 1, release_s=50.0, priority=3)
    plant.run()
    return plant, turns


def test_the_same_events_bring_the_same_decisions(kit: Any) -> None:
    (first, _), (second, _) = eventful(kit), eventful(kit)
    assert len(first.ended("job_completed")) == 8
    assert len(first.ended("job_rerouted")) == 2
    assert first.recorded == second.recorded
    assert first.sent == second.sent


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_an_orchestrator_that_takes_over_in_the_middle_goes_on_as_the_first_would_have(kit: Any, share: float) -> None:
    plant, turns = eventful(kit)
    middle = int(len(turns) * share)
    after = sum(len(outcome.recorded) for _, outcome in turns[middle:])
    whole = plant.recorded
    plant.recorded = whole[: len(whole) - after]
    other = plant.replayed()
    for events, outcome in turns[middle:]:
        assert other.handle(events) == outcome
    assert other.state == plant.orchestrator.state

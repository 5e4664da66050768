"""What is predicted is what happens when nothing goes wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from robot_cells.lines.vehicle import Vehicle
from robot_cells.lines.working_times import ClosedTime, WorkingTimes
from robot_cells.orchestration.events import ScheduleAdopted
from robot_cells.orchestration.predictions import predict, remaining_problem
from robot_cells.schedules.checker import check_schedule
from robot_cells.schedules.list_scheduler import list_schedule


def plant_of(kit: Any, vehicles: int = 0) -> Any:
    line = kit.line(
        kit.cell("a", "cut"),
        kit.cell("b", "weld", duration_s=15.0, x_m=6.0),
        vehicles=[Vehicle(f"amr_{number}", "a", 2.0, 1.0) for number in range(vehicles)],
    )
    return kit.FakePlant(line, [kit.chain("p", "cut", "weld")])


@pytest.mark.parametrize("asked_at_s", [0.0, 12.0, 31.0])
def test_on_a_line_that_runs_undisturbed_the_predicted_ends_come_true(kit: Any, asked_at_s: float) -> None:
    plant = plant_of(kit)
    plant.submit("WO-1", "p", 2)
    plant.submit("WO-2", "p", 1, due_s=500.0)
    plant.run(until_s=asked_at_s)
    prediction = predict(plant.orchestrator.state, asked_at_s)
    plant.run()
    ends = {item.order: item.at_s for item in plant.ended("order_ended")}
    assert {order: ends[order] for order in prediction.order_ends_s} == dict(prediction.order_ends_s)
    assert prediction.lower_bound_s <= prediction.makespan_s == max(ends.values())


@pytest.mark.parametrize("asked_at_s", [0.0, 12.0, 31.0])
def test_closed_times_are_part_of_the_prediction(kit: Any, asked_at_s: float) -> None:
    closed = WorkingTimes((ClosedTime(15.0, 40.0), ClosedTime(60.0, 65.0)))
    line = kit.line(replace(kit.cell("a", "cut"), working_times=closed), kit.cell("b", "weld", duration_s=15.0))
    plant = kit.FakePlant(line, [kit.chain("p", "cut", "weld")])
    plant.submit("WO-1", "p", 4)
    plant.run(until_s=asked_at_s)
    prediction = predict(plant.orchestrator.state, asked_at_s)
    plant.run()
    (ended,) = plant.ended("order_ended")
    assert prediction.order_ends_s == {"WO-1": ended.at_s}
    assert [item.at_s for item in plant.ended("attempt_dispatched") if item.cell == "a"] == [0.0, 40.0, 50.0, 65.0]


def test_trips_are_part_of_the_prediction(kit: Any) -> None:
    plant = plant_of(kit, vehicles=1)
    plant.submit("WO-1", "p")
    assert predict(plant.orchestrator.state, 0.0).makespan_s == 10.0 + 3.0 + 2.0 + 15.0


def test_without_work_nothing_is_predicted(kit: Any) -> None:
    plant = plant_of(kit)
    assert predict(plant.orchestrator.state, 0.0) is None
    plant.submit("WO-1", "p")
    plant.run()
    assert predict(plant.orchestrator.state, plant.now_s) is None


def test_with_more_work_than_can_be_looked_at_nothing_is_predicted(kit: Any) -> None:
    plant = plant_of(kit)
    plant.submit("WO-1", "p", 50_000)
    assert predict(plant.orchestrator.state, 0.0) is None


def test_a_schedule_of_what_is_left_can_be_adopted_while_the_line_runs(kit: Any) -> None:
    plant = plant_of(kit)
    plant.submit("WO-1", "p", 4)
    plant.run(until_s=17.0)
    problem = remaining_problem(plant.orchestrator.state, 17.0)
    plan = list_schedule(problem)
    check_schedule(problem, plan)
    plant.tell(ScheduleAdopted(17.0, plan))
    plant.run()
    assert len(plant.ended("job_completed")) == 4
    assert plant.now_s == plan.objective.makespan_s

"""What is predicted is what happens when nothing goes wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from robot_cells.horizons.prediction import Prediction, predicted
from robot_cells.lines.scheduling import Scheduling
from robot_cells.lines.vehicle import Vehicle
from robot_cells.lines.working_times import ClosedTime, WorkingTimes
from robot_cells.orchestration.events import CellLost, LineHeld, LineResumed, OrderCancelled, ScheduleAdopted

SETTINGS = Scheduling(repair_s=100.0)


def plant_of(kit: Any, vehicles: int = 0, wip_limit: int | None = None) -> Any:
    line = kit.line(
        kit.cell("a", "cut"),
        kit.cell("b", "weld", duration_s=15.0, x_m=6.0),
        vehicles=[Vehicle(f"amr_{number}", "a", 2.0, 1.0) for number in range(vehicles)],
        wip_limit=wip_limit,
    )
    return kit.FakePlant(line, [kit.chain("p", "cut", "weld")])


def expected(kit: Any, plant: Any) -> Prediction:
    found = predicted(kit.base(plant), SETTINGS)
    assert found is not None
    return found


@pytest.mark.parametrize("wip_limit", [None, 2])
@pytest.mark.parametrize("vehicles", [0, 2])
@pytest.mark.parametrize("asked_at_s", [0.0, 12.0, 31.0])
def test_on_a_line_that_runs_undisturbed_the_predicted_ends_come_true(
    kit: Any, asked_at_s: float, vehicles: int, wip_limit: int | None
) -> None:
    plant = plant_of(kit, vehicles, wip_limit)
    plant.submit("WO-1", "p", 2)
    plant.submit("WO-2", "p", 1, due_s=500.0)
    plant.run(until_s=asked_at_s)
    prediction = expected(kit, plant)
    plant.run()
    ends = {item.order: item.at_s for item in plant.ended("order_ended")}
    assert {order: ends[order] for order in prediction.order_ends_s} == dict(prediction.order_ends_s)
    assert prediction.lower_bound_s <= prediction.makespan_s == max(ends.values())


@pytest.mark.parametrize("gives_way", [True, False])
def test_where_a_schedule_is_adopted_the_predicted_ends_follow_it(kit: Any, gives_way: bool) -> None:
    """The rule would do the order that is due before the other; the schedule has it the other way."""
    plant = kit.FakePlant(kit.line(kit.cell("a", "cut")), [kit.chain("p", "cut")])
    plant.tell(LineHeld(0.0))
    plant.submit("WO-1", "p", 2, due_s=30.0)
    plant.submit("WO-2", "p", 2)
    assert expected(kit, plant).order_ends_s == {"WO-1": 20.0, "WO-2": 40.0}
    turns = (("WO-2/001", 0.0), ("WO-2/002", 10.0), ("WO-1/001", 20.0), ("WO-1/002", 30.0))
    plan = kit.schedule(*((f"{job}/cut.1", "a", at_s) for job, at_s in turns))
    plant.tell(ScheduleAdopted(0.0, plan, gives_way=gives_way))
    before = expected(kit, plant)
    assert before.order_ends_s == {"WO-2": 20.0, "WO-1": 40.0}
    assert (before.weighted_tardiness_s, before.least_weighted_tardiness_s) == (10.0, 0.0)
    plant.tell(LineResumed(0.0))
    plant.run(until_s=25.0)
    later = expected(kit, plant)
    plant.run()
    assert {item.order: item.at_s for item in plant.ended("order_ended")} == before.order_ends_s
    assert later.order_ends_s == {"WO-1": 40.0}
    assert (later.weighted_tardiness_s, later.least_weighted_tardiness_s) == (10.0, 10.0)


def test_orders_that_have_ended_late_count_and_cancelled_ones_do_not(kit: Any) -> None:
    plant = plant_of(kit)
    plant.submit("WO-1", "p", due_s=20.0, priority=2)
    plant.submit("WO-2", "p", due_s=20.0)
    plant.submit("WO-3", "p", due_s=20.0)
    plant.run(until_s=26.0)
    plant.tell(OrderCancelled(26.0, "WO-3"))
    found = expected(kit, plant)
    assert found.order_ends_s["WO-2"] == 40.0
    assert found.weighted_tardiness_s == found.least_weighted_tardiness_s == 3.0 * 5.0 + 20.0


def test_a_cell_that_is_lost_is_taken_to_be_back_after_its_repair(kit: Any) -> None:
    plant = plant_of(kit)
    plant.submit("WO-1", "p")
    plant.run(until_s=5.0)
    plant.tell(CellLost(5.0, "b"))
    assert expected(kit, plant).makespan_s == 5.0 + SETTINGS.repair_s + 15.0


@pytest.mark.parametrize("asked_at_s", [0.0, 12.0, 31.0])
def test_closed_times_are_part_of_the_prediction(kit: Any, asked_at_s: float) -> None:
    closed = WorkingTimes((ClosedTime(15.0, 40.0), ClosedTime(60.0, 65.0)))
    line = kit.line(replace(kit.cell("a", "cut"), working_times=closed), kit.cell("b", "weld", duration_s=15.0))
    plant = kit.FakePlant(line, [kit.chain("p", "cut", "weld")])
    plant.submit("WO-1", "p", 4)
    plant.run(until_s=asked_at_s)
    prediction = expected(kit, plant)
    plant.run()
    (ended,) = plant.ended("order_ended")
    assert prediction.order_ends_s == {"WO-1": ended.at_s}
    assert [item.at_s for item in plant.ended("attempt_dispatched") if item.cell == "a"] == [0.0, 40.0, 50.0, 65.0]


def test_trips_are_part_of_the_prediction(kit: Any) -> None:
    plant = plant_of(kit, vehicles=1)
    plant.submit("WO-1", "p")
    assert expected(kit, plant).makespan_s == 10.0 + 3.0 + 2.0 + 15.0


def test_without_work_nothing_is_predicted(kit: Any) -> None:
    plant = plant_of(kit)
    assert predicted(kit.base(plant), SETTINGS) is None
    plant.submit("WO-1", "p")
    plant.run()
    assert predicted(kit.base(plant), SETTINGS) is None

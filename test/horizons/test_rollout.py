"""Looking ahead gives what the decision core then does, when everything takes as long as expected."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from robot_cells.horizons.future import expected_future
from robot_cells.horizons.policy import Policy
from robot_cells.horizons.rollout import rolled_out
from robot_cells.lines.scheduling import Scheduling
from robot_cells.lines.vehicle import Vehicle
from robot_cells.orchestration.events import CellHeld, CellLost, LineHeld

REPAIR_S = 100.0
EXPECTED = expected_future(Scheduling(repair_s=REPAIR_S))


def plant_of(kit: Any, vehicles: int = 0) -> Any:
    line = kit.line(
        kit.cell("a", "cut", outputs=1),
        kit.cell("b", "weld", duration_s=15.0, inputs=1, x_m=6.0),
        vehicles=[Vehicle(f"amr_{number}", "a", 2.0, 1.0) for number in range(vehicles)],
        wip_limit=3,
    )
    plant = kit.FakePlant(line, [kit.chain("p", "cut", "weld")])
    plant.submit("WO-1", "p", 4)
    plant.submit("WO-2", "p", 2, due_s=90.0, priority=1)
    return plant


def begun(plant: Any, after_s: float) -> list[tuple[str, str, float]]:
    dispatched = plant.ended("attempt_dispatched")
    return [(item.task, item.cell, item.at_s) for item in dispatched if item.trip is None and item.at_s > after_s]


@pytest.mark.parametrize("vehicles", [0, 2])
@pytest.mark.parametrize("asked_at_s", [1.0, 12.0, 47.0])
def test_what_begins_on_an_undisturbed_line_was_seen_ahead(kit: Any, vehicles: int, asked_at_s: float) -> None:
    plant = plant_of(kit, vehicles)
    plant.run(until_s=asked_at_s)
    ahead = rolled_out(kit.base(plant), EXPECTED)
    plant.run()
    assert ahead is not None
    assert sorted((item.task, item.cell, item.start_s) for item in ahead.tasks) == sorted(begun(plant, asked_at_s))


def test_looking_ahead_changes_nothing(kit: Any) -> None:
    plant = plant_of(kit)
    before = kit.base(plant)
    rolled_out(before, EXPECTED)
    assert kit.base(plant) == before


def test_a_schedule_is_carried_out_as_far_as_the_line_lets_it(kit: Any) -> None:
    plant = kit.FakePlant(kit.line(kit.cell("a", "cut")), [kit.chain("p", "cut")])
    plant.submit("WO-1", "p", 4)
    plan = kit.schedule(("WO-1/004/cut.1", "a", 10.0), ("WO-1/003/cut.1", "a", 20.0))
    ahead = rolled_out(kit.base(plant), EXPECTED, Policy(plan))
    assert ahead is not None
    assert [item.task for item in ahead.tasks] == ["WO-1/004/cut.1", "WO-1/003/cut.1", "WO-1/002/cut.1"]


@pytest.mark.parametrize("event", [CellLost(12.0, "b"), CellHeld(12.0, "b", 11)])
def test_a_cell_that_stands_is_taken_to_be_back_after_its_repair(kit: Any, event: Any) -> None:
    plant = plant_of(kit)
    plant.run(until_s=12.0)
    plant.tell(event)
    ahead = rolled_out(kit.base(plant), EXPECTED)
    assert ahead is not None
    assert min(item.start_s for item in ahead.tasks if item.cell == "b") == 12.0 + REPAIR_S


def test_a_line_that_comes_to_no_end_is_not_rolled_out(kit: Any) -> None:
    plant = plant_of(kit)
    plant.tell(LineHeld(0.0))
    assert rolled_out(kit.base(plant), EXPECTED) is None


def test_pieces_are_as_late_as_they_are_complete_and_count_with_their_weight(kit: Any) -> None:
    plant = kit.FakePlant(kit.line(kit.cell("a", "cut")), [kit.chain("p", "cut")])
    plant.submit("WO-1", "p", 3, due_s=15.0, priority=1)
    course = rolled_out(kit.base(plant), EXPECTED)
    assert course is not None
    assert (course.weighted_tardiness_s, course.end_s) == (2 * 5.0 + 2 * 15.0, 30.0)


@pytest.mark.parametrize(("most_s", "is_known"), [(40.0, True), (39.0, False), (0.0, False)])
def test_what_is_sure_to_be_later_than_wanted_is_broken_off(kit: Any, most_s: float, is_known: bool) -> None:
    plant = kit.FakePlant(kit.line(kit.cell("a", "cut")), [kit.chain("p", "cut")])
    plant.submit("WO-1", "p", 3, due_s=15.0, priority=1)
    assert (rolled_out(kit.base(plant), EXPECTED, most_s=most_s) is not None) is is_known


def test_it_decides_by_the_durations_of_the_line_and_takes_those_that_were_measured(kit: Any) -> None:
    """By the documents `a` is the faster one; in truth nothing is fast there."""
    line = kit.line(kit.cell("a", "cut"), kit.cell("b", "cut", duration_s=12.0))
    plant = kit.FakePlant(line, [kit.chain("p", "cut")])
    plant.submit("WO-1", "p", 1)
    course = rolled_out(replace(kit.base(plant), shares={("p", "cut"): 1.5}), EXPECTED)
    assert course is not None
    assert course.end_s == 15.0
    plant.submit("WO-2", "p", 1)
    course = rolled_out(replace(kit.base(plant), shares={("p", "cut"): 1.5}), EXPECTED)
    assert course is not None
    assert course.end_s == 18.0

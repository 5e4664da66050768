"""Looking ahead gives what the decision core then does, when everything takes as long as expected."""

from __future__ import annotations

from typing import Any

import pytest

from robot_cells.horizons.rollout import rolled_out
from robot_cells.lines.scheduling import Scheduling
from robot_cells.lines.vehicle import Vehicle
from robot_cells.orchestration.events import CellHeld, CellLost, LineHeld

SETTINGS = Scheduling(repair_s=100.0)


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
    ahead = rolled_out(kit.base(plant), SETTINGS)
    plant.run()
    assert ahead is not None
    assert sorted((item.task, item.cell, item.start_s) for item in ahead) == sorted(begun(plant, asked_at_s))


def test_looking_ahead_changes_nothing(kit: Any) -> None:
    plant = plant_of(kit)
    before = kit.base(plant)
    rolled_out(before, SETTINGS)
    assert kit.base(plant) == before


def test_a_schedule_is_carried_out_as_far_as_the_line_lets_it(kit: Any) -> None:
    plant = kit.FakePlant(kit.line(kit.cell("a", "cut")), [kit.chain("p", "cut")])
    plant.submit("WO-1", "p", 4)
    plan = kit.schedule(("WO-1/004/cut.1", "a", 10.0), ("WO-1/003/cut.1", "a", 20.0))
    ahead = rolled_out(kit.base(plant), SETTINGS, plan)
    assert ahead is not None
    assert [item.task for item in ahead] == ["WO-1/004/cut.1", "WO-1/003/cut.1", "WO-1/002/cut.1"]


@pytest.mark.parametrize("event", [CellLost(12.0, "b"), CellHeld(12.0, "b", 11)])
def test_a_cell_that_stands_is_taken_to_be_back_after_its_repair(kit: Any, event: Any) -> None:
    plant = plant_of(kit)
    plant.run(until_s=12.0)
    plant.tell(event)
    ahead = rolled_out(kit.base(plant), SETTINGS)
    assert ahead is not None
    assert min(item.start_s for item in ahead if item.cell == "b") == 12.0 + SETTINGS.repair_s


def test_a_line_that_comes_to_no_end_is_not_rolled_out(kit: Any) -> None:
    plant = plant_of(kit)
    plant.tell(LineHeld(0.0))
    assert rolled_out(kit.base(plant), SETTINGS) is None

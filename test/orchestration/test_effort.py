"""What a decision costs does not grow with the line nor with the work that is open: counted, not timed."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from typing import Any

import pytest

from robot_cells.ids import CellId
from robot_cells.lines.vehicle import Vehicle
from robot_cells.orchestration.events import AttemptEnded, CellHeld, CellReleased, LineHeld, LineResumed
from robot_cells.schedules.rules import Candidate, first_come_first_served


def calls_of(function: Callable[[], object]) -> int:
    """How many functions are called and generators resumed meanwhile.

    Not those by which the garbage of other tests says farewell: it is collected whenever there happens to be enough.
    """
    count = 0

    def watch(frame: object, kind: str, argument: object) -> None:
        nonlocal count
        count += kind == "call"

    before, collects = sys.getprofile(), gc.isenabled()
    gc.disable()
    sys.setprofile(watch)
    try:
        function()
    finally:
        sys.setprofile(before)
        if collects:
            gc.enable()
    return count


class Meter:
    """Counts the calls of every turn of a plant: of all, and of those in which an attempt ended."""

    def __init__(self, plant: Any) -> None:
        self.turns: list[int] = []
        self.ends: list[int] = []
        self._handle = plant.orchestrator.handle
        plant.orchestrator.handle = self.counted

    def counted(self, events: Any) -> Any:
        outcomes: list[Any] = []
        calls = calls_of(lambda: outcomes.append(self._handle(events)))
        self.turns.append(calls)
        if any(isinstance(event, AttemptEnded) for event in outcomes[0].recorded):
            self.ends.append(calls)
        return outcomes[0]


def plant_of(kit: Any, cells: int, operations: int, capable: int | None = None, **more: Any) -> Any:
    """Equal cells for one product of so many operations, of which only the first `capable` cells can do any."""
    steps = [f"step_{number}" for number in range(operations)]
    floor = [
        kit.cell(f"c{number}", *(steps if capable is None or number < capable else ["other"]), x_m=1.0 * number, **more)
        for number in range(cells)
    ]
    return kit.FakePlant(kit.line(*floor), [kit.chain("p", *steps)])


def submit(plant: Any, orders: int, pieces: int) -> None:
    """Orders that have so many pieces together, to a line that is held."""
    plant.tell(LineHeld(plant.now_s))
    for number in range(orders):
        plant.submit(f"WO-{number}", "p", pieces // orders)


def run(plant: Any, ends: int) -> None:
    """Until so many attempts have ended, one after another."""
    report = plant.report

    def late(assignment: Any, phase: Any, after_s: float, *more: Any) -> None:
        report(assignment, phase, after_s * (1.0 + 0.001 * (len(plant.sent) % 997)), *more)

    plant.report = late
    plant.tell(LineResumed(plant.now_s))
    while len(plant.ended("attempt_ended")) < ends:
        plant.run(until_s=plant.now_s + 1.0)


@pytest.mark.parametrize("orders", [1, 10, 1000])
@pytest.mark.parametrize("operations", [1, 5])
@pytest.mark.parametrize("cells", [6, 200])
def test_an_end_costs_the_same_however_many_cells_pieces_and_orders_there_are(
    kit: Any, cells: int, operations: int, orders: int
) -> None:
    plant = plant_of(kit, cells, operations)
    submit(plant, orders, pieces=1000)
    meter = Meter(plant)
    run(plant, ends=100)
    assert max(meter.ends) <= 320


def test_cells_that_can_start_nothing_cost_nothing(kit: Any) -> None:
    plant = plant_of(kit, cells=200, operations=5, capable=6)
    submit(plant, orders=1, pieces=1000)
    meter = Meter(plant)
    run(plant, ends=100)
    assert max(meter.ends) <= 320


@pytest.mark.parametrize("orders", [1, 1000])
def test_the_first_turn_costs_the_same_for_every_piece_that_it_releases(kit: Any, orders: int) -> None:
    plant = plant_of(kit, cells=200, operations=1)
    submit(plant, orders, pieces=1000)
    meter = Meter(plant)
    plant.tell(LineResumed(0.0))
    assert len(plant.ended("attempt_dispatched")) == 200
    assert meter.turns[0] <= 200 * 220


def test_a_full_line_with_few_places_and_vehicles_costs_little_more(kit: Any) -> None:
    steps = [f"step_{number}" for number in range(5)]
    floor = [kit.cell(f"c{number}", steps[number % 5], x_m=1.0 * number, inputs=1, outputs=1) for number in range(100)]
    vehicles = [Vehicle(f"amr_{number}", f"c{number}") for number in range(10)]
    plant = kit.FakePlant(kit.line(*floor, vehicles=vehicles), [kit.chain("p", *steps)])
    submit(plant, orders=10, pieces=500)
    meter = Meter(plant)
    run(plant, ends=300)
    ends = sorted(meter.ends)
    assert len(plant.orchestrator.state.jobs) > 100
    assert ends[len(ends) // 2] <= 320
    assert max(ends) <= 8_000, "for every place that has become free, every place where products wait"


def test_a_cell_that_stands_still_for_a_moment_costs_what_stands_there(kit: Any) -> None:
    plant = plant_of(kit, cells=200, operations=5)
    submit(plant, orders=10, pieces=1000)
    run(plant, ends=300)
    meter = Meter(plant)
    plant.tell(CellHeld(plant.now_s, CellId("c7"), 11), CellReleased(plant.now_s, CellId("c7")))
    assert meter.turns[0] <= 200


@pytest.mark.parametrize(("orders", "quantity"), [(1, 1000), (1000, 1)], ids=["one order", "a thousand orders"])
def test_the_rule_is_asked_about_a_handful_of_tasks_though_a_thousand_are_open(
    kit: Any, orders: int, quantity: int
) -> None:
    looked: list[Candidate] = []
    ends: list[int] = []

    def rule(candidate: Candidate, now_s: float) -> tuple[float, ...]:
        looked.append(candidate)
        return first_come_first_served(candidate, now_s)

    steps = [f"step_{number}" for number in range(6)]
    floor = [kit.cell(f"c{number}", steps[number % 6], duration_s=10.0 + number % 7) for number in range(60)]
    plant = kit.FakePlant(kit.line(*floor), [kit.chain("p", *steps)], rule=rule)
    handle = plant.orchestrator.handle

    def counted(events: Any) -> Any:
        before = len(looked)
        outcome = handle(events)
        if any(isinstance(event, AttemptEnded) for event in outcome.recorded):
            ends.append(len(looked) - before)
        return outcome

    plant.orchestrator.handle = counted
    for number in range(orders):
        plant.submit(f"WO-{number}", "p", quantity)
    plant.run(until_s=100.0)
    assert len(ends) > 100
    assert max(ends) <= 20, "for each start the first of the line and the one that has waited longest, at every step"

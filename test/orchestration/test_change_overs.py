"""The line spends little time on change-overs, over many mixes of orders."""

from __future__ import annotations

import random
from typing import Any

import pytest

from robot_cells.ids import OperationId
from robot_cells.lines.vehicle import Vehicle
from robot_cells.orders.operation import Operation
from robot_cells.schedules.rules import Candidate, apparent_tardiness_cost


def blind(candidate: Candidate, now_s: float) -> tuple[float, ...]:
    """The same rule, to which a change-over is work like any other."""
    return apparent_tardiness_cost(candidate._replace(changeover_s=0.0, mean_changeover_s=0.0), now_s)


def reentrant_line(kit: Any, rule: Any) -> Any:
    """Two cells that every piece comes to three times, a test between, two vehicles; three products."""
    names = ["p0", "p1", "p2"]
    times = {(a, b): 25.0 for a in names for b in names if a != b}
    cells = [
        kit.cell("load", "load", duration_s=20.0, inputs=2, outputs=3),
        kit.cell("c0", "place", "fasten", duration_s=20.0, inputs=3, outputs=2, x_m=4.0, changeovers_s=times),
        kit.cell("c1", "place", "fasten", duration_s=30.0, inputs=3, outputs=2, x_m=8.0, changeovers_s=times),
        kit.cell("test", "test", duration_s=35.0, inputs=2, outputs=2, x_m=12.0),
    ]
    steps = [("load", "load"), ("place", "place"), ("fasten", "fasten"), ("test", "test"), ("close", "place")]
    products = [kit.chain(name, *[Operation(OperationId(item), what) for item, what in steps]) for name in names]
    line = kit.line(*cells, vehicles=[Vehicle("amr_1", "load"), Vehicle("amr_2", "test")], wip_limit=8)
    return kit.FakePlant(line, products, rule=rule)


def parallel_line(kit: Any, rule: Any) -> Any:
    """Four cells that do the same, with change-overs, without vehicles."""
    names = ["p0", "p1", "p2"]
    times = {(a, b): 40.0 for a in names for b in names if a != b}
    cells = [kit.cell(f"c{number}", "cut", duration_s=50.0, changeovers_s=times) for number in range(4)]
    return kit.FakePlant(kit.line(*cells), [kit.chain(name, "cut") for name in names], rule=rule)


def run(plant: Any, seed: int, tightness_s: float) -> tuple[float, float]:
    """Seconds spent on change-overs, and the makespan."""
    draw = random.Random(seed)
    for number in range(7):
        quantity = draw.randint(2, 6)
        due_s = draw.uniform(3.0, 30.0) * tightness_s
        plant.submit(f"WO-{number}", f"p{draw.randrange(3)}", quantity, due_s=due_s)
    plant.run()
    assert len(plant.ended("order_ended")) == 7
    return sum(item.changeover_s for item in plant.ended("attempt_dispatched")), plant.now_s


@pytest.mark.parametrize(("build", "tightness_s"), [(reentrant_line, 50.0), (parallel_line, 25.0)])
def test_a_rule_that_sees_change_overs_saves_change_overs_and_time(kit: Any, build: Any, tightness_s: float) -> None:
    seeing = [run(build(kit, apparent_tardiness_cost), seed, tightness_s) for seed in range(12)]
    blinded = [run(build(kit, blind), seed, tightness_s) for seed in range(12)]
    assert sum(set_up_s for set_up_s, _ in seeing) < 0.96 * sum(set_up_s for set_up_s, _ in blinded)
    assert sum(makespan_s for _, makespan_s in seeing) < 0.99 * sum(makespan_s for _, makespan_s in blinded)


def test_a_product_is_brought_where_those_before_it_leave_the_cell_set_up_for_it(kit: Any) -> None:
    changeovers_s = {("p", "q"): 60.0, ("q", "p"): 60.0}
    cells = [
        kit.cell("load", "load", duration_s=10.0),
        kit.cell("a", "cut", duration_s=100.0, x_m=1.0, changeovers_s=changeovers_s),
        kit.cell("b", "cut", duration_s=100.0, x_m=1.0, changeovers_s=changeovers_s),
    ]
    line = kit.line(*cells, vehicles=[Vehicle("amr_1", "load", speed_mps=10.0, transfer_s=0.1)])
    plant = kit.FakePlant(line, [kit.chain("p", "load", "cut"), kit.chain("q", "load", "cut")])
    for number, product in enumerate("pppqq"):
        plant.submit(f"WO-{number}", product, due_s=1000.0 + number)
    plant.run()
    cut = [item for item in plant.ended("attempt_dispatched") if item.operation == "cut"]
    assert [(item.job, item.cell, item.changeover_s) for item in cut] == [
        ("WO-0/001", "a", 0.0),
        ("WO-1/001", "b", 0.0),
        ("WO-2/001", "a", 0.0),
        ("WO-3/001", "b", 60.0),
        ("WO-4/001", "b", 0.0),
    ], "the last goes where one of its kind waits already, though the other cell is free sooner"

"""Lines with few places and rework loops never lock."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from robot_cells.attempts.report import Phase
from robot_cells.ids import OperationId
from robot_cells.lines.vehicle import Vehicle
from robot_cells.orchestration.deadlocks import can_be_emptied
from robot_cells.orchestration.events import LineHeld, LineResumed, ScheduleAdopted
from robot_cells.orchestration.remaining_problem import remaining_problem
from robot_cells.orders.operation import Consequence, FailureRule, Operation
from robot_cells.orders.recipe import ReworkRoute
from robot_cells.schedules.schedule import Objective, Schedule, ScheduledTask


def one_of(*cells: str) -> frozenset[str]:
    return frozenset(cells)


def test_two_products_that_want_each_others_station_lock() -> None:
    assert not can_be_emptied({"a": (one_of("b"),), "b": (one_of("a"),)})


def test_a_free_alternative_opens_the_circle() -> None:
    assert can_be_emptied({"a": (one_of("b", "c"),), "b": (one_of("a"),)})


def test_every_later_need_counts_not_only_the_next() -> None:
    held = {"a": (one_of("c"), one_of("b")), "b": (one_of("c"), one_of("a"))}
    assert not can_be_emptied(held)


def test_a_need_for_ones_own_station_is_met() -> None:
    assert can_be_emptied({"a": (one_of("a"),), "b": (one_of("a"),)})


@st.composite
def plants(draw: Any) -> Any:
    """Two to four cells with buffers of none or one, products that cross them in any order, rework loops."""
    capabilities = [f"do_{index}" for index in range(draw(st.integers(2, 4)))]
    cells = []
    for index in range(len(capabilities)):
        more = draw(st.sets(st.sampled_from(capabilities), max_size=1))
        cells.append(
            (f"cell_{index}", sorted({capabilities[index], *more}), draw(st.integers(0, 1)), draw(st.integers(0, 1)))
        )
    products = []
    for number in range(draw(st.integers(1, 3))):
        steps = draw(st.lists(st.sampled_from(capabilities), min_size=1, max_size=5))
        loop = draw(st.none() | st.tuples(st.integers(0, len(steps) - 1), st.integers(0, len(steps) - 1)))
        mend = draw(st.sampled_from(capabilities))
        products.append((f"p{number}", steps, loop, mend, draw(st.integers(1, 4))))
    return cells, products, draw(st.integers(0, 2)), draw(st.none() | st.integers(1, 6)), draw(st.integers(0, 2**16))


def product_of(kit: Any, name: str, steps: list[str], loop: tuple[int, int] | None, mend: str) -> Any:
    operations = [Operation(OperationId(f"op{place}"), capability) for place, capability in enumerate(steps)]
    routes = []
    if loop is not None:
        failing, resume = max(loop), min(loop)
        rules = (FailureRule(Consequence.REWORK, route="loop", limit=2),)
        operations[failing] = Operation(OperationId(f"op{failing}"), steps[failing], on_failure=rules)
        routes = [ReworkRoute("loop", (Operation(OperationId("mend"), mend),), OperationId(f"op{resume}"))]
    return kit.chain(name, *operations, routes=routes)


def plant_of(kit: Any, drawn: Any) -> Any:
    """The plant that was drawn, with its orders; one task in three fails."""
    cells, products, vehicles, wip_limit, seed = drawn
    line = kit.line(
        *[
            kit.cell(name, *what, duration_s=5.0 + 3.0 * place, inputs=inputs, outputs=outputs, x_m=5.0 * place)
            for place, (name, what, inputs, outputs) in enumerate(cells)
        ],
        vehicles=[Vehicle(f"amr_{number}", "cell_0") for number in range(vehicles)],
        wip_limit=wip_limit,
    )

    def fate(assignment: Any) -> Any:
        if assignment.capability != "transport" and hash_of(assignment.task_id, seed) % 3 == 0:
            return kit.End(Phase.FAILED, "op.wrong")
        return kit.End()

    plant = kit.FakePlant(line, [product_of(kit, *item[:4]) for item in products], fate)
    plant.tell(LineHeld(0.0))
    for name, *_, quantity in products:
        plant.submit(f"WO-{name}", name, quantity)
    return plant


def run_to_the_end(plant: Any) -> None:
    plant.tell(LineResumed(0.0))
    plant.run()
    assert all(order.end is not None for order in plant.orchestrator.state.orders.values()), "the line has locked"
    assert not plant.orchestrator.state.jobs
    assert plant.replayed().state == plant.orchestrator.state


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plants())
def test_random_lines_with_buffers_of_one_or_none_and_rework_loops_bring_every_order_to_its_end(
    kit: Any, drawn: Any
) -> None:
    run_to_the_end(plant_of(kit, drawn))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plants(), st.randoms(use_true_random=False))
def test_no_schedule_however_senseless_locks_a_line(kit: Any, drawn: Any, chance: Any) -> None:
    plant = plant_of(kit, drawn)
    problem = remaining_problem(plant.orchestrator.state, 0.0)
    tasks = tuple(
        ScheduledTask(task.id, chance.choice(sorted(task.durations_s)), at_s := chance.random() * 100.0, at_s + 1.0)
        for job in problem.jobs
        for task in job.tasks
        if chance.random() < 0.8
    )
    plant.tell(ScheduleAdopted(0.0, Schedule(tasks, Objective(0.0, 0.0))))
    run_to_the_end(plant)


def hash_of(text: str, seed: int) -> int:
    """The same in every run, unlike `hash`."""
    value = seed
    for mark in text:
        value = (value * 31 + ord(mark)) % 1_000_003
    return value // 7

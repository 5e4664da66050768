"""No schedule has less weighted tardiness of its orders than the bound says."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from robot_cells.ids import CellId, JobId, OperationId, ProductId, TaskId
from robot_cells.schedules.least_assignment import least_assignment
from robot_cells.schedules.least_tardiness import DueOrder, least_tardiness_s
from robot_cells.schedules.list_scheduler import list_schedule
from robot_cells.schedules.problem import Problem, ProblemJob, ProblemTask
from robot_cells.schedules.rules import RULES


def job(name: str, *tasks: tuple[str, float], release_s: float = 0.0) -> ProblemJob:
    """Tasks one after the other, each with the cells that can do it as letters."""
    return ProblemJob(
        JobId(name),
        ProductId("p"),
        tuple(
            ProblemTask(
                TaskId(f"{name}/t{place}.1"),
                OperationId(f"t{place}"),
                dict.fromkeys(map(CellId, cells), seconds),
                (place - 1,) if place else (),
            )
            for place, (cells, seconds) in enumerate(tasks)
        ),
        release_s=release_s,
    )


def bound_of(*orders: DueOrder) -> float:
    return least_tardiness_s(Problem(tuple(job for order in orders for job in order.jobs)), orders)


@pytest.mark.parametrize(
    ("orders", "least_s"),
    [
        ([DueOrder((job("x", ("a", 5.0), ("b", 3.0)),), 6.0, 2.0)], 4.0),
        ([DueOrder((job("x", ("a", 5.0)),), 5.0, 1.0), DueOrder((job("y", ("a", 4.0)),), 5.0, 1.0)], 4.0),
        ([DueOrder((job("x", ("a", 5.0)),), 5.0, 1.0), DueOrder((job("y", ("a", 4.0)),), 5.0, 9.0)], 4.0),
        ([DueOrder((job("x", ("a", 5.0)),), 5.0, 1.0), DueOrder((job("y", ("a", 5.0)),), 5.0, 9.0)], 5.0),
        ([DueOrder((job("x", ("ab", 4.0)),), 2.0, 1.0), DueOrder((job("y", ("ab", 4.0)),), 2.0, 1.0)], 4.0),
        ([DueOrder((job("x", ("a", 4.0)),), 4.0, 1.0), DueOrder((job("y", ("b", 4.0)),), 3.0, 1.0)], 1.0),
        ([DueOrder((job("x", ("a", 4.0), release_s=7.0),), 9.0, 1.0)], 2.0),
        ([], 0.0),
    ],
    ids=["alone", "in turn", "the heavier first", "equal work", "two cells", "apart", "released late", "none"],
)
def test_the_bound_is_what_a_hand_finds(orders: list[DueOrder], least_s: float) -> None:
    assert bound_of(*orders) == least_s


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_no_schedule_undercuts_it(seed: int) -> None:
    chance = random.Random(seed)
    orders = [
        DueOrder(
            tuple(
                job(
                    f"{number}-{unit}",
                    *((chance.choice(["a", "b", "ab", "c"]), float(chance.randint(1, 9))) for _ in range(3)),
                    release_s=float(chance.randint(0, 5)),
                )
                for unit in range(chance.randint(1, 2))
            ),
            float(chance.randint(0, 25)),
            float(chance.randint(1, 4)),
        )
        for number in range(4)
    ]
    problem = Problem(tuple(item for order in orders for item in order.jobs))
    bound_s = least_tardiness_s(problem, orders)
    for rule in RULES.values():
        ends_s = {item.task: item.end_s for item in list_schedule(problem, [rule]).tasks}
        late_s = sum(
            order.cost_s(max(ends_s[task.id] for item in order.jobs for task in item.tasks)) for order in orders
        )
        assert bound_s <= late_s + 1e-9


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_no_assignment_costs_less(seed: int) -> None:
    chance = random.Random(seed)
    count = chance.randint(0, 5)
    costs = [[float(chance.randint(0, 12)) for _ in range(count)] for _ in range(count)]
    cheapest = min(
        sum(costs[row][column] for row, column in enumerate(columns))
        for columns in itertools.permutations(range(count))
    )
    assert least_assignment(costs) == pytest.approx(cheapest)

"""Buffers, working times and zones of a line are limits of its scheduling problem."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

import pytest

from robot_cells.lines.buffer import Buffer
from robot_cells.lines.capability import Capability
from robot_cells.lines.cell import Cell
from robot_cells.lines.cell_kind import CellKind
from robot_cells.lines.line import Line
from robot_cells.lines.working_times import DAY_S, ClosedTime, WorkingTimes
from robot_cells.lines.zone import Lock, LockMode, Zone
from robot_cells.orders.operation import Operation
from robot_cells.orders.product import Product
from robot_cells.orders.recipe import Recipe
from robot_cells.orders.work_order import WorkOrder
from robot_cells.schedules.calendar import Closure
from robot_cells.schedules.checker import check_schedule
from robot_cells.schedules.line_limits import BEYOND_S, buffers_of, calendars_of, zone_needs, zones_of
from robot_cells.schedules.order_problem import problem_of
from robot_cells.schedules.problem import Buffers, Problem, Resource
from robot_cells.schedules.result import Budget
from robot_cells.schedules.solve import solve


def cell(name: str, capability: str, *locks: Lock, duration_s: float = 10.0) -> Cell:
    return Cell(name, CellKind.ASSEMBLY, (Capability(capability, duration_s, capability, locks=locks),))


ALONE, TOGETHER = Lock("table"), Lock("table", LockMode.SHARED)
LINE = Line(
    "line",
    (
        replace(cell("a", "cut", ALONE), input_buffer=Buffer(2)),
        replace(cell("b", "weld", TOGETHER), working_times=WorkingTimes((ClosedTime(5.0, 30.0),))),
        cell("c", "look"),
    ),
    zones=(Zone("table"),),
)
PRODUCT = Product("p", Recipe((Operation("cut", "cut"), Operation("weld", "weld", after=("cut",)))))


def problem_for(orders: Iterable[WorkOrder]) -> Problem:
    return problem_of(orders, LINE, {"p": PRODUCT})


def test_only_buffers_that_can_be_full_are_told() -> None:
    assert buffers_of(LINE) == {"a": Buffers(Buffer(2), Buffer())}


def test_calendars_reach_some_weeks_beyond_the_work_and_daily_times_are_told_one_by_one() -> None:
    times = WorkingTimes((ClosedTime(5.0, 30.0),), (ClosedTime(3600.0, 7200.0),))
    line = replace(LINE, cells=(replace(LINE.cells[0], working_times=times), LINE.cells[2]))
    closures = calendars_of(line, 10.0, DAY_S)["a"].closures
    assert closures[:3] == (
        Closure(5.0, 30.0),
        Closure(3600.0, 7200.0),
        Closure(DAY_S + 3600.0, DAY_S + 7200.0),
    )
    assert len(closures) == 1 + 1 + BEYOND_S / DAY_S
    assert calendars_of(LINE, 30.0, DAY_S)["b"].closures == ()


@pytest.mark.parametrize(
    ("locks", "units"),
    [
        ([(ALONE,)], {"table": 3}),
        ([(TOGETHER,)], {"table": 1}),
        ([(TOGETHER,), (ALONE,)], {"table": 1}),
        ([(ALONE,), ()], {}),
        ([], {}),
    ],
    ids=["alone", "shared", "either", "only on one of the cells", "no cell"],
)
def test_a_task_needs_the_units_of_a_zone_that_it_needs_on_every_cell(
    locks: list[tuple[Lock, ...]], units: dict[str, int]
) -> None:
    assert zone_needs(LINE, locks) == units


def test_a_zone_of_some_capacity_has_as_many_units_and_who_is_alone_needs_them_all() -> None:
    line = replace(LINE, zones=(Zone("table", capacity=2),))
    assert zones_of(line) == {"table": Resource(2)}
    assert zone_needs(line, [(ALONE,)]) == {"table": 2}
    assert zone_needs(line, [(TOGETHER,)]) == {"table": 1}


def test_who_needs_a_zone_alone_is_not_scheduled_beside_another_and_nothing_runs_into_closed_time() -> None:
    problem = problem_for([WorkOrder("WO-1", "p", 3)])
    plan = solve(problem, Budget(seconds=None, iterations=20)).schedule
    check_schedule(problem, plan)
    spans = sorted((item.start_s, item.end_s, item.cell) for item in plan.tasks)
    assert all(after[0] >= before[1] for before, after in pairwise(spans))
    assert min(start_s for start_s, _, name in spans if name == "b") >= 30.0

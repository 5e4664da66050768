"""Which problems are plain shops, and which goals come down to the makespan."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from robot_cells.ids import CellId, JobId, ProductId, ResourceId, TaskId
from robot_cells.lines.buffer import Buffer
from robot_cells.schedules.calendar import Calendar, Closure
from robot_cells.schedules.goal import Goal
from robot_cells.schedules.problem import Buffers, ProblemVehicle
from robot_cells.schedules.schedule import ScheduledTask
from robot_cells.schedules.shop.plain import aims_at_makespan, is_plain

A = CellId("a")


@pytest.mark.parametrize(
    ("what", "plain"),
    [
        ({}, True),
        ({"ready_s": {A: 3.0}}, True),
        ({"calendars": {A: Calendar()}}, True),
        ({"calendars": {A: Calendar((Closure(1.0, 2.0),))}}, False),
        ({"vehicles": (ProblemVehicle(A, 1.0, 1.0),)}, False),
        ({"changeovers_s": {A: {(ProductId("p"), ProductId("q")): 0.0}}}, True),
        ({"changeovers_s": {A: {(ProductId("p"), ProductId("q")): 1.0}}}, False),
        ({"buffers": {A: Buffers()}}, True),
        ({"buffers": {A: Buffers(Buffer(1))}}, False),
        ({"buffers": {A: Buffers(output=Buffer(1))}}, False),
        ({"frozen": {A: ()}}, True),
        ({"frozen": {A: (TaskId("j0/001/t0.1"),)}}, False),
        ({"fixed": {TaskId("j0/001/t0.1"): ScheduledTask(TaskId("j0/001/t0.1"), A, 0.0, 1.0)}}, False),
    ],
)
def test_only_what_counts_makes_a_problem_more_than_a_plain_shop(shops: Any, what: Any, plain: bool) -> None:
    assert is_plain(replace(shops.shop([[{"a": 1.0}, {"b": 1.0}]]), **what)) is plain


@pytest.mark.parametrize(
    ("place", "what", "plain"),
    [
        (2, {"after": (0, 1)}, True),
        (2, {"after": (0,)}, False),
        (0, {"joins": (JobId("j9/001"),)}, False),
        (0, {"needs": {ResourceId("r"): 1}}, False),
        (0, {"needs": {ResourceId("r"): 0}}, True),
        (0, {"resumable": True}, True),
    ],
)
def test_tasks_of_a_plain_shop_form_chains_and_need_cells_only(shops: Any, place: int, what: Any, plain: bool) -> None:
    problem = shops.shop([[{"a": 1.0}, {"b": 1.0}, {"c": 1.0}]])
    tasks = list(problem.jobs[0].tasks)
    tasks[place] = replace(tasks[place], **what)
    assert is_plain(replace(problem, jobs=(replace(problem.jobs[0], tasks=tuple(tasks)),))) is plain


@pytest.mark.parametrize(
    ("goals", "due_s", "repairs", "aims"),
    [
        ((Goal.MAKESPAN,), None, False, True),
        ((Goal.TARDINESS, Goal.MAKESPAN), None, False, True),
        ((Goal.TARDINESS, Goal.MAKESPAN), 5.0, False, False),
        ((Goal.MAKESPAN, Goal.TARDINESS), 5.0, False, True),
        ((Goal.MOVES, Goal.MAKESPAN), None, False, True),
        ((Goal.MOVES, Goal.MAKESPAN), None, True, False),
        ((Goal.CHANGEOVERS, Goal.MAKESPAN), None, True, True),
        ((Goal.TARDINESS,), None, False, False),
    ],
)
def test_the_makespan_counts_where_nothing_before_it_differs(
    shops: Any, goals: Any, due_s: float | None, repairs: bool, aims: bool
) -> None:
    problem = shops.shop([[{"a": 1.0}]])
    problem = replace(problem, jobs=(replace(problem.jobs[0], due_s=due_s),))
    assert aims_at_makespan(problem, goals, repairs=repairs) is aims

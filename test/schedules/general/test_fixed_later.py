"""Tasks that are fixed for later keep what they need then, and nothing before."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from written import at, job, room, task

from robot_cells.ids import CellId, ResourceId, TaskId
from robot_cells.schedules.checker import faults_of
from robot_cells.schedules.general.search_general import search_general
from robot_cells.schedules.problem import Problem, Resource
from robot_cells.schedules.random_problems import Feature, Size, random_problem
from robot_cells.schedules.result import Budget
from robot_cells.schedules.schedule import ScheduledTask

AT_ONCE = Budget(seconds=None, iterations=0)
OPERATORS = ResourceId("operators")
FIXED = TaskId("fixed")


def problem_with(operators: int, length_s: float, needs: int) -> Problem:
    """A task needs one operator from 50 s to 60 s; another, on another cell, needs some for as long as given."""
    return Problem(
        (
            job("x", task(FIXED, {"a": 10.0}, needs={OPERATORS: 1})),
            job("y", task("free", {"b": length_s}, needs={OPERATORS: needs})),
        ),
        resources={OPERATORS: Resource(operators)},
        fixed={FIXED: ScheduledTask(FIXED, CellId("a"), 50.0, 60.0)},
    )


def moved(problem: Problem, later_s: float) -> Problem:
    """With everything that is fixed so much later."""
    fixed = {
        name: replace(item, start_s=item.start_s + later_s, end_s=item.end_s + later_s)
        for name, item in problem.fixed.items()
    }
    return replace(problem, fixed=fixed)


@pytest.mark.parametrize(
    ("operators", "length_s", "needs", "start_s"),
    [(1, 50.0, 1, 0.0), (1, 51.0, 1, 60.0), (2, 90.0, 1, 0.0), (2, 90.0, 2, 60.0)],
    ids=["until then", "not so long", "beside it", "all of them"],
)
def test_a_unit_that_is_needed_later_can_be_used_before(
    operators: int, length_s: float, needs: int, start_s: float
) -> None:
    problem = problem_with(operators, length_s, needs)
    schedule = search_general(problem, AT_ONCE).schedule
    assert faults_of(problem, schedule) == []
    assert {item.task: item.start_s for item in schedule.tasks} == {FIXED: 50.0, "free": start_s}


def test_with_tasks_fixed_for_later_every_constraint_is_kept() -> None:
    features = [Feature.FIXED, Feature.RESOURCES, Feature.ALTERNATIVES, Feature.CALENDARS, Feature.DATES]
    before_them = 0
    for seed in range(60):
        random = Random(seed)
        problem = random_problem(random, features, Size(jobs=8, tasks=3, cells=4))
        problem = moved(problem, random.randrange(40))
        schedule = search_general(problem, Budget(seconds=None, iterations=500, seed=seed)).schedule
        assert faults_of(problem, schedule) == [], seed
        first_s = min((item.start_s for item in problem.fixed.values()), default=0.0)
        before_them += any(item.end_s <= first_s for item in schedule.tasks)
    assert before_them > 20


@pytest.mark.parametrize("first", ["x", "y"])
def test_a_cell_waits_until_the_pieces_of_all_its_fixed_tasks_have_left(first: str) -> None:
    """Two are finished on a cell without room behind it, one of them has to wait for the next cell until 90 s."""
    jobs = [
        job("x", task("x1", {"a": 10.0}), task("x2", {"b": 50.0}, 0), priority=int(first == "x")),
        job("y", task("y1", {"a": 10.0}), task("y2", {"c": 5.0}, 0), priority=int(first == "y")),
        job("w", task("w1", {"b": 90.0})),
        job("z", task("z1", {"a": 40.0})),
    ]
    problem = Problem(
        tuple(jobs),
        buffers={CellId("a"): room(None, 0), CellId("b"): room(0, None)},
        fixed={item.task: item for item in (at("x1 a 0 10"), at("y1 a 20 30"), at("w1 b 0 90"))},
    )
    schedule = search_general(problem, AT_ONCE).schedule
    assert faults_of(problem, schedule) == []
    assert next(item.start_s for item in schedule.tasks if item.task == "z1") == 90.0


def test_a_task_on_the_cell_where_its_piece_stands_waits_for_the_others_there() -> None:
    jobs = [
        job("x", task("x1", {"a": 10.0}), task("x2", {"b": 50.0}, 0)),
        job("y", task("y1", {"a": 10.0}), task("y2", {"a": 5.0}, 0), priority=9),
        job("w", task("w1", {"b": 90.0})),
    ]
    problem = Problem(
        tuple(jobs),
        buffers={CellId("a"): room(None, 0), CellId("b"): room(0, None)},
        fixed={item.task: item for item in (at("x1 a 0 10"), at("y1 a 20 30"), at("w1 b 0 90"))},
    )
    schedule = search_general(problem, AT_ONCE).schedule
    assert faults_of(problem, schedule) == []
    assert next(item.start_s for item in schedule.tasks if item.task == "y2") == 90.0


def test_one_fixed_task_a_cell_is_no_trouble_with_finite_buffers() -> None:
    features = [Feature.FIXED, Feature.BUFFERS, Feature.ALTERNATIVES, Feature.VEHICLES]
    for seed in range(40):
        problem = random_problem(Random(seed), features, Size(jobs=6, tasks=3, cells=4))
        problem = moved(problem, 30.0)
        assert faults_of(problem, search_general(problem, AT_ONCE).schedule) == [], seed

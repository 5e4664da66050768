"""Tasks that are fixed for later keep what they need then, and nothing before."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from written import job, task

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
        later_s = random.randrange(40)
        problem = replace(
            problem,
            fixed={
                name: replace(item, start_s=item.start_s + later_s, end_s=item.end_s + later_s)
                for name, item in problem.fixed.items()
            },
        )
        schedule = search_general(problem, Budget(seconds=None, iterations=500, seed=seed)).schedule
        assert faults_of(problem, schedule) == [], seed
        first_s = min((item.start_s for item in problem.fixed.values()), default=0.0)
        before_them += any(item.end_s <= first_s for item in schedule.tasks)
    assert before_them > 20

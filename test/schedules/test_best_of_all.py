"""The schedule that is found by trying everything is right, no worse than any other, and the best that a hand finds."""

from __future__ import annotations

from typing import Any

import pytest
from best_of_all import best_of_all
from hypothesis import given, settings
from hypothesis import strategies as st
from one_by_one import one_by_one
from written import job, task

from robot_cells.schedules.bounds import lower_bound_s
from robot_cells.schedules.checker import faults_of
from robot_cells.schedules.goal import Goal
from robot_cells.schedules.problem import Problem, ProblemVehicle
from robot_cells.schedules.random_problems import Feature, Size

FEATURES = [feature for feature in Feature if feature is not Feature.BUFFERS]
GOALS = [Goal.MAKESPAN, Goal.TARDINESS]


@pytest.mark.parametrize("goal", GOALS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_the_best_of_all_is_right_and_no_worse_than_another(kit: Any, data: Any, goal: Goal) -> None:
    problem = data.draw(kit.whole_problems(FEATURES, Size(jobs=2, tasks=2, cells=2)))
    best = best_of_all(problem, goal)
    assert faults_of(problem, best) == []
    assert best.objective.key([goal]) <= one_by_one(problem).objective.key([goal])
    assert best.objective.makespan_s >= lower_bound_s(problem) - 1e-9


@pytest.mark.parametrize(
    ("problem", "makespan_s"),
    [
        (
            Problem(
                (
                    job("x", task("x1", {"a": 3.0}), task("x2", {"b": 1.0}, 0)),
                    job("y", task("y1", {"a": 2.0}), task("y2", {"b": 4.0}, 0)),
                )
            ),
            7.0,
        ),
        (
            Problem(
                (
                    job("x", task("x1", {"a": 2.0}), task("x2", {"b": 1.0}, 0)),
                    job("y", task("y1", {"b": 2.0}), task("y2", {"a": 1.0}, 0)),
                ),
                vehicles=(ProblemVehicle("a", 1.0, 0.5),),
                distances_m={("a", "b"): 3.0, ("b", "a"): 3.0},
            ),
            11.0,
        ),
    ],
    ids=["the shorter one first on a", "there with x, back with y"],
)
def test_the_best_of_all_is_what_a_hand_finds(problem: Problem, makespan_s: float) -> None:
    assert best_of_all(problem, Goal.MAKESPAN).objective.makespan_s == makespan_s

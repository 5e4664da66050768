"""Random problems have a solution, the features that were asked for, and are the same for the same seed."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from one_by_one import one_by_one

from robot_cells.schedules.checker import faults_of
from robot_cells.schedules.problem import Problem
from robot_cells.schedules.random_problems import Feature, Size, random_problem

BIG = Size(jobs=30, tasks=6, cells=6, products=3)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_every_random_problem_can_be_solved_by_doing_one_job_after_the_other(kit: Any, data: Any) -> None:
    problem = data.draw(kit.whole_problems())
    assert faults_of(problem, one_by_one(problem)) == []


@pytest.mark.parametrize("seed", range(20))
def test_large_problems_with_everything_in_them_can_be_solved_too(seed: int) -> None:
    problem = random_problem(Random(seed), size=BIG, full=True)
    assert [len(job.tasks) for job in problem.jobs] == [6] * 30
    assert faults_of(problem, one_by_one(problem)) == []


def has(problem: Problem) -> set[Feature]:
    """The features that show."""
    tasks = [task for job in problem.jobs for task in job.tasks]
    found = {
        Feature.ALTERNATIVES: any(len(task.durations_s) > 1 for task in tasks),
        Feature.GRAPHS: any(
            task.after != (place - 1,) for job in problem.jobs for place, task in enumerate(job.tasks) if place
        ),
        Feature.DATES: any(job.due_s is not None for job in problem.jobs),
        Feature.CHANGEOVERS: bool(problem.changeovers_s),
        Feature.VEHICLES: bool(problem.vehicles),
        Feature.BUFFERS: bool(problem.buffers),
        Feature.CALENDARS: bool(problem.calendars),
        Feature.RESOURCES: any(task.needs for task in tasks),
        Feature.JOINS: any(task.joins for task in tasks),
        Feature.FIXED: bool(problem.fixed),
        Feature.FROZEN: bool(problem.frozen),
    }
    return {feature for feature, shows in found.items() if shows}


@pytest.mark.parametrize("feature", Feature)
def test_a_feature_shows_where_it_is_asked_for_and_only_there(feature: Feature) -> None:
    assert has(random_problem(Random(3), [feature], BIG, full=True)) == {feature}
    others = [item for item in Feature if item != feature]
    assert feature not in has(random_problem(Random(3), others, BIG, full=True))


def test_the_same_seed_gives_the_same_problem_and_another_one_another() -> None:
    assert random_problem(Random(5)) == random_problem(Random(5)) != random_problem(Random(6))

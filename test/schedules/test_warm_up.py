"""Warming up goes through the engine that a problem will need."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

import pytest

from robot_cells.schedules.goal import USUAL_GOALS, Goal
from robot_cells.schedules.problem import Problem
from robot_cells.schedules.random_problems import Feature, Size, random_problem
from robot_cells.schedules.result import Result
from robot_cells.schedules.solve import solve
from robot_cells.schedules.warm_up import warm_up


@pytest.mark.parametrize("feature", [Feature.CHANGEOVERS, Feature.VEHICLES, Feature.RESOURCES, Feature.CALENDARS])
def test_the_small_problem_has_what_the_large_one_has(feature: Feature, monkeypatch: pytest.MonkeyPatch) -> None:
    solved: list[tuple[Problem, Sequence[Goal]]] = []
    really = solve

    def remember(problem: Problem, *args: Any, goals: Sequence[Goal], **named: Any) -> Result:
        solved.append((problem, goals))
        return really(problem, *args, goals=goals, **named)

    monkeypatch.setattr("robot_cells.schedules.warm_up.solve", remember)
    large = random_problem(Random(7), [feature], Size(20, 5, 20), full=True)
    warm_up(large, USUAL_GOALS)
    (small, goals), repaired = solved
    assert repaired == (small, goals)
    there = {
        Feature.CHANGEOVERS: small.changeovers_s,
        Feature.VEHICLES: small.vehicles,
        Feature.RESOURCES: small.resources,
        Feature.CALENDARS: small.calendars,
    }
    assert [name for name, value in there.items() if value] == [feature]
    assert goals == USUAL_GOALS
    assert len(small.jobs) <= 4

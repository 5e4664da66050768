"""What is wrong with a problem is said before anybody tries to solve it; what is sound is let pass."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from written import at, closed, job, room, task

from robot_cells.errors import ScheduleError
from robot_cells.schedules.problem import Problem, ProblemVehicle, Resource
from robot_cells.schedules.problem_faults import check_problem, faults_of_problem
from robot_cells.schedules.result import Budget
from robot_cells.schedules.solve import solve

SOUND = Problem(
    (
        job("x", task("x1", {"a": 3.0}), task("x2", {"b": 2.0, "c": 4.0}, 0), release_s=1.0),
        job("y", task("y1", {"a": 4.0}, needs={"tool": 1}), due_s=0.5, release_s=2.0),
    ),
    resources={"tool": Resource(1)},
)


def with_job(*tasks: Any, **more: Any) -> Problem:
    """The sound problem and a job z."""
    return replace(SOUND, jobs=(*SOUND.jobs, job("z", *tasks, **more)))


def with_fixed(*items: str) -> Problem:
    fixed = {text.split()[0]: at(text) for text in items}
    return replace(SOUND, fixed=fixed)


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_every_random_problem_is_sound(kit: Any, data: Any) -> None:
    assert faults_of_problem(data.draw(kit.whole_problems())) == []


@pytest.mark.parametrize(
    ("problem", "fault"),
    [
        (replace(SOUND, jobs=(*SOUND.jobs, job("x"))), "2 jobs are called x."),
        (with_job(task("x1", {"a": 1.0})), "2 tasks are called x1."),
        (with_job(task("z1", {})), "No cell can do z1."),
        (
            with_job(task("z1", {"a": 1.0}, 0)),
            "z1 is task 0 of z and cannot come after task 0: only after those before it.",
        ),
        (with_job(task("z1", {"a": 1.0}, -1)), "z1 is task 0 of z and cannot come after task -1: only after..."),
        (with_job(task("z1", {"a": 1.0}, needs={"crane": 1})), "z1 needs crane, which is no resource of the problem."),
        (with_job(task("z1", {"a": 1.0}, joins=("v",))), "z1 joins v, which is no job of the problem."),
        (with_job(task("z1", {"a": 1.0}, joins=("z",))), "z1 joins its own job z."),
        (
            with_job(task("z1", {"a": 1.0}, joins=("x",)), task("z2", {"a": 1.0}, joins=("x",))),
            "z2 joins x, whose piece goes into z1 already.",
        ),
        (with_fixed("v1 a 0 3"), "v1 is fixed, and is no task of the problem."),
        (replace(SOUND, fixed={"x1": at("y1 a 0 3")}), "x1 is fixed with the times of y1."),
        (with_fixed("x1 b 0 3"), "x1 is fixed on b, which cannot do it."),
        (replace(SOUND, frozen={"a": ("v1",)}), "v1 is frozen on a, and is no task of the problem."),
        (replace(SOUND, frozen={"b": ("x1",)}), "x1 is frozen on b, which cannot do it."),
        (replace(SOUND, frozen={"b": ("x2",), "c": ("x2",)}), "x2 is frozen 2 times."),
        (
            replace(SOUND, frozen={"b": ("x2",)}, fixed={"x1": at("x1 a 0 3"), "x2": at("x2 c 3 7")}),
            "x2 is frozen on b and fixed on c.",
        ),
        (with_job(task("z1", {"a": -1.0})), "z1 takes -1.0 s on a: a duration is from 0 s to 1e+09 s."),
        (with_job(task("z1", {"a": math.nan})), "z1 takes nan s on a: a duration is from 0 s to 1e+09 s."),
        (with_job(task("z1", {"a": math.inf})), "z1 takes inf s on a: a duration is from 0 s to 1e+09 s."),
        (with_job(task("z1", {"a": 2e9})), "z1 takes 2000000000.0 s on a: a duration is from 0 s to 1e+09 s."),
        (with_job(task("z1", {"a": 1.0}, needs={"tool": 2})), "z1 needs 2 of tool; there are 1."),
        (with_job(task("z1", {"a": 1.0}, needs={"tool": -1})), "z1 needs -1 of tool: that cannot be negative."),
        (with_job(release_s=math.nan), "z is released at nan s: that is no time."),
        (with_job(due_s=math.inf), "z is due at inf s: that is no time. None is no due date."),
        (with_job(weight=-1.0), "z has the weight -1.0: it has to be a number that is not negative."),
        (replace(SOUND, ready_s={"a": math.inf}), "a is free from inf s on: that is no time."),
        (
            replace(SOUND, changeovers_s={"a": {("p", "q"): -1.0}}),
            "The change-over from p to q on a takes -1.0 s: from 0 s on.",
        ),
        (replace(SOUND, buffers={"a": room(-1, 0)}), "The input buffer of a has room for -1: that cannot be negative."),
        (replace(SOUND, vehicles=(ProblemVehicle("a", 0.0, 1.0),)), "Vehicle 0 drives at 0.0 m/s: ...than 0."),
        (replace(SOUND, vehicles=(ProblemVehicle("a", 1.0, -1.0),)), "Vehicle 0 loads for -1.0 s: from 0 s on."),
        (replace(SOUND, vehicles=(ProblemVehicle("a", 1.0, 1.0, math.nan),)), "Vehicle 0 is free from nan s on..."),
        (replace(SOUND, distances_m={("a", "b"): -2.0}), "It is -2.0 m from a to b: a distance is from 0 m on."),
        (replace(SOUND, distances_m={("a", "a"): 2.0}), "It is 2.0 m from a to itself: that is 0 m."),
        (replace(SOUND, resources={"tool": Resource(-1)}), "...There are -1 of tool: that cannot be negative."),
        (
            replace(SOUND, calendars={"a": closed((0.0, math.inf))}),
            "The calendar of cell a is closed from 0.0 s to inf s: it has to open again after that.",
        ),
        (
            replace(SOUND, calendars={"a": closed((5.0, 8.0), (2.0, 3.0))}),
            "The calendar of cell a is closed from 2.0 s on and before that until 8.0 s: ...in order and apart.",
        ),
        (
            replace(SOUND, resources={"tool": Resource(1, closed((5.0, 5.0)))}),
            "The calendar of resource tool is closed from 5.0 s to 5.0 s: it has to open again after that.",
        ),
        (with_fixed("x1 a 3 0"), "x1 is fixed from 3.0 s to 0.0 s: it has to end after it begins."),
        (with_fixed("x1 a nan 0"), "x1 is fixed from nan s to 0.0 s: it has to end after it begins."),
        (
            with_job(*(task(f"z{number}", {"a": 1e9}) for number in range(4001))),
            "All work one after the other takes 4.001e+12 s; more than 4e+12 s cannot be counted.",
        ),
    ],
)
def test_a_name_or_number_that_is_wrong_is_told_with_its_task(problem: Problem, fault: str) -> None:
    told = " ".join(faults_of_problem(problem))
    first, _, last = fault.partition("...")
    assert told.startswith(first), told
    assert told.endswith(last) or not last, told


CIRCLE = Problem(
    (
        job("x", task("x1", {"a": 1.0}, joins=("y",))),
        job("y", task("y1", {"a": 1.0}), task("y2", {"b": 1.0}, joins=("x",))),
    )
)
CROSSED = Problem(
    (
        job("x", task("x1", {"a": 1.0}), task("x2", {"b": 1.0}, 0)),
        job("y", task("y1", {"b": 1.0}), task("y2", {"a": 1.0}, 0)),
    ),
    frozen={"a": ("y2", "x1"), "b": ("x2", "y1")},
)


@pytest.mark.parametrize(
    ("problem", "fault"),
    [
        (CIRCLE, "x1, y2 wait for one another: pieces are joined in a circle."),
        (CROSSED, "x1, x2, y1, y2 wait for one another: the frozen order of a, b contradicts the recipes."),
        (
            replace(
                CROSSED, jobs=(job("x", task("x1", {"a": 1.0}), task("x2", {"a": 1.0}, 0)),), frozen={"a": ("x2",)}
            ),
            "x1, x2 wait for one another: the frozen order of a contradicts the recipes.",
        ),
        (
            with_fixed("x1 a 0 3", "y1 a 2 6"),
            "x1 (until 3.0 s) and y1 (from 2.0 s) are fixed at the same time on a.",
        ),
        (
            with_fixed("x1 a 0 3", "x2 b 1 3"),
            "x2 is fixed at 1.0 s and x1 until 3.0 s, which by its recipe or what it joins has to end first. "
            "x1 (until 3.0 s) and x2 (from 1.0 s) are fixed at the same time and are both done to the piece of x.",
        ),
        (
            replace(with_fixed("x1 a 0 3", "y1 a 3 7"), frozen={"a": ("y1", "x1")}),
            "x1 is fixed at 0.0 s and y1 until 7.0 s, which by the frozen order of its cell has to end first.",
        ),
        (
            replace(
                SOUND,
                jobs=tuple(job(name, task(f"{name}1", {name: 5.0}, needs={"tool": 1})) for name in "abc"),
                fixed={"a1": at("a1 a 0 5"), "b1": at("b1 b 5 9"), "c1": at("c1 c 4 6")},
            ),
            "a1, c1 are fixed at 4.0 s and need 2 of tool; there are 1. "
            "c1, b1 are fixed at 5.0 s and need 2 of tool; there are 1.",
        ),
    ],
    ids=["joins", "frozen", "frozen before its predecessor", "cell", "piece", "frozen and fixed", "resource"],
)
def test_what_contradicts_itself_is_told_with_what_it_contradicts(problem: Problem, fault: str) -> None:
    assert " ".join(faults_of_problem(problem)) == fault


def test_all_faults_are_told_at_once() -> None:
    problem = replace(with_job(task("z1", {"a": -1.0}), task("z2", {})), calendars={"a": closed((2.0, 1.0))})
    with pytest.raises(ScheduleError, match=r"contradicts itself: No cell can do z2\. z1 takes -1.*calendar of cell a"):
        check_problem(problem)


def test_of_very_many_faults_some_are_told_and_the_others_counted() -> None:
    with pytest.raises(ScheduleError, match=r"No cell can do z0\..*And 25 more\.$"):
        check_problem(with_job(*(task(f"z{number}", {}) for number in range(75))))


def test_solve_refuses_a_problem_that_contradicts_itself() -> None:
    with pytest.raises(ScheduleError, match="x1 joins its own job x"):
        solve(Problem((job("x", task("x1", {"a": 1.0}, joins=("x",))),)), Budget(iterations=1))

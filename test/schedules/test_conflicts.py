"""Where a problem has no solution, the constraints that cannot be kept together are named, and no others."""

from __future__ import annotations

from dataclasses import replace

import pytest
from written import at, closed, job, room, task

from robot_cells.schedules.conflicts import conflicts_of
from robot_cells.schedules.problem import Problem, ProblemVehicle, Resource
from robot_cells.schedules.problem_checks.precedence import Precedence


def conflicts(problem: Problem) -> list[str]:
    return conflicts_of(Precedence(problem))


CHAIN = Problem(
    (
        job("x", task("x1", {"a": 3.0, "b": 2.0}), task("x2", {"c": 4.0}, 0), task("x3", {"d": 1.0}, 1), release_s=1.0),
        job("y", task("y1", {"c": 2.0})),
    ),
    ready_s={"c": 2.0},
)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"fixed": {"x3": at("x3 d 7 8")}}, None),
        (
            {"fixed": {"x3": at("x3 d 6 8")}},
            "x3 is fixed at 6.0 s and cannot begin before 7.0 s: x is released at 1.0 s, x1 comes before x2, x2 comes "
            "before x3.",
        ),
        (
            {"fixed": {"x3": at("x3 d 5 8")}, "ready_s": {"c": 2.0}},
            "x3 is fixed at 5.0 s and cannot begin before 6.0 s: c is free from 2.0 s on, x2 comes before x3.",
        ),
        (
            {"fixed": {"x3": at("x3 d 9 8")}, "calendars": {"c": closed((4.0, 10.0))}},
            "x3 is fixed at 9.0 s and cannot begin before 14.0 s: c is free from 2.0 s on, the closed time of c, x2 "
            "comes before x3.",
        ),
        (
            {"fixed": {"x1": at("x1 a 0 9"), "x3": at("x3 d 12 14")}},
            "x3 is fixed at 12.0 s and cannot begin before 13.0 s: x1 is fixed until 9.0 s, x1 comes before x2, x2 "
            "comes before x3.",
        ),
        (
            {"fixed": {"x2": at("x2 c 4 8")}, "frozen": {"c": ("y1", "x2")}, "ready_s": {"c": 3.0}},
            "x2 is fixed at 4.0 s and cannot begin before 5.0 s: c does y1 before x2, c is free from 3.0 s on.",
        ),
    ],
    ids=["in time", "recipe", "cell that is free later", "calendar", "two fixed ones", "frozen order"],
)
def test_a_fixed_task_that_comes_too_early_is_told_with_what_holds_it_back(changes: dict, told: str | None) -> None:
    assert conflicts(replace(CHAIN, **changes)) == ([] if told is None else [told])


def test_the_calendar_of_a_resource_holds_back_too_and_only_without_an_alternative_that_is_quicker() -> None:
    problem = replace(
        CHAIN,
        jobs=(job("x", task("x1", {"a": 3.0}, needs={"tool": 1}), task("x2", {"c": 4.0}, 0)),),
        resources={"tool": Resource(1, closed((0.0, 20.0)))},
        fixed={"x2": at("x2 c 10 14")},
    )
    assert conflicts(problem) == [
        "x2 is fixed at 10.0 s and cannot begin before 23.0 s: the closed time of tool, x1 comes before x2."
    ]
    quick = replace(problem.jobs[0].tasks[0], needs={}, durations_s={"a": 3.0, "b": 1.0})
    assert conflicts(replace(problem, jobs=(replace(problem.jobs[0], tasks=(quick, problem.jobs[0].tasks[1])),))) == []


ASSEMBLY = (
    job("x", task("x1", {"a": 1.0})),
    job("y", task("y1", {"a": 1.0})),
    job("z", task("z1", {"b": 1.0}, joins=("x", "y"))),
)


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (
            Problem(ASSEMBLY, buffers={"a": room(None, 0), "b": room(0, None)}),
            "z1 can never begin: the 2 pieces that it joins have to wait for one another, and the cells a and the "
            "input buffer before it have room for fewer.",
        ),
        (Problem(ASSEMBLY, buffers={"a": room(None, 1), "b": room(0, None)}), None),
        (Problem(ASSEMBLY, buffers={"a": room(None, 0), "b": room(1, None)}), None),
        (
            Problem(ASSEMBLY, buffers={"b": room(0, None)}, vehicles=(ProblemVehicle("a", 1.0, 1.0),)),
            "z1 can never begin: 2 pieces have to be carried to b by 1 vehicles, so 1 wait in an input buffer with "
            "room for 0.",
        ),
        (Problem(ASSEMBLY, buffers={"b": room(0, None)}, vehicles=(ProblemVehicle("a", 1.0, 1.0),) * 2), None),
    ],
    ids=["no room", "room behind", "room before", "one vehicle", "two vehicles"],
)
def test_a_join_whose_pieces_cannot_wait_for_one_another_is_told(problem: Problem, told: str | None) -> None:
    assert conflicts(problem) == ([] if told is None else [told])

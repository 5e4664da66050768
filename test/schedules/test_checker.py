"""For every constraint of the model: a schedule that keeps it, and ones that break it and nothing else."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from written import at, closed, job, room, schedule, task

from robot_cells.errors import ScheduleError
from robot_cells.schedules import checks
from robot_cells.schedules.checker import MOST_TOLD, check_schedule, faults_of
from robot_cells.schedules.problem import Problem, ProblemVehicle, Resource
from robot_cells.schedules.schedule import Objective, Schedule


class Case(NamedTuple):
    problem: Problem
    right: str
    """Tasks, then trips after a bar."""
    wrong: dict[str, str]
    """The fault of a schedule by the schedule; `...` stands for anything."""

    def plan(self, text: str) -> Schedule:
        tasks, _, trips = text.partition("|")
        return schedule(self.problem, tasks, trips)


SHOP = Problem(
    (
        job("x", task("x1", {"a": 3.0}), task("x2", {"b": 2.0, "c": 4.0}, 0), release_s=1.0),
        job("y", task("y1", {"a": 4.0})),
    ),
    ready_s={"b": 2.0},
)
SET_UP = Problem(
    (job("x", task("x1", {"a": 3.0})), job("y", task("y1", {"a": 2.0}), product="q")),
    set_up={"a": "q"},
    changeovers_s={"a": {("q", "p"): 5.0, ("p", "q"): 1.0}},
)
JOINED = Problem(
    (
        job("x", task("x1", {"a": 3.0})),
        job("y", task("y1", {"b": 1.0}), task("y2", {"b": 2.0}, 0, joins=("x", "z"))),
        job("z", release_s=5.0),
    )
)
SHIFTS = Problem(
    (job("x", task("x1", {"a": 4.0}, resumable=True)), job("y", task("y1", {"a": 2.0}))),
    calendars={"a": closed((2.0, 5.0), (9.0, 12.0))},
)
OPERATORS = Problem(
    (
        job("x", task("x1", {"a": 4.0}, needs={"operators": 2})),
        job("y", task("y1", {"b": 3.0}, needs={"operators": 1})),
        job("z", task("z1", {"c": 2.0}, needs={"operators": 1})),
    ),
    resources={"operators": Resource(2, closed((6.0, 10.0)))},
)
CARRIED = Problem(
    (
        job("x", task("x1", {"a": 3.0}), task("x2", {"b": 2.0}, 0)),
        job("y", task("y1", {"b": 1.0}), cell="a"),
    ),
    vehicles=(ProblemVehicle("b", 2.0, 1.0, 1.0),),
    distances_m={("a", "b"): 4.0, ("b", "a"): 6.0},
)
JOINED_FAR = Problem(
    (job("x", task("x1", {"a": 3.0})), job("y", task("y1", {"b": 1.0}, joins=("x",)))),
    vehicles=(ProblemVehicle("a", 1.0, 1.0),),
    distances_m={("a", "b"): 4.0},
)
INPUT = Problem(
    (
        job("x", task("x1", {"a": 2.0}), task("x2", {"b": 9.0}, 0)),
        job("y", task("y1", {"a": 2.0}), task("y2", {"b": 1.0}, 0)),
        job("z", task("z1", {"a": 2.0}), task("z2", {"b": 1.0}, 0)),
    ),
    buffers={"b": room(1, None)},
)
OUTPUT = Problem(
    (
        job("x", task("x1", {"a": 2.0}), task("x2", {"b": 9.0}, 0)),
        job("y", task("y1", {"a": 2.0}), task("y2", {"b": 1.0}, 0)),
        job("z", task("z1", {"a": 2.0})),
    ),
    buffers={"a": room(None, 0), "b": room(0, None)},
)
AGAIN = Problem(
    (job("x", task("x1", {"a": 2.0}), task("x2", {"a": 2.0}, 0)), job("y", task("y1", {"a": 1.0}))),
    buffers={"a": room(None, 0)},
)
SETTLED = Problem(
    (
        job("x", task("x1", {"a": 3.0, "b": 3.0}), release_s=9.0),
        job("y", task("y1", {"a": 2.0, "b": 2.0})),
        job("z", task("z1", {"a": 2.0, "b": 1.0})),
    ),
    calendars={"a": closed((0.0, 2.0))},
    fixed={"x1": at("x1 a 1 6")},
    frozen={"a": ("z1", "y1")},
)

CASES = {
    "tasks": Case(
        SHOP,
        "x1 a 1 4,x2 b 4 6,y1 a 4 8",
        {
            "x1 a 1 4,y1 a 4 8": "x2 is missing.",
            "x1 a 1 4,x2 b 4 6,y1 a 4 8,v1 a 9 9": "v1 is not in the problem.",
            "x1 a 1 4,x2 b 4 6,y1 a 4 8,y1 a 4 8": "y1 is there 2 times.",
            "x1 a 1 4,x2 b 4 6,y1 b 6 10": "y1 cannot be done on b.",
            "x1 a nan 4,x2 b 4 6,y1 a 4 8": "x1 is said to last from nan s to 4.0 s...",
            "x1 a 1 4,x2 b 4 inf,y1 a 4 8": "x2 is said to last from 4.0 s to inf s...",
            "x1 a 4 1,x2 b 4 6,y1 a 4 8": "x1 ends at 1.0 s, before it begins at 4.0 s.",
        },
    ),
    "jobs": Case(
        SHOP,
        "x1 a 1 4,x2 c 4 8,y1 a 4 8",
        {
            "x1 a 0 3,x2 c 4 8,y1 a 4 8": "x1 begins at 0.0 s; x is released at 1.0 s.",
            "x1 a 4 7,x2 b 2 4,y1 a 7 11": "x2 begins at 2.0 s, before x1 ends at 7.0 s.",
        },
    ),
    "overlapping tasks of one job": Case(
        replace(SHOP, jobs=(job("x", task("x1", {"a": 3.0}), task("x2", {"b": 2.0})),)),
        "x1 a 4 7,x2 b 2 4",
        {"x1 a 3 6,x2 b 2 4": "x1 begins at 3.0 s on a while its piece is in x2 on b until 4.0 s."},
    ),
    "joins": Case(
        JOINED,
        "x1 a 0 3,y1 b 0 1,y2 b 5 7",
        {
            "x1 a 3 6,y1 b 0 1,y2 b 5 7": "y2 begins at 5.0 s; the piece of x that it joins is finished at 6.0 s.",
            "x1 a 0 3,y1 b 0 1,y2 b 4 6": "y2 begins at 4.0 s; the piece of z that it joins is finished at 5.0 s.",
        },
    ),
    "cells": Case(
        SHOP,
        "y1 a 0 4,x1 a 4 7,x2 b 7 9",
        {
            "y1 a 0 4,x1 a 3 6,x2 b 7 9": "x1 begins at 3.0 s on a, which does y1 until 4.0 s.",
            "y1 a 0 4,x1 a 4 7,x2 b 7 10": "x2 takes 3.0 s on b; it needs 2.0 s.",
            "y1 a 0 4,x1 a 4 7,x2 c 7 9": "x2 takes 2.0 s on c; it needs 4.0 s.",
        },
    ),
    "a cell that is free later": Case(
        replace(SHOP, ready_s={"a": 5.0}),
        "y1 a 5 9,x1 a 9 12,x2 b 12 14",
        {"y1 a 4 8,x1 a 9 12,x2 b 12 14": "y1 begins at 4.0 s; a is free at 5.0 s."},
    ),
    "change-overs": Case(
        SET_UP,
        "x1 a 0 8,y1 a 8 11",
        {
            "x1 a 0 3,y1 a 3 6": "x1 takes 3.0 s on a; it needs 8.0 s (5.0 s of it change-over).",
            "x1 a 0 8,y1 a 8 10": "y1 takes 2.0 s on a; it needs 3.0 s (1.0 s of it change-over).",
            "y1 a 0 3,x1 a 3 11": "y1 takes 3.0 s on a; it needs 2.0 s.",
        },
    ),
    "working time": Case(
        SHIFTS,
        "x1 a 7 14,y1 a 5 7",
        {
            "x1 a 7 14,y1 a 4 6": "y1 on a from 4.0 s to 6.0 s runs into closed time (2.0 s to 5.0 s).",
            "x1 a 14 18,y1 a 8 10": "y1 on a from 8.0 s to 10.0 s runs into closed time (9.0 s to 12.0 s).",
            "x1 a 7 11,y1 a 5 7": "x1 on a from 7.0 s to 11.0 s is worked on for 2.0 s of open time; it needs 4.0 s.",
            "x1 a 7 15,y1 a 5 7": "x1 on a from 7.0 s to 15.0 s is worked on for 5.0 s of open time; it needs 4.0 s.",
            "x1 a 5 12,y1 a 12 14": "x1 on a ends at 12.0 s though it was finished when closed time (9.0 s ... began.",
            "x1 a 3 9,y1 a 12 14": "x1 on a begins at 3.0 s, in closed time (2.0 s to 5.0 s).",
        },
    ),
    "a task up to the end of the shift": Case(SHIFTS, "x1 a 5 9,y1 a 0 2", {}),
    "a task without length": Case(
        replace(SHIFTS, jobs=(job("x", task("x1", {"a": 0.0})),)),
        "x1 a 5 5",
        {"x1 a 2 2": "x1 on a from 2.0 s to 2.0 s runs into closed time (2.0 s to 5.0 s)."},
    ),
    "resources": Case(
        OPERATORS,
        "x1 a 0 4,z1 c 4 6,y1 b 10 13",
        {
            "x1 a 0 4,z1 c 3 5,y1 b 10 13": "At 3.0 s x1, z1 together need 3 of operators; there are 2.",
            "x1 a 0 4,z1 c 4 6,y1 b 4 7": "y1 on b from 4.0 s to 7.0 s runs into closed time (6.0 s to 10.0 s).",
        },
    ),
    "resources that share the time but not the units": Case(OPERATORS, "y1 b 0 3,z1 c 1 3,x1 a 10 14", {}),
    "trips": Case(
        CARRIED,
        "x1 a 0 3,y1 b 8 9,x2 b 15 17|y 0 a b 4 8,x 0 a b 11 15",
        {
            "x1 a 0 3,y1 b 8 9,x2 b 15 17|y 0 a b 4 8": "No trip carries the piece of x from a to b.",
            "x1 a 0 3,y1 b 8 9,x2 b 15 17|y 0 a b 4 8,x 0 a b 11 15,x 0 b a 20 25": "...from b to a...one too...",
            "x1 a 0 3,y1 b 8 9,x2 b 15 17|y 0 a b 4 8,x 0 a b 11 15,v 0 a b 30 34": "The trip of v ... of no job...",
            "x1 a 0 3,y1 b 8 9,x2 b 15 17|y 0 a b 4 8,x 0 c b 11 13": "...for x2 it has to go from a to b.",
            "x1 a 0 3,y1 b 8 9,x2 b 15 17|y 0 a b 4 8,x 1 a b 11 15": "...by vehicle 1; there are 1, counted from 0.",
            "x1 a 0 3,y1 b 8 9,x2 b 15 17|y 0 a b 4 8,x - a b 11 15": "...by vehicle None; there are 1...",
            "x1 a 0 3,y1 b 8 9,x2 b 15 17|y 0 a b 4 8,x 0 a b 11 nan": "...to nan s: these are no times.",
            "x1 a 0 3,y1 b 8 9,x2 b 15 17|y 0 a b 4 8,x 0 a b 11 14": "...takes 3.0 s; it needs 4.0 s.",
            "x1 a 0 3,y1 b 8 9,x2 b 15 17|y 0 a b 4 8,x 0 a b 12 16": "x2 begins at 15.0 s; its piece...at 16.0 s.",
            "x1 a 6 9,y1 b 15 16,x2 b 17 19|x 0 a b 4 8,y 0 a b 11 15": "...begins before its piece can be...at 9.0 s.",
        },
    ),
    "vehicles": Case(
        CARRIED,
        "x1 a 0 3,x2 b 8 10,y1 b 15 16|x 0 a b 4 8,y 0 a b 11 15",
        {
            "x1 a 0 3,x2 b 8 10,y1 b 15 16|x 0 a b 3 7,y 0 a b 11 15": "Vehicle 0 picks up x at a at 3.0 s; it is free "
            "at b at 1.0 s and there at 4.0 s.",
            "x1 a 0 3,x2 b 8 10,y1 b 12 13|x 0 a b 4 8,y 0 a b 8 12": "Vehicle 0 picks up y at a at 8.0 s; ...there at "
            "11.0 s.",
        },
    ),
    "no trips at all": Case(
        CARRIED,
        "x1 a 0 3,x2 b 8 10,y1 b 15 16|x 0 a b 4 8,y 0 a b 11 15",
        {
            "x1 a 0 3,x2 b 8 10,y1 b 15 16": "No trip carries the piece of x from a to b. No trip carries the piece of "
            "y from a to b.",
        },
    ),
    "trips to where a piece is joined": Case(
        JOINED_FAR,
        "x1 a 0 3,y1 b 9 10|x 0 a b 3 9",
        {
            "x1 a 0 3,y1 b 8 9|x 0 a b 3 9": "y1 begins at 8.0 s; its piece arrives at 9.0 s.",
            "x1 a 0 3,y1 b 9 10": "No trip carries the piece of x from a to b.",
        },
    ),
    "input buffers": Case(
        INPUT,
        "x1 a 0 2,y1 a 2 4,z1 a 4 6,x2 b 2 11,y2 b 11 12,z2 b 12 13|x - a b 2 2,y - a b 5 5,z - a b 11 11",
        {
            "x1 a 0 2,y1 a 2 4,z1 a 4 6,x2 b 2 11,y2 b 11 12,z2 b 12 13|x - a b 2 2,y - a b 5 5,z - a b 9 9": "The "
            "piece of z arrives at b at 9.0 s and waits until 12.0 s; the input buffer has room for 1...y until 11...",
            "x1 a 0 2,y1 a 2 4,z1 a 4 6,x2 b 2 11,y2 b 11 12,z2 b 12 13": "No trip carries the piece of x from a to b. "
            "No trip carries the piece of y from a to b. No trip carries the piece of z from a to b.",
        },
    ),
    "output buffers": Case(
        OUTPUT,
        "x1 a 0 2,y1 a 2 4,z1 a 11 13,x2 b 2 11,y2 b 11 12|x - a b 2 2,y - a b 11 11",
        {
            "x1 a 0 2,y1 a 2 4,z1 a 10 12,x2 b 2 11,y2 b 11 12|x - a b 2 2,y - a b 11 11": "z1 begins at 10.0 s on a, "
            "where a finished piece blocks it: the output buffer has room for 0, and there are y until 11.0 s.",
            "x1 a 0 2,y1 a 2 4,z1 a 11 13,x2 b 2 11,y2 b 11 12|x - a b 2 2,y - a b 4 4": "The piece of y arrives at "
            "b at 4.0 s and waits until 11.0 s; the input buffer has room for 0.",
        },
    ),
    "a piece that waits for the same cell": Case(
        AGAIN,
        "y1 a 0 1,x1 a 1 3,x2 a 5 7",
        {"x1 a 0 2,y1 a 2 3,x2 a 3 5": "y1 begins at 2.0 s on a, where a finished piece blocks it...x until 3.0 s."},
    ),
    "what is settled": Case(
        SETTLED,
        "x1 a 1 6,z1 a 6 8,y1 a 8 10",
        {
            "x1 b 1 6,z1 a 6 8,y1 a 8 10": "x1 is fixed on a and was put on b.",
            "x1 a 1 5,z1 a 6 8,y1 a 8 10": "x1 is fixed from 1.0 s to 6.0 s and was put from 1.0 s to 5.0 s.",
            "x1 a 1 6,z1 a 4 6,y1 a 8 10": "z1 begins at 4.0 s on a, which does x1 until 6.0 s.",
            "x1 a 1 6,z1 b 6 7,y1 a 8 10": "z1 is frozen on a and was put on b. a has to do z1, y1 first; it does y1.",
            "x1 a 1 6,y1 a 6 8,z1 a 8 10": "a has to do z1, y1 first; it does y1, z1.",
        },
    ),
}


def matches(pattern: str, faults: list[str]) -> bool:
    text, place = " ".join(faults), 0
    for part in pattern.split("..."):
        found = text.find(part.strip(), place)
        if found < 0:
            return False
        place = found + len(part.strip())
    return True


@pytest.mark.parametrize("name", CASES)
def test_a_schedule_that_keeps_the_constraint_has_no_fault(name: str) -> None:
    case = CASES[name]
    check_schedule(case.problem, case.plan(case.right))


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name, case in CASES.items() for text in case.wrong], ids=lambda item: item
)
def test_each_schedule_that_breaks_it_is_found_by_that_fault_alone(name: str, text: str) -> None:
    case = CASES[name]
    faults = faults_of(case.problem, case.plan(text))
    assert matches(case.wrong[text], faults), faults
    assert len(faults) <= case.wrong[text].count(". ") + 1


FIGURES = replace(SET_UP, jobs=(replace(SET_UP.jobs[0], due_s=5.0, weight=2.0), SET_UP.jobs[1]))


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"makespan_s": 10.0}, "The makespan is 11.0 s, not 10.0 s."),
        ({"makespan_s": float("nan")}, "The makespan is 11.0 s, not nan s."),
        ({"weighted_tardiness_s": 3.0}, "The weighted tardiness is 6.0 s, not 3.0 s."),
        ({"changeover_s": 0.0}, "The time for change-overs is 6.0 s, not 0.0 s."),
        ({"moved_tasks": 0}, "The number of moved tasks is 1.0, not 0.0."),
        ({"shifted_s": 1.0}, "The sum of shifts is 3.0 s, not 1.0 s."),
    ],
)
def test_a_figure_that_is_not_what_the_times_give_is_named(changes: dict[str, Any], fault: str) -> None:
    reference = Schedule((at("x1 b 1 9"), at("y1 a 10 12")), Objective(0.0, 12.0))
    tasks = (at("x1 a 0 8"), at("y1 a 8 11"))
    plan = Schedule(tasks, FIGURES.objective(tasks, reference))
    assert faults_of(FIGURES, plan, reference) == []
    assert faults_of(FIGURES, replace(plan, objective=replace(plan.objective, **changes)), reference) == [fault]


def test_a_lower_bound_above_the_makespan_is_none() -> None:
    plan = CASES["cells"].plan(CASES["cells"].right)
    check_schedule(SHOP, replace(plan, lower_bound_s=9.0))
    assert faults_of(SHOP, replace(plan, lower_bound_s=9.5)) == ["The lower bound 9.5 s is above the makespan 9.0 s."]


def test_of_very_many_faults_the_error_names_some_and_counts_the_others() -> None:
    jobs = tuple(job(f"x{number}", task(f"t{number}", {"a": 1.0})) for number in range(MOST_TOLD + 7))
    problem = Problem(jobs)
    with pytest.raises(ScheduleError, match=r"t0 is missing\..*And 7 more\.$"):
        check_schedule(problem, replace(schedule(problem, "t0 a 0 1"), tasks=()))


def test_the_checks_import_nothing_that_makes_schedules() -> None:
    allowed = {"checks", "problem", "schedule", "calendar"}
    folder = Path(checks.__file__).parent
    for path in [*folder.glob("*.py"), folder.parent / "checker.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("robot_cells.schedules."):
                assert node.module.split(".")[2] in allowed, (path.name, node.module)

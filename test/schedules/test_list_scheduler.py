"""Every schedule that is built keeps every constraint, and none ends before the lower bound."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from robot_cells.errors import ScheduleError
from robot_cells.ids import CellId, JobId, OperationId, ProductId, TaskId
from robot_cells.schedules.bounds import lower_bound_s
from robot_cells.schedules.checker import check_schedule
from robot_cells.schedules.list_scheduler import list_schedule
from robot_cells.schedules.problem import Problem, ProblemJob, ProblemTask
from robot_cells.schedules.rules import RULES
from robot_cells.schedules.schedule import Objective, Schedule


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_a_list_schedule_keeps_every_constraint_by_every_rule(kit: Any, data: Any) -> None:
    problem = data.draw(kit.problems())
    for rule in RULES.values():
        check_schedule(problem, list_schedule(problem, [rule]))


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_no_schedule_ends_before_the_lower_bound(kit: Any, data: Any) -> None:
    problem = data.draw(kit.problems())
    bound_s = lower_bound_s(problem)
    assert all(list_schedule(problem, [rule]).objective.makespan_s >= bound_s - 1e-9 for rule in RULES.values())


def test_the_best_of_the_rules_is_kept() -> None:
    problem = shop([[("a", 3.0), ("b", 2.0)], [("b", 4.0), ("a", 1.0)], [("a", 2.0), ("b", 2.0)]])
    best = list_schedule(problem)
    assert best.objective.makespan_s == min(list_schedule(problem, [r]).objective.makespan_s for r in RULES.values())


def test_without_a_rule_there_is_no_schedule() -> None:
    with pytest.raises(ScheduleError, match="No dispatch rule"):
        list_schedule(shop([[("a", 1.0)]]), [])


def shop(jobs: list[list[tuple[str, float]]]) -> Problem:
    """A job shop: for each job its tasks as (cell, duration)."""
    return Problem(
        tuple(
            ProblemJob(
                JobId(f"j{number}/001"),
                ProductId("p"),
                tuple(
                    ProblemTask(
                        TaskId(f"j{number}/001/t{place}.1"),
                        OperationId(f"t{place}"),
                        {CellId(cell): seconds},
                        (place - 1,) if place else (),
                    )
                    for place, (cell, seconds) in enumerate(tasks)
                ),
            )
            for number, tasks in enumerate(jobs)
        )
    )


@pytest.mark.parametrize(
    ("jobs", "bound_s"),
    [
        ([[("a", 3.0), ("b", 4.0)]], 7.0),
        ([[("a", 3.0)], [("a", 4.0)]], 7.0),
        ([[("a", 3.0), ("b", 1.0)], [("a", 4.0), ("b", 2.0)]], 8.0),
        ([[("b", 2.0), ("a", 3.0)], [("b", 5.0), ("a", 4.0)]], 10.0),
    ],
    ids=["one job", "one cell", "with the least tail", "heads and tails"],
)
def test_the_lower_bound_is_what_a_hand_finds(jobs: list[list[tuple[str, float]]], bound_s: float) -> None:
    assert lower_bound_s(shop(jobs)) == bound_s


def test_a_problem_without_tasks_is_bounded_by_nothing() -> None:
    assert lower_bound_s(Problem(())) == 0.0
    assert list_schedule(Problem(())).tasks == ()


GOOD = shop([[("a", 3.0), ("b", 2.0)], [("a", 4.0)]])


def moved(schedule: Schedule, task: str, **changes: Any) -> Schedule:
    tasks = tuple(replace(item, **changes) if item.task.startswith(task) else item for item in schedule.tasks)
    known = {item.task for item in schedule.tasks} == {item.task for item in tasks}
    return replace(schedule, tasks=tasks, objective=GOOD.objective(tasks) if known else schedule.objective)


def broken(kind: str) -> Schedule:
    good = list_schedule(GOOD)
    first = {item.task: item for item in good.tasks}
    second = first[TaskId("j0/001/t1.1")]
    return {
        "a task is missing": replace(good, tasks=good.tasks[1:]),
        "a task is there twice": replace(good, tasks=(*good.tasks, good.tasks[0])),
        "a cell cannot do it": moved(good, "j1", cell=CellId("b")),
        "too short": moved(good, "j0/001/t1", end_s=second.end_s - 1.0),
        "before its predecessor": moved(good, "j0/001/t1", start_s=0.0, end_s=2.0),
        "two on one cell": moved(good, "j1", start_s=1.0, end_s=5.0),
        "wrong makespan": replace(good, objective=Objective(0.0, 1.0)),
        "wrong tardiness": replace(good, objective=replace(good.objective, weighted_tardiness_s=5.0)),
        "bound too high": replace(good, lower_bound_s=100.0),
    }[kind]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("a task is missing", "is missing"),
        ("a task is there twice", "2 times"),
        ("a cell cannot do it", "cannot be done on b"),
        ("too short", "it needs 2.0 s"),
        ("before its predecessor", "begins before"),
        ("two on one cell", "a is free at"),
        ("wrong makespan", "makespan is"),
        ("wrong tardiness", "tardiness is"),
        ("bound too high", "lower bound 100.0 s is above"),
    ],
)
def test_the_checker_names_what_a_schedule_breaks(kind: str, words: str) -> None:
    with pytest.raises(ScheduleError, match=words):
        check_schedule(GOOD, broken(kind))

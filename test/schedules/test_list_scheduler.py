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
from robot_cells.schedules.problem import Problem, ProblemJob, ProblemTask, ProblemVehicle
from robot_cells.schedules.random_problems import Feature
from robot_cells.schedules.rules import RULES


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_a_list_schedule_keeps_every_constraint_by_every_rule(kit: Any, data: Any) -> None:
    problem = data.draw(kit.problems())
    for rule in RULES.values():
        check_schedule(problem, list_schedule(problem, [rule]))


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_a_list_schedule_keeps_to_working_times(kit: Any, data: Any) -> None:
    features = [Feature.ALTERNATIVES, Feature.GRAPHS, Feature.DATES, Feature.CHANGEOVERS, Feature.CALENDARS]
    problem = data.draw(kit.whole_problems(features))
    check_schedule(problem, list_schedule(problem))


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


@pytest.mark.parametrize(
    ("cells", "bound_s"),
    [(("a", "b"), 3.0 + 4.0 + 4.0), (("b", "c"), 4.0 + 3.0 + 5.0 + 4.0), (("b", "b"), 4.0 + 3.0 + 4.0)],
    ids=["from its first cell on", "from where it stands on", "no way"],
)
def test_the_lower_bound_counts_the_way_of_a_piece(cells: tuple[str, str], bound_s: float) -> None:
    """The quicker of two vehicles drives 2 m/s; loading and unloading take 1 s each."""
    (job,) = shop([[(cells[0], 3.0), (cells[1], 4.0)]]).jobs
    fleet = (ProblemVehicle(CellId("c"), 1.0, 2.0), ProblemVehicle(CellId("c"), 2.0, 1.0))
    distances_m = {(CellId("a"), CellId("b")): 4.0, (CellId("b"), CellId("c")): 6.0}
    problem = Problem((replace(job, cell=CellId("a")),), vehicles=fleet, distances_m=distances_m)
    assert lower_bound_s(problem) == bound_s
    assert list_schedule(problem).objective.makespan_s >= bound_s


def test_a_problem_without_tasks_is_bounded_by_nothing() -> None:
    assert lower_bound_s(Problem(())) == 0.0
    assert list_schedule(Problem(())).tasks == ()

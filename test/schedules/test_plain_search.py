"""What counts behind the makespan counts; what a schedule lacks is put in before it is improved."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from robot_cells.ids import CellId, JobId, OperationId, ProductId, TaskId
from robot_cells.schedules.checker import check_schedule
from robot_cells.schedules.goal import Goal
from robot_cells.schedules.plain_search import later_goals
from robot_cells.schedules.problem import Problem, ProblemJob, ProblemTask
from robot_cells.schedules.random_problems import Feature, Size, random_problem
from robot_cells.schedules.result import Budget, Status
from robot_cells.schedules.shop.plain import is_plain
from robot_cells.schedules.solve import solve

BOTH = (Goal.MAKESPAN, Goal.TARDINESS)


def job(name: str, *durations_s: float, due_s: float | None = None, cell: str = "a") -> ProblemJob:
    tasks = tuple(
        ProblemTask(
            TaskId(f"{name}{place}"), OperationId(str(place)), {CellId(cell): seconds}, (place - 1,) * (place > 0)
        )
        for place, seconds in enumerate(durations_s)
    )
    return ProblemJob(JobId(name), ProductId(name), tasks, due_s=due_s)


ONE_CELL = Problem(
    tuple(job(name, 4.0, due_s=due_s) for name, due_s in zip("abcde", (20.0, 16.0, 12.0, 8.0, 4.0), strict=True))
)
"""Every order is as short; one is never late."""


@pytest.mark.parametrize("budget", [Budget(None, 400), Budget(5.0, 400), Budget(0.2)])
def test_a_schedule_that_cannot_be_shorter_is_still_made_less_late(budget: Budget) -> None:
    result = solve(ONE_CELL, budget, goals=BOTH)
    assert (result.objective.makespan_s, result.objective.weighted_tardiness_s) == (20.0, 0.0)
    assert (result.lower_bound, result.status) == (20.0, Status.OPTIMAL)
    assert [point.engine for point in result.trace][-1:] == ["general"]
    assert result.trace[-1].objective == result.objective
    assert sorted(point.seconds for point in result.trace) == [point.seconds for point in result.trace]


@pytest.mark.parametrize("seed", range(8))
def test_the_makespan_never_gets_longer_for_the_sake_of_other_goals(seed: int) -> None:
    problem = random_problem(Random(seed), [Feature.DATES, Feature.ALTERNATIVES], Size(jobs=6, tasks=4, cells=4))
    assert is_plain(problem)
    alone, both = (solve(problem, Budget(None, count), goals=goals) for count, goals in ((300, BOTH[:1]), (400, BOTH)))
    check_schedule(problem, both.schedule)
    assert both.objective.makespan_s <= alone.objective.makespan_s
    assert both.objective == problem.objective(both.schedule.tasks)
    if both.objective.makespan_s == alone.objective.makespan_s:
        assert both.objective.weighted_tardiness_s <= alone.objective.weighted_tardiness_s


def test_the_same_seed_gives_the_same_schedule() -> None:
    problem = random_problem(Random(3), [Feature.DATES], Size(jobs=6, tasks=4, cells=4))
    first, again = (solve(problem, Budget(None, 200, 7), goals=BOTH) for _ in range(2))
    assert first.schedule == again.schedule


def test_moved_and_shifted_tasks_count_against_the_schedule_that_was_handed_in() -> None:
    problem = Problem(tuple(job(name, 3.0, 3.0, cell=cell) for name, cell in zip("vwxyz", "aabbb", strict=True)))
    start = solve(problem, Budget(None, 50), goals=BOTH[:1]).schedule
    late = replace(
        start, tasks=tuple(replace(item, start_s=item.start_s + 1, end_s=item.end_s + 1) for item in start.tasks)
    )
    result = solve(problem, Budget(None, 200), start=late, goals=(Goal.MAKESPAN, Goal.SHIFTS))
    assert result.objective == problem.objective(result.schedule.tasks, late)
    assert result.objective.makespan_s == start.objective.makespan_s
    # As short as before every task begins a second earlier, or some of them exactly when they did.
    assert 0.0 < result.objective.shifted_s <= len(start.tasks) * 1.0


def test_a_schedule_that_lacks_tasks_is_repaired_and_then_improved() -> None:
    problem = random_problem(Random(5), [Feature.ALTERNATIVES], Size(jobs=10, tasks=5, cells=4))
    assert is_plain(problem)
    before = Problem(problem.jobs[:-1])
    start = solve(before, Budget(None, 3000), goals=BOTH[:1]).schedule
    repaired = solve(problem, Budget(None, 1), start=start, goals=BOTH[:1])
    fresh = solve(problem, Budget(None, 1), goals=BOTH[:1])
    check_schedule(problem, repaired.schedule, start)
    assert repaired.objective.makespan_s < fresh.objective.makespan_s
    assert repaired.objective == problem.objective(repaired.schedule.tasks, start)


@pytest.mark.parametrize(
    ("goals", "has_start", "later"),
    [
        ((Goal.MAKESPAN,), True, ()),
        ((Goal.MAKESPAN, Goal.TARDINESS, Goal.CHANGEOVERS), False, (Goal.TARDINESS,)),
        ((Goal.CHANGEOVERS, Goal.MAKESPAN, Goal.MOVES), False, ()),
        ((Goal.MAKESPAN, Goal.MOVES, Goal.TARDINESS), True, (Goal.MOVES, Goal.TARDINESS)),
    ],
)
def test_only_goals_in_which_schedules_can_differ_are_searched_for(
    goals: tuple[Goal, ...], has_start: bool, later: tuple[Goal, ...]
) -> None:
    start = solve(ONE_CELL, Budget(None, 1), goals=BOTH[:1]).schedule
    assert later_goals(ONE_CELL, goals, start if has_start else None) == later

"""The engine for plain shops: every schedule is one, good ones are found, and the same ones again."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from robot_cells.schedules.bounds import lower_bound_s
from robot_cells.schedules.checker import check_schedule
from robot_cells.schedules.goal import Goal
from robot_cells.schedules.list_scheduler import list_schedule
from robot_cells.schedules.result import Budget, Status
from robot_cells.schedules.shop.search_shop import search_shop
from robot_cells.schedules.solve import solve


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_every_schedule_keeps_every_constraint_and_its_bound(shops: Any, data: Any) -> None:
    problem = data.draw(shops.any_shop())
    schedule, trace = search_shop(problem, Budget(None, 300))
    check_schedule(problem, schedule)
    assert schedule.lower_bound_s >= lower_bound_s(problem) - 1e-9
    assert [point.objective.makespan_s for point in trace[-1:]] == [schedule.objective.makespan_s for _ in trace[-1:]]


@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_it_is_never_longer_than_what_it_starts_from(shops: Any, data: Any) -> None:
    problem = data.draw(shops.any_shop())
    start = list_schedule(problem)
    schedule, _ = search_shop(problem, Budget(None, 1), start)
    assert schedule.objective.makespan_s <= start.objective.makespan_s


def test_the_optimum_of_the_classic_six_by_six_is_found(shops: Any) -> None:
    result = solve(shops.ft06(), Budget(None, 20_000), goals=(Goal.MAKESPAN,))
    assert result.objective.makespan_s == 55.0


def test_it_stops_where_the_bound_says_that_nothing_is_better(shops: Any) -> None:
    problem = shops.shop([[{"a": 3.0, "b": 5.0}], [{"a": 3.0}], [{"b": 6.0}, {"a": 1.0}]])
    result = solve(problem, Budget(None, 10**9), goals=(Goal.MAKESPAN,))
    assert (result.objective.makespan_s, result.status) == (7.0, Status.OPTIMAL)


def test_a_makespan_at_the_bound_is_optimal_though_seconds_are_no_whole_numbers(shops: Any) -> None:
    problem = shops.shop([[{"a": 0.1}, {"b": 0.2}, {"a": 0.1}, {"b": 0.7}]])
    result = solve(problem, Budget(None, 10), goals=(Goal.MAKESPAN,))
    assert (result.lower_bound, result.status) == (result.objective.makespan_s, Status.OPTIMAL)


def test_workers_with_a_time_limit_hand_one_another_what_they_find(shops: Any) -> None:
    schedule, trace = search_shop(shops.ft06(), Budget(0.3, None, 1, 2))
    check_schedule(shops.ft06(), schedule)
    assert schedule.objective.makespan_s == trace[-1].objective.makespan_s


def test_it_breaks_off_when_it_is_told_to(shops: Any) -> None:
    schedule, _ = search_shop(shops.ft06(), Budget(None, 10**12), stopped=lambda: True)
    check_schedule(shops.ft06(), schedule)


def test_what_breaks_one_worker_off_ends_all(shops: Any) -> None:
    def interrupted() -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        search_shop(shops.ft06(), Budget(None, 10**12, 1, 2), stopped=interrupted)


def test_two_workers_find_the_same_again(shops: Any) -> None:
    first, second = (search_shop(shops.ft06(), Budget(None, 2000, 7, 2))[0] for _ in range(2))
    assert first == second


def test_the_trace_falls_to_the_result(shops: Any) -> None:
    schedule, trace = search_shop(shops.ft06(), Budget(None, 3000))
    makespans = [point.objective.makespan_s for point in trace]
    assert makespans == sorted(makespans, reverse=True)
    assert makespans[-1] == schedule.objective.makespan_s


def test_a_start_that_lacks_tasks_is_passed_over(shops: Any) -> None:
    problem = shops.ft06()
    start = list_schedule(problem)
    schedule, _ = search_shop(problem, Budget(None, 100), replace(start, tasks=start.tasks[1:]))
    check_schedule(problem, schedule)


def test_another_process_finds_the_same_bytes() -> None:
    script = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from conftest import PlainShops\n"
        "from robot_cells.schedules.result import Budget\n"
        "from robot_cells.schedules.shop.search_shop import search_shop\n"
        "print(search_shop(PlainShops.ft06(), Budget(None, 500, 3))[0])\n"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", script],
            check=True,
            capture_output=True,
            text=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1
    assert "makespan_s" in said.pop()

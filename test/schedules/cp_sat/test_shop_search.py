"""CP-SAT at plain shops: bounds that hold, and schedules that are as short as they say."""

from __future__ import annotations

from dataclasses import replace
from time import monotonic
from typing import Any

import pytest
from best_of_all import best_of_all
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model
from written import job, task

from robot_cells.schedules.cp_sat.messages import ShopNews, ShopWanted, Shorter
from robot_cells.schedules.cp_sat.shop_model import ends_by, least_shared_work, shop_tasks
from robot_cells.schedules.cp_sat.shop_search import FIRST_EFFORT, HALVING_SHARE, LEAST_ROUNDS, ShopSearch
from robot_cells.schedules.goal import Goal
from robot_cells.schedules.problem import Problem
from robot_cells.schedules.random_problems import Feature, Size
from robot_cells.schedules.shop.plain import is_plain
from robot_cells.schedules.shop.shop import shop_of, units_per_second


class Messages:
    """An inbox with these messages."""

    def __init__(self, *messages: object) -> None:
        self.messages = list(messages)
        self.on_message: Any = None

    def now(self) -> list[object]:
        found, self.messages = self.messages, []
        return found


def searched(problem: Problem, makespan: int, *messages: object) -> list[ShopNews]:
    """What is told of a problem of which a schedule of that makespan is known."""
    news: list[ShopNews] = []
    wanted = ShopWanted(shop_of(problem), makespan, 0, monotonic() + 20.0, 1)
    ShopSearch(wanted, Messages(*messages), news.append).run()
    return news


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_the_best_of_all_schedules_is_found_and_proved(kit: Any, data: Any) -> None:
    problem = data.draw(kit.whole_problems([Feature.ALTERNATIVES, Feature.DATES], Size(jobs=3, tasks=2, cells=2)))
    assume(is_plain(problem) and any(job.tasks for job in problem.jobs))
    best_s = best_of_all(problem, Goal.MAKESPAN).objective.makespan_s
    news = searched(problem, 10**6)
    found = [item for item in news if item.order]
    assert found[-1].makespan == best_s * units_per_second(problem)
    assert max(item.bound for item in news) == found[-1].makespan


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_limit_is_refuted_that_a_schedule_keeps(kit: Any, data: Any) -> None:
    problem = data.draw(kit.whole_problems([Feature.ALTERNATIVES, Feature.DATES], Size(jobs=3, tasks=2, cells=2)))
    assume(is_plain(problem) and any(job.tasks for job in problem.jobs))
    cells = sorted({cell for job in problem.jobs for task in job.tasks for cell in task.durations_s})
    problem = replace(problem, ready_s={cell: float(data.draw(st.integers(0, 20))) for cell in cells})
    best_s = best_of_all(problem, Goal.MAKESPAN).objective.makespan_s
    best = round(best_s * units_per_second(problem))
    tasks = shop_tasks(shop_of(problem))
    solver = cp_model.CpSolver()
    assert solver.solve(ends_by(tasks, best).model) == cp_model.OPTIMAL
    assert round(solver.objective_value) == best
    assert solver.solve(least_shared_work(tasks)) == cp_model.OPTIMAL
    assert round(solver.objective_value) <= best


def test_work_that_cannot_be_shared_out_evenly_gives_a_bound_without_a_schedule() -> None:
    problem = Problem(tuple(job(name, task(f"{name}1", {"a": 2, "b": 2})) for name in "xyz"))
    assert searched(problem, 2) == [ShopNews(2)]  # A unit is two seconds.


def test_cells_that_are_not_free_yet_and_releases_count() -> None:
    problem = Problem(
        (job("x", task("x1", {"a": 2, "b": 4})), job("y", task("y1", {"b": 1}), release_s=3.0)), ready_s={"a": 9.0}
    )
    news = searched(problem, 100)
    assert (news[-1].bound, min(item.makespan for item in news if item.order)) == (5, 5)


@pytest.mark.parametrize("makespan", [7, 8])
def test_what_others_have_found_meanwhile_is_not_found_again(makespan: int) -> None:
    problem = Problem(
        (
            job("x", task("x1", {"a": 3}), task("x2", {"b": 4}, 0)),
            job("y", task("y1", {"b": 2}), task("y2", {"a": 1}, 0)),
        )
    )
    news = searched(problem, makespan, Shorter(7))
    assert [item.makespan for item in news if item.order] == []
    assert news[-1].bound == 7


def test_a_round_that_tells_nothing_new_is_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[tuple[int, float]] = []

    def too_hard_but_for_one(search: ShopSearch, limit: int, effort: float) -> bool:
        tried.append((limit, effort))
        if limit == 524:
            search._raise_bound(525)
        return limit == 524

    monkeypatch.setattr(ShopSearch, "_try", too_hard_but_for_one)
    problem = Problem((job("x", task("x1", {"a": 1})),))
    assert searched(problem, 1050) == [ShopNews(525)]
    assert tried[:2] == [(1049, FIRST_EFFORT), (524, FIRST_EFFORT * HALVING_SHARE)]
    assert max(effort for _, effort in tried) == FIRST_EFFORT * 2 ** (LEAST_ROUNDS - 1)

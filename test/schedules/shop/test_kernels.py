"""What the search of plain shops relies on: renewed times, feasible moves, estimates, solutions between solutions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from robot_cells.schedules.shop.bound import least_makespan
from robot_cells.schedules.shop.critical import critical_path
from robot_cells.schedules.shop.dispatch import DRAWN, FIRST_COME, MOST_WORK, SHORTEST, dispatch, ranks
from robot_cells.schedules.shop.draws import drawn, seeded
from robot_cells.schedules.shop.insertion import look_at_other_cells
from robot_cells.schedules.shop.moves import move
from robot_cells.schedules.shop.plan import Plan, build, empty_plan, makespan_of
from robot_cells.schedules.shop.pool import admit, distance, empty_pool
from robot_cells.schedules.shop.queues import dispatch_from_queues
from robot_cells.schedules.shop.relinking import PARTS, relink, shake
from robot_cells.schedules.shop.search import BROKEN_PROMISES, ITERATION, TRUSTED, advance, doubt, new_search
from robot_cells.schedules.shop.shop import Shop, shop_of
from robot_cells.schedules.shop.step import make_together
from robot_cells.schedules.shop.swinging import backwards, swing
from robot_cells.schedules.shop.tabu import BEFORE, CHOICE, TASK, VALUE, WORST, nothing_tabu
from robot_cells.schedules.shop.together import look_at_all


def shop_from(shops: Any, data: Any) -> Shop:
    shop = shop_of(data.draw(shops.any_shop()))
    assume(len(shop.job) > 1)
    return shop


def first_plan(shop: Shop, seed: int = 0) -> Plan:
    plan = empty_plan(shop)
    dispatch(shop, plan, ranks(shop, DRAWN, seeded(seed)))
    build(shop, plan)
    return plan


def keeps_jobs(shop: Shop, plan: Plan) -> bool:
    place = {task: place for place, task in enumerate(plan.order[:-1].tolist())}
    nobody = len(shop.job) - 1
    return len(place) == nobody and all(
        shop.job_before[task] == nobody or place[int(shop.job_before[task])] < place[task] for task in range(nobody)
    )


@settings(max_examples=60, deadline=None)
@given(data=st.data(), iterations=st.integers(1, 200))
def test_renewed_times_are_those_of_a_plan_that_is_built_anew(shops: Any, data: Any, iterations: int) -> None:
    shop = shop_from(shops, data)
    search = new_search(shop, 1)
    advance(search, iterations, 0)
    plan, anew = search.plan, empty_plan(shop)
    anew.order[:], anew.choice[:] = plan.order, plan.choice
    assert build(shop, anew) == makespan_of(plan)
    for field in ("cell", "duration", "floor", "before", "after", "place", "ends", "rest"):
        assert getattr(plan, field)[:-1].tolist() == getattr(anew, field)[:-1].tolist(), field
    assert not plan.dirty.any()
    assert not plan.marked.any()


@settings(max_examples=100, deadline=None)
@given(data=st.data(), seed=st.integers(0, 5))
def test_any_move_is_made_or_refused_as_a_whole(shops: Any, data: Any, seed: int) -> None:
    shop = shop_from(shops, data)
    plan = first_plan(shop, seed)
    task = data.draw(st.integers(0, len(shop.job) - 2))
    choice = data.draw(st.integers(int(shop.first_choice[task]), int(shop.first_choice[task + 1]) - 1))
    cell = shop.choice_cell[choice]
    there = [other for other in range(len(shop.job) - 1) if plan.cell[other] == cell and other != task]
    before = data.draw(st.sampled_from([*there, len(shop.job) - 1]))
    was = [column.copy() for column in plan[:12]]
    if move(shop, plan, task, choice, before):
        assert keeps_jobs(shop, plan)
        ends = plan.ends.copy()
        build(shop, plan)
        assert plan.ends.tolist() == ends.tolist()
        assert plan.before[task] == before
    else:
        assert all(np.array_equal(old[:-1], new[:-1]) for old, new in zip(was, plan[:12], strict=True))


@settings(max_examples=100, deadline=None)
@given(data=st.data(), seed=st.integers(0, 5))
def test_the_path_through_an_inserted_task_is_no_longer_than_estimated(shops: Any, data: Any, seed: int) -> None:
    shop = shop_from(shops, data)
    for task in range(len(shop.job) - 1):
        plan, tabu = first_plan(shop, seed), nothing_tabu(shop)
        tabu.best[VALUE] = WORST
        path = np.array([task], np.int64)
        if look_at_other_cells(shop, plan, path, 1, tabu, 0, 0, seeded(seed), 0) == 0:
            continue
        assert tabu.best[VALUE] < WORST
        if move(shop, plan, tabu.best[TASK], tabu.best[CHOICE], tabu.best[BEFORE]):
            assert plan.ends[task] + plan.rest[task] - plan.duration[task] <= tabu.best[VALUE]


@pytest.mark.parametrize("rule", [MOST_WORK, SHORTEST, FIRST_COME, DRAWN])
def test_every_dispatch_rule_gives_a_solution(shops: Any, rule: int) -> None:
    shop = shop_of(shops.ft06())
    plan = empty_plan(shop)
    dispatch(shop, plan, ranks(shop, rule, seeded(1)))
    assert keeps_jobs(shop, plan)
    assert build(shop, plan) >= least_makespan(shop) == 52


@settings(max_examples=60, deadline=None)
@given(data=st.data(), seed=st.integers(0, 5))
def test_queues_give_a_solution_too(shops: Any, data: Any, seed: int) -> None:
    shop = shop_from(shops, data)
    plan = empty_plan(shop)
    dispatch_from_queues(shop, plan, ranks(shop, DRAWN, seeded(seed)))
    assert keeps_jobs(shop, plan)
    assert build(shop, plan) >= least_makespan(shop)


@pytest.mark.parametrize("rule", [MOST_WORK, SHORTEST, FIRST_COME, DRAWN])
def test_with_one_cell_a_task_queues_and_the_heap_lead_to_the_same(shops: Any, rule: int) -> None:
    shop = shop_of(shops.ft06())
    heap, queues = empty_plan(shop), empty_plan(shop)
    dispatch(shop, heap, ranks(shop, rule, seeded(1)))
    dispatch_from_queues(shop, queues, ranks(shop, rule, seeded(1)))
    build(shop, heap)
    build(shop, queues)
    assert queues.ends.tolist() == heap.ends.tolist()


@settings(max_examples=60, deadline=None)
@given(data=st.data(), turns=st.integers(1, 4))
def test_every_turn_forward_and_backward_gives_a_solution(shops: Any, data: Any, turns: int) -> None:
    shop = shop_from(shops, data)
    plan = first_plan(shop)
    for turn in range(turns):
        assert swing(shop, backwards(shop), plan, turn) == makespan_of(plan) >= least_makespan(shop)
        assert keeps_jobs(shop, plan)


def test_turns_are_shorter_than_the_rule_that_they_begin_with(shops: Any) -> None:
    shop = shop_of(shops.ft06())
    plan = empty_plan(shop)
    dispatch(shop, plan, ranks(shop, MOST_WORK, seeded(1)))
    first = build(shop, plan)
    assert min(swing(shop, backwards(shop), plan, turn) for turn in range(6)) < first


@settings(max_examples=100, deadline=None)
@given(data=st.data(), seed=st.integers(0, 5))
def test_moves_made_together_leave_a_solution_with_its_times(shops: Any, data: Any, seed: int) -> None:
    shop = shop_from(shops, data)
    plan, tabu, draws = first_plan(shop, seed), nothing_tabu(shop), seeded(seed)
    path = np.zeros(len(shop.job), np.int64)
    makespan = makespan_of(plan)
    for now in range(20):
        count = critical_path(shop, plan, makespan, draws, path)
        _, rows = look_at_all(shop, plan, path, count, tabu, now, makespan, 2 * makespan + 1, draws)
        make_together(shop, plan, tabu, rows, now, count, draws)
        makespan = makespan_of(plan)
        assert keeps_jobs(shop, plan)
    ends, rest = plan.ends.tolist(), plan.rest.tolist()
    assert build(shop, plan) == makespan
    assert (plan.ends.tolist(), plan.rest.tolist()) == (ends, rest)
    assert not plan.dirty.any()


def test_after_many_broken_promises_none_is_trusted_for_a_while(shops: Any) -> None:
    search = new_search(shop_of(shops.ft06()), 1)
    for _ in range(BROKEN_PROMISES - 1):
        doubt(search.counts, search.draws)
    assert search.counts[TRUSTED] <= search.counts[ITERATION]
    doubt(search.counts, search.draws)
    assert search.counts[TRUSTED] > search.counts[ITERATION]


@pytest.mark.parametrize("weight", [0, 1, 300, 500, 999, PARTS])
def test_what_lies_between_two_solutions_is_one(shops: Any, weight: int) -> None:
    shop = shop_of(shops.ft06())
    one, other, plan = first_plan(shop, 1), first_plan(shop, 2), empty_plan(shop)
    relink(plan, one.order, one.choice, other.order, other.choice, weight, seeded(3))
    assert keeps_jobs(shop, plan)
    if weight in (0, PARTS):
        assert plan.order[:-1].tolist() == (other if weight else one).order[:-1].tolist()


def test_a_shaken_solution_is_another_one(shops: Any) -> None:
    shop = shop_of(shops.ft06())
    plan = first_plan(shop)
    was = plan.order.copy()
    shake(shop, plan, 9, seeded(4))
    assert keeps_jobs(shop, plan)
    assert plan.order.tolist() != was.tolist()


def test_the_pool_keeps_the_best_and_none_twice(shops: Any) -> None:
    shop = shop_of(shops.ft06())
    pool = empty_pool(shop, 2)
    plans = [first_plan(shop, seed) for seed in (1, 2, 3, 4)]
    offers = [(0, 70, True), (0, 70, False), (0, 69, True), (1, 80, True), (2, 90, False), (3, 60, True)]
    for number, makespan, taken in offers:
        assert admit(shop, pool, plans[number].order, plans[number].choice, makespan) is taken
    assert pool.makespan.tolist() == [69, 60]
    assert distance(shop, pool, 1, plans[3].order, plans[3].choice) == 0


def test_draws_are_even_and_the_same_for_a_seed() -> None:
    draws, again = seeded(7), seeded(7)
    found = [drawn(draws, 5) for _ in range(5000)]
    assert found == [drawn(again, 5) for _ in range(5000)]
    assert all(900 < found.count(value) < 1100 for value in range(5))

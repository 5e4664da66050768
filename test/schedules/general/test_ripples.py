"""What is reckoned from change to change is what the whole list gives."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from robot_cells.schedules.general.encoding import encode
from robot_cells.schedules.general.first import figures_of, first_plan
from robot_cells.schedules.general.kernels import columns as col
from robot_cells.schedules.general.kernels.annealing import anneal, settle
from robot_cells.schedules.general.kernels.decoding import decode
from robot_cells.schedules.general.memory import new_plan, new_state
from robot_cells.schedules.general.search_general import search_general
from robot_cells.schedules.general.search_memory import is_local, new_search
from robot_cells.schedules.goal import USUAL_GOALS, Goal
from robot_cells.schedules.random_problems import Feature, Size, random_problem
from robot_cells.schedules.result import Budget

LOCAL = (
    Feature.ALTERNATIVES,
    Feature.DATES,
    Feature.CHANGEOVERS,
    Feature.VEHICLES,
    Feature.CALENDARS,
    Feature.FIXED,
)
SIZE = Size(jobs=10, tasks=5, cells=4, products=3)


@pytest.mark.parametrize("first", range(0, 60, 20))
def test_the_plan_that_stands_has_the_times_and_the_cost_of_its_list(first: int) -> None:
    passed_by = 0
    for seed in range(first, first + 20):
        random = Random(seed)
        problem = random_problem(random, [item for item in LOCAL if random.random() < 0.6], SIZE)
        before = search_general(problem, Budget(seconds=None, iterations=0), goals=(Goal.CHANGEOVERS,)).schedule
        encoding = encode(problem, before)
        arrays = encoding.arrays
        plan, _ = first_plan(encoding, USUAL_GOALS, before, lambda: True)
        state, again = new_state(arrays), new_plan(arrays)
        search = new_search(encoding, len(state.memory), USUAL_GOALS, seed, None)
        search.tries.order[:] = plan.sequence
        search.tries.size[0] = plan.size[1]
        search.tries.option[:] = plan.used
        assert settle(arrays, state, search)
        temperature = 0.3 * float(np.mean(arrays.option[:, col.TIME]))
        for _ in range(20):
            anneal(arrays, state, search, 25, temperature)
            now, size = search.now, int(search.now.size[1])
            passed_by += int(search.ripple.state[3]) < size
            again.order[:size] = now.sequence[:size]
            again.size[0] = size
            again.option[:], again.vehicle[:], again.earliest[:] = now.used, now.vehicle, now.earliest
            assert decode(arrays, state, again), seed
            assert again.size[1] == size, seed
            assert (again.start == now.start).all() and (again.end == now.end).all(), seed
            found = figures_of(arrays, state, again)
            for goal in (col.TARDINESS, col.MAKESPAN, col.MOVES):
                assert found[goal] == pytest.approx(search.stands[goal]), (seed, goal)
    assert passed_by > 100


@pytest.mark.parametrize("feature", [Feature.BUFFERS, Feature.RESOURCES, Feature.JOINS, Feature.FROZEN, Feature.GRAPHS])
def test_what_connects_entries_that_are_far_apart_is_put_as_a_whole(feature: Feature) -> None:
    problem = random_problem(Random(1), [*LOCAL, feature], SIZE, full=True)
    assert not is_local(encode(problem).arrays, USUAL_GOALS)


@pytest.mark.parametrize(("goals", "local"), [(USUAL_GOALS, True), ((Goal.CHANGEOVERS,), False)])
def test_goals_that_every_entry_adds_to_need_the_whole_list(goals: tuple[Goal, ...], local: bool) -> None:
    problem = random_problem(Random(1), LOCAL, SIZE)
    assert is_local(encode(problem).arrays, goals) is local

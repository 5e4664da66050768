"""Whatever is asked of the engine for the whole model, its schedules keep every constraint."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from robot_cells.ids import CellId
from robot_cells.lines.buffer import Buffer
from robot_cells.schedules.checker import faults_of
from robot_cells.schedules.general.encoding import encode
from robot_cells.schedules.general.first import figures_of, first_plan, key_of
from robot_cells.schedules.general.kernels.decoding import decode
from robot_cells.schedules.general.memory import new_plan, new_state
from robot_cells.schedules.general.readback import objective_of, schedule_of
from robot_cells.schedules.general.repair import repaired_plan
from robot_cells.schedules.general.search_general import search_general
from robot_cells.schedules.general.searching import Searching
from robot_cells.schedules.goal import USUAL_GOALS, Goal
from robot_cells.schedules.problem import Buffers, Problem
from robot_cells.schedules.random_problems import Feature, Size, random_problem
from robot_cells.schedules.result import Budget

pytestmark = pytest.mark.timeout(120, func_only=True)

AT_ONCE = Budget(seconds=None, iterations=0)
SIZE = Size(jobs=6, tasks=5, cells=4, products=3)


def problem_of_seed(seed: int) -> Problem:
    """Everything the model has with every third seed, some of it with the others."""
    random = Random(seed)
    features = [item for item in Feature if seed % 3 == 0 or random.random() < 0.4]
    return random_problem(random, features, SIZE)


@pytest.mark.parametrize("first", range(0, 300, 100))
def test_a_first_schedule_keeps_every_constraint_of_the_model(first: int) -> None:
    for seed in range(first, first + 100):
        problem = problem_of_seed(seed)
        schedule, _, _ = search_general(problem, AT_ONCE)
        assert not faults_of(problem, schedule), seed


@pytest.mark.parametrize("feature", Feature)
def test_a_first_schedule_keeps_every_constraint_of_one_feature(feature: Feature) -> None:
    for seed in range(20):
        problem = random_problem(Random(seed), [feature], SIZE)
        schedule, _, _ = search_general(problem, AT_ONCE)
        assert not faults_of(problem, schedule), seed


def test_the_figures_of_the_compiled_part_are_those_of_the_problem() -> None:
    goals = tuple(Goal)
    for seed in range(60):
        problem = problem_of_seed(seed)
        before, _, _ = search_general(problem, AT_ONCE)
        encoding = encode(problem, before)
        state, plan = new_state(encoding.arrays), repaired_plan(encoding, before, holds=False)
        assert decode(encoding.arrays, state, plan)
        key = key_of(figures_of(encoding.arrays, state, plan), goals)
        tasks = schedule_of(encoding, plan, before.objective, 0.0).tasks
        objective = problem.objective(tasks, before)
        for goal, found, wanted in zip(goals, key, objective.key(goals), strict=True):
            figure = found if goal is Goal.MOVES else encoding.seconds(found)
            assert figure == pytest.approx(wanted, abs=1e-6), (seed, goal)


def test_what_is_found_keeps_every_constraint_and_is_no_worse_than_the_schedule_it_began_with() -> None:
    for seed in range(100):
        problem = problem_of_seed(seed)
        before, _, _ = search_general(problem, AT_ONCE, goals=(Goal.CHANGEOVERS,))
        for goals in ((Goal.TARDINESS, Goal.MAKESPAN), (Goal.SHIFTS, Goal.MAKESPAN), (Goal.MOVES, Goal.CHANGEOVERS)):
            after, _, _ = search_general(problem, AT_ONCE, before, goals)
            assert not faults_of(problem, after, before), seed
            assert after.objective.key(goals) <= problem.objective(before.tasks, before).key(goals), seed


def test_a_list_in_any_order_gives_a_schedule_that_keeps_every_constraint_or_none() -> None:
    done = 0
    for seed in range(100):
        problem = problem_of_seed(seed)
        arrays = (encoding := encode(problem)).arrays
        plan = new_plan(arrays)
        fixed = {int(task) for task in arrays.fixed}
        entries = [entry for entry in range(len(plan.place)) if entry not in fixed]
        Random(seed).shuffle(entries)
        plan.order[: len(entries)] = entries
        plan.size[0] = len(entries)
        if decode(arrays, state := new_state(arrays), plan):
            done += 1
            objective = objective_of(encoding, figures_of(arrays, state, plan), None)
            assert not faults_of(problem, schedule_of(encoding, plan, objective, 0.0)), seed
    assert done > 50


def test_what_the_search_finds_keeps_every_constraint_and_is_no_worse_than_what_it_began_with() -> None:
    for seed in range(60):
        problem = problem_of_seed(seed)
        first = search_general(problem, AT_ONCE).schedule
        found = search_general(problem, Budget(seconds=None, iterations=3_000, seed=seed)).schedule
        assert not faults_of(problem, found), seed
        assert found.objective.key(USUAL_GOALS) <= first.objective.key(USUAL_GOALS), seed


@pytest.mark.parametrize("goals", [(Goal.MAKESPAN,), (Goal.CHANGEOVERS, Goal.TARDINESS), (Goal.SHIFTS, Goal.MOVES)])
def test_the_search_keeps_every_constraint_whatever_the_goals(goals: tuple[Goal, ...]) -> None:
    for seed in range(20):
        problem = problem_of_seed(seed)
        before = search_general(problem, AT_ONCE).schedule
        found = search_general(problem, Budget(seconds=None, iterations=2_000), before, goals).schedule
        assert not faults_of(problem, found, before), seed
        assert found.objective.key(goals) <= problem.objective(before.tasks, before).key(goals), seed


def test_the_same_problem_seed_and_iterations_give_the_same_schedule_with_any_number_of_workers() -> None:
    problem = random_problem(Random(7), tuple(Feature), SIZE, full=True)
    for workers in (1, 2):
        budget = Budget(seconds=None, iterations=5_000, seed=3, workers=workers)
        assert search_general(problem, budget).schedule == search_general(problem, budget).schedule


def test_it_does_not_matter_in_which_portions_the_changes_are_tried() -> None:
    problem = random_problem(Random(7), [Feature.ALTERNATIVES, Feature.DATES, Feature.CHANGEOVERS], Size(12, 6, 5, 3))
    encoding = encode(problem)
    plan, _ = first_plan(encoding, USUAL_GOALS, None, lambda: True)
    whole, portions = (Searching(encoding, plan, USUAL_GOALS, seed=3) for _ in range(2))
    whole.run(20_000)
    random = Random(1)
    while portions.iterations < whole.iterations:
        portions.run(min(random.randint(1, 9), whole.iterations - portions.iterations))
    assert portions.figures == whole.figures
    assert portions.plan.sequence.tolist() == whole.plan.sequence.tolist()
    assert portions.plan.start.tolist() == whole.plan.start.tolist()


def test_no_more_tasks_get_another_cell_than_may() -> None:
    goals = (Goal.MAKESPAN,)
    for seed in range(30):
        problem = random_problem(Random(seed), [Feature.ALTERNATIVES, Feature.CHANGEOVERS], SIZE)
        before = search_general(problem, AT_ONCE).schedule
        for most in (0, 2):
            found = search_general(problem, Budget(seconds=None, iterations=2_000), before, goals, most_moved=most)
            assert found.schedule.objective.moved_tasks <= most, seed


def test_a_search_that_is_stopped_gives_what_it_has() -> None:
    problem = random_problem(Random(5), [Feature.ALTERNATIVES, Feature.VEHICLES], SIZE, full=True)
    asked = iter([False] * 10 + [True] * 1_000)
    found = search_general(problem, Budget(seconds=None), stopped=lambda: next(asked))
    assert found.interrupted
    assert not faults_of(problem, found.schedule)


def test_trips_are_told_where_only_a_cell_that_nobody_needs_has_a_finite_buffer() -> None:
    problem = random_problem(Random(3), [Feature.ALTERNATIVES], SIZE)
    problem = replace(problem, buffers={CellId("spare"): Buffers(Buffer(1))})
    schedule, _, _ = search_general(problem, AT_ONCE)
    assert schedule.trips
    assert not faults_of(problem, schedule)

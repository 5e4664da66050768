"""The traces of the disruption benchmark: the same everywhere, and what is left is really what is left."""

from __future__ import annotations

from random import Random
from unittest.mock import create_autospec

import pytest

from benchmarks.disruptions.disruption import Disruption, disrupted, disruptions_of
from benchmarks.disruptions.execution import ended_by, remaining_after, tardiness_s
from benchmarks.disruptions.policies import Answer, ByCpSat, right_shift
from benchmarks.disruptions.shops import SIZES, ShopSize, shop_of
from robot_cells.ids import CellId, JobId, OperationId, ProductId, TaskId
from robot_cells.schedules.checker import faults_of
from robot_cells.schedules.cp_sat.solver import CpSatSolver
from robot_cells.schedules.goal import USUAL_GOALS
from robot_cells.schedules.problem import Problem, ProblemJob, ProblemTask, ProblemVehicle
from robot_cells.schedules.result import Budget
from robot_cells.schedules.schedule import Schedule, ScheduledTask, ScheduledTrip
from robot_cells.schedules.solve import solve

SMALL = ShopSize(40, 3, 2)
RULES = Budget(seconds=None, iterations=0)


def _two_tasks() -> tuple[Problem, Schedule]:
    """A piece is cut at `a` from 10 to 20 s, carried to `b` until 35 s, and welded there until 50 s."""
    job = JobId("j")
    tasks = (
        ProblemTask(TaskId("cut"), OperationId("cut"), {CellId("a"): 10.0}),
        ProblemTask(TaskId("weld"), OperationId("weld"), {CellId("b"): 15.0}, (0,)),
    )
    vehicle = ProblemVehicle(CellId("a"), 1.0, 2.0)
    problem = Problem(
        (ProblemJob(job, ProductId("p"), tasks, due_s=40.0, weight=2.0),),
        ready_s={CellId("a"): 10.0},
        vehicles=(vehicle,),
        distances_m={(CellId("a"), CellId("b")): 11.0, (CellId("b"), CellId("a")): 11.0},
    )
    found = (
        ScheduledTask(TaskId("cut"), CellId("a"), 10.0, 20.0),
        ScheduledTask(TaskId("weld"), CellId("b"), 35.0, 50.0),
    )
    trips = (ScheduledTrip(job, 0, CellId("a"), CellId("b"), 20.0, 35.0),)
    return problem, Schedule(found, problem.objective(found), trips=trips)


@pytest.mark.parametrize(
    ("now_s", "tasks", "cell", "release_s", "fixed", "vehicle"),
    [
        (5.0, ["cut", "weld"], None, 0.0, [], ("a", 5.0)),
        (15.0, ["cut", "weld"], "a", 20.0, ["cut"], ("a", 15.0)),
        (25.0, ["weld"], "b", 35.0, [], ("b", 35.0)),
        (40.0, ["weld"], "b", 50.0, ["weld"], ("b", 40.0)),
    ],
    ids=["before", "while it is cut", "on its way", "while it is welded"],
)
def test_what_is_left_is_what_has_not_ended(
    now_s: float, tasks: list[str], cell: str | None, release_s: float, fixed: list[str], vehicle: tuple[str, float]
) -> None:
    problem, schedule = _two_tasks()
    assert faults_of(problem, schedule) == []
    left = remaining_after(problem, schedule, now_s)
    (job,) = left.jobs
    assert [task.id for task in job.tasks] == tasks
    assert (job.cell, job.release_s) == (cell, release_s)
    assert sorted(left.fixed) == fixed
    assert (left.vehicles[0].position, left.vehicles[0].ready_s) == vehicle


def test_tardiness_is_that_of_what_happened() -> None:
    problem, schedule = _two_tasks()
    jobs = {job.id: job for job in problem.jobs}
    assert tardiness_s(jobs, ended_by(schedule, 50.0)) == 2.0 * 10.0


def test_the_same_seed_is_the_same_shop_and_the_same_disruptions() -> None:
    assert shop_of(SIZES[100], 3) == shop_of(SIZES[100], 3)
    assert shop_of(SIZES[100], 3) != shop_of(SIZES[100], 4)
    shop = shop_of(SMALL, 1)
    assert disruptions_of(shop, 6, 1, 1000.0) == disruptions_of(shop, 6, 1, 1000.0)


@pytest.mark.parametrize("kind", ["breakdown", "rush", "rework", "vehicle"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_is_left_after_a_disruption_can_be_scheduled(kind: str, seed: int) -> None:
    shop = shop_of(SMALL, seed)
    first = solve(shop.problem, RULES).schedule
    at_s = round(Random(seed).uniform(0.2, 0.8) * first.objective.makespan_s)
    problem = disrupted(remaining_after(shop.problem, first, at_s), shop, Disruption(at_s, kind, f"{seed} 0"))
    answer = solve(problem, RULES, start=first, most_moved=0).schedule
    assert faults_of(problem, answer) == []
    assert min(item.start_s for item in answer.tasks if item.task not in problem.fixed) >= at_s


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_few_moves_are_worth_more_than_none_and_are_no_more_than_allowed(seed: int) -> None:
    shop = shop_of(SMALL, seed)
    first = solve(shop.problem, RULES).schedule
    at_s = round(0.3 * first.objective.makespan_s)
    left = remaining_after(shop.problem, first, at_s)
    problem = disrupted(left, shop, Disruption(at_s, "breakdown", f"{seed} 0"))
    kept = solve(problem, RULES, start=first, most_moved=0)
    moved = solve(problem, RULES, start=first, most_moved=5)
    assert faults_of(problem, moved.schedule, first) == []
    assert kept.objective.moved_tasks == 0
    assert moved.objective.moved_tasks <= 5
    assert moved.objective.key(USUAL_GOALS) <= kept.objective.key(USUAL_GOALS)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_where_cp_sat_finds_nothing_the_right_shift_is_given_and_that_is_said(seed: int) -> None:
    shop = shop_of(SMALL, seed)
    first = solve(shop.problem, RULES).schedule
    at_s = round(0.3 * first.objective.makespan_s)
    problem = disrupted(remaining_after(shop.problem, first, at_s), shop, Disruption(at_s, "breakdown", f"{seed} 0"))
    solver = create_autospec(CpSatSolver, instance=True)
    solver.solve.return_value = None
    answer = ByCpSat(solver)(problem, first, Budget(seconds=2.0))
    assert answer == Answer(right_shift(problem, first, RULES).schedule, own=False)
    (asked,) = solver.solve.call_args_list
    assert 0.0 < asked.args[1].seconds < 2.0


def test_what_cp_sat_finds_is_given_with_exact_times_where_it_is_better() -> None:
    shop = shop_of(SMALL, 1)
    first = solve(shop.problem, RULES).schedule
    better = solve(shop.problem, Budget(seconds=None, iterations=3_000), start=first)
    solver = create_autospec(CpSatSolver, instance=True)
    solver.solve.return_value = better
    answer = ByCpSat(solver)(shop.problem, first, Budget(seconds=2.0))
    assert answer.own
    assert answer.schedule.objective.weighted_tardiness_s == better.objective.weighted_tardiness_s
    assert faults_of(shop.problem, answer.schedule, first) == []

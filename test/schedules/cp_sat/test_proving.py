"""Small problems with vehicles are solved and proved: the general search first, then CP-SAT from there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from robot_cells.ids import CellId, JobId, OperationId, ProductId, TaskId
from robot_cells.schedules.checker import check_schedule
from robot_cells.schedules.cp_sat.proving import is_provable
from robot_cells.schedules.cp_sat.solver import CpSatSolver
from robot_cells.schedules.goal import USUAL_GOALS, Goal
from robot_cells.schedules.problem import Problem, ProblemJob, ProblemTask, ProblemVehicle
from robot_cells.schedules.result import Budget, Status
from robot_cells.schedules.solve import solve

HOME, CELLS = CellId("home"), [CellId(name) for name in "abc"]
LENGTHS = {"x": (5.0, 3.0, 4.0), "y": (2.0, 6.0, 3.0), "z": (4.0, 4.0, 4.0)}
ROUTES = {"x": (0, 1, 2), "y": (1, 0, 2), "z": (2, 1, 0)}
FIVE_SECONDS = Budget(seconds=5.0, workers=1)
MAKESPAN = (Goal.MAKESPAN,)


def job(name: str) -> ProblemJob:
    tasks = tuple(
        ProblemTask(
            TaskId(f"{name}/{place}"),
            OperationId(str(place)),
            {CELLS[cell]: LENGTHS[name][place]},
            (place - 1,) if place else (),
        )
        for place, cell in enumerate(ROUTES[name])
    )
    return ProblemJob(JobId(name), ProductId(name), tasks, cell=HOME)


PLACES = [HOME, *CELLS]
PROBLEM = Problem(
    tuple(job(name) for name in LENGTHS),
    vehicles=(ProblemVehicle(HOME, 1.0, 0.0),) * 2,
    distances_m={(x, y): 2.0 + PLACES.index(y) for x in PLACES for y in PLACES if x != y},
)


def test_the_result_is_proved_and_at_least_as_good_as_the_search_alone() -> None:
    alone = solve(PROBLEM, Budget(seconds=None, iterations=1), goals=MAKESPAN)
    found = solve(PROBLEM, FIVE_SECONDS, goals=MAKESPAN)
    check_schedule(PROBLEM, found.schedule)
    assert found.status is Status.OPTIMAL
    assert found.lower_bound == found.objective.makespan_s == found.schedule.lower_bound_s
    assert found.objective.makespan_s <= alone.objective.makespan_s
    makespans = [point.objective.makespan_s for point in found.trace]
    assert makespans == sorted(makespans, reverse=True)
    assert makespans[-1] == found.objective.makespan_s


def test_nothing_longer_than_the_start_is_given_back() -> None:
    best = solve(PROBLEM, FIVE_SECONDS, goals=MAKESPAN)
    with CpSatSolver() as solver:
        again = solver.solve(PROBLEM, FIVE_SECONDS, start=best.schedule)
    assert again is not None
    assert {point.objective.makespan_s for point in again.trace} == {best.objective.makespan_s}
    check_schedule(PROBLEM, again.schedule)


NOT_PROVABLE: list[tuple[str, Problem, Budget, Sequence[Goal]]] = [
    ("without vehicles", replace(PROBLEM, vehicles=()), FIVE_SECONDS, MAKESPAN),
    ("iterations", PROBLEM, Budget(seconds=5.0, iterations=100), MAKESPAN),
    ("no limit", PROBLEM, Budget(seconds=None), MAKESPAN),
    ("too little time", PROBLEM, Budget(seconds=1.0), MAKESPAN),
    ("other goals", PROBLEM, FIVE_SECONDS, USUAL_GOALS),
    ("change-overs", replace(PROBLEM, changeovers_s={CELLS[0]: {}}), FIVE_SECONDS, MAKESPAN),
    ("too large", replace(PROBLEM, jobs=PROBLEM.jobs * 12), FIVE_SECONDS, MAKESPAN),
]


@pytest.mark.parametrize(
    ("problem", "budget", "goals"), [row[1:] for row in NOT_PROVABLE], ids=[row[0] for row in NOT_PROVABLE]
)
def test_only_small_problems_with_vehicles_and_time_are_tried(
    problem: Problem, budget: Budget, goals: Sequence[Goal]
) -> None:
    assert is_provable(PROBLEM, FIVE_SECONDS, MAKESPAN)
    assert not is_provable(problem, budget, goals)

"""CP-SAT's model of weighted tardiness finds the best schedules of tiny problems, and begins where it is told to."""

from __future__ import annotations

from dataclasses import replace
from multiprocessing import Pipe
from random import Random
from time import monotonic
from typing import Any

import pytest
from best_of_all import best_of_all
from written import job, task

from benchmarks.disruptions.disruption import Disruption, disrupted
from benchmarks.disruptions.execution import remaining_after
from benchmarks.disruptions.shops import ShopSize, shop_of
from robot_cells.errors import ScheduleError
from robot_cells.ids import CellId, ResourceId, TaskId
from robot_cells.lines.buffer import Buffer
from robot_cells.schedules.calendar import Calendar, Closure
from robot_cells.schedules.checker import faults_of
from robot_cells.schedules.cp_sat.messages import Ended, Improved, Wanted
from robot_cells.schedules.cp_sat.shop_data import missing_from_tardiness_model, shop_data
from robot_cells.schedules.cp_sat.solver import CpSatSolver
from robot_cells.schedules.cp_sat.tardiness_hint import done_shop
from robot_cells.schedules.cp_sat.tardiness_model import OutOfTimeError, tardiness_model
from robot_cells.schedules.cp_sat.tardiness_search import improve_tardiness
from robot_cells.schedules.goal import Goal
from robot_cells.schedules.problem import Buffers, Problem, ProblemVehicle, Resource
from robot_cells.schedules.random_problems import Feature, Size, random_problem
from robot_cells.schedules.result import Budget
from robot_cells.schedules.schedule import Schedule, ScheduledTask
from robot_cells.schedules.solve import solve

AT_ONCE = Budget(seconds=None, iterations=0)
FEATURES = [Feature.ALTERNATIVES, Feature.CHANGEOVERS, Feature.VEHICLES, Feature.DATES, Feature.CALENDARS]
A, B = CellId("a"), CellId("b")


def found_from(problem: Problem, start: Schedule, seconds: float = 20.0) -> list[Schedule]:
    """What the search tells one after the other, with the exact times of its cells, orders and vehicles."""
    here, there = Pipe()
    ended = improve_tardiness(Wanted(problem, monotonic() + seconds, 1, 1, start, Goal.TARDINESS), there)
    assert ended == Ended()
    there.close()
    schedules = []
    while here.poll():
        try:
            word = here.recv()
        except EOFError:
            break
        assert isinstance(word, Improved)
        told = Schedule(word.tasks, problem.objective(word.tasks), trips=word.trips)
        schedules.append(solve(problem, Budget(seconds=0.0), start=told, most_moved=0).schedule)
    return schedules


def tiny_problem(seed: int) -> Problem:
    """With vehicles that are alike and work that does not pause, as the model has it."""
    problem = random_problem(Random(seed), FEATURES, Size(jobs=3, tasks=2, cells=2))
    jobs = tuple(replace(item, tasks=tuple(replace(t, resumable=False) for t in item.tasks)) for item in problem.jobs)
    vehicles = tuple(replace(item, speed_mps=1.0, transfer_s=0.5) for item in problem.vehicles[:2])
    return replace(problem, jobs=jobs, vehicles=vehicles)


def test_it_finds_the_least_tardiness_there_is() -> None:
    late = 0
    for seed in range(20):
        problem = tiny_problem(seed)
        start = solve(problem, AT_ONCE, goals=(Goal.CHANGEOVERS, Goal.MAKESPAN)).schedule
        best_s = best_of_all(problem, Goal.TARDINESS).objective.weighted_tardiness_s
        found = found_from(problem, start)
        assert all(faults_of(problem, schedule) == [] for schedule in found)
        assert found[-1].objective.weighted_tardiness_s == pytest.approx(best_s, abs=1e-6), seed
        late += best_s > 0.0
    assert late > 5


@pytest.mark.parametrize("kind", ["breakdown", "rush", "rework", "vehicle"])
def test_after_a_disruption_it_begins_with_the_schedule_it_is_given(kind: str) -> None:
    shop = shop_of(ShopSize(24, 2, 2), 3)
    first = solve(shop.problem, AT_ONCE).schedule
    at_s = round(0.4 * first.objective.makespan_s)
    problem = disrupted(remaining_after(shop.problem, first, at_s), shop, Disruption(at_s, kind, "3 0"))
    start = solve(problem, AT_ONCE, start=first, most_moved=0).schedule
    found = found_from(problem, start, 2.0)
    assert all(faults_of(problem, schedule) == [] for schedule in found)
    tardiness_s = [schedule.objective.weighted_tardiness_s for schedule in found]
    assert tardiness_s[0] <= start.objective.weighted_tardiness_s + 1e-6


def test_the_process_of_cp_sat_searches_for_less_tardiness_when_it_is_asked_to() -> None:
    problem = tiny_problem(5)
    start = solve(problem, AT_ONCE, goals=(Goal.CHANGEOVERS, Goal.MAKESPAN)).schedule
    with CpSatSolver() as solver:
        result = solver.solve(problem, Budget(seconds=20.0), start=start, goal=Goal.TARDINESS)
    assert result is not None
    best_s = best_of_all(problem, Goal.TARDINESS).objective.weighted_tardiness_s
    assert result.objective.weighted_tardiness_s == pytest.approx(best_s, abs=0.5)


def test_the_model_is_given_up_when_the_time_is_over() -> None:
    shop = shop_of(ShopSize(24, 2, 2), 3)
    start = solve(shop.problem, AT_ONCE).schedule
    data = shop_data(shop.problem)
    asked = iter([False] * 30 + [True])
    with pytest.raises(OutOfTimeError):
        tardiness_model(data, 2 * done_shop(data, start).makespan, lambda: next(asked))
    assert found_from(shop.problem, start, 0.0) == []


PLAIN = Problem((job("x", task("x1", {"a": 3.0, "b": 2.0}), task("x2", {"b": 1.0}, 0)),), ready_s={A: 1.0})
VEHICLES = (ProblemVehicle(A, 1.0, 0.5), ProblemVehicle(A, 2.0, 0.5))
X1 = TaskId("x1")
NEEDY = Problem((job("x", replace(task("x1", {"a": 3.0}), needs={ResourceId("r"): 1})),))
PAUSING = Problem((job("x", replace(task("x1", {"a": 3.0}), resumable=True)),))
REFUSED: dict[str, Problem] = {
    "resources": replace(NEEDY, resources={ResourceId("r"): Resource(1)}),
    "finite buffers": replace(PLAIN, buffers={A: Buffers(output=Buffer(1))}),
    "frozen tasks": replace(PLAIN, frozen={A: (X1,)}),
    "assembly": Problem((job("y", task("y1", {"a": 1.0})), job("x", replace(task("x1", {"a": 3.0}), joins=("y",))))),
    "recipes that are no chains": Problem((job("x", task("x1", {"a": 3.0}), task("x2", {"b": 1.0})),)),
    "tasks that pause": replace(PAUSING, calendars={A: Calendar((Closure(1.0, 2.0),))}),
    "vehicles that differ": replace(PLAIN, vehicles=VEHICLES),
    "fixed tasks that have not begun": replace(PLAIN, fixed={X1: ScheduledTask(X1, A, 2.0, 5.0)}),
}


@pytest.mark.parametrize("missing", REFUSED)
def test_what_the_model_does_not_have_is_refused_by_name(missing: str) -> None:
    assert missing_from_tardiness_model(PLAIN) == []
    assert missing_from_tardiness_model(REFUSED[missing]) == [missing]
    with pytest.raises(ScheduleError, match=missing):
        shop_data(REFUSED[missing])


def test_without_a_start_it_is_refused() -> None:
    _, there = Pipe()
    ended: Any = improve_tardiness(Wanted(PLAIN, monotonic() + 1.0, 1, 1, None, Goal.TARDINESS), there)
    assert "to begin with" in ended.refused

"""The plain CP-SAT model: optima of small problems, and no schedule that breaks a constraint."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from robot_cells.errors import ScheduleError
from robot_cells.ids import CellId, JobId, OperationId, ProductId, TaskId
from robot_cells.lines.buffer import Buffer
from robot_cells.schedules.calendar import Calendar, Closure
from robot_cells.schedules.checker import check_schedule
from robot_cells.schedules.cp_sat.solver import CpSatSolver
from robot_cells.schedules.problem import Buffers, Problem, ProblemJob, ProblemTask, ProblemVehicle
from robot_cells.schedules.result import Budget, Result, Status

A, B, HOME = CellId("a"), CellId("b"), CellId("home")
TEN_SECONDS = Budget(seconds=10.0, workers=1)


@pytest.fixture(scope="module")
def solver() -> Iterator[CpSatSolver]:
    with CpSatSolver() as running:
        yield running


def job(name: str, *steps: dict[CellId, float], cell: CellId | None = None, release_s: float = 0.0) -> ProblemJob:
    tasks = tuple(
        ProblemTask(TaskId(f"{name}/{place}"), OperationId(str(place)), durations, (place - 1,) if place else ())
        for place, durations in enumerate(steps)
    )
    return ProblemJob(JobId(name), ProductId(name), tasks, cell=cell, release_s=release_s)


def checked(solver: CpSatSolver, problem: Problem) -> Result:
    result = solver.solve(problem, TEN_SECONDS)
    assert result is not None
    check_schedule(problem, result.schedule)
    return result


def test_a_job_shop_is_solved_and_proved(solver: CpSatSolver) -> None:
    result = checked(solver, Problem((job("x", {A: 3.0}, {B: 4.0}), job("y", {B: 2.0}, {A: 1.0}))))
    assert (result.objective.makespan_s, result.lower_bound, result.status) == (7.0, 7.0, Status.OPTIMAL)
    assert result.trace[-1].objective == result.objective


def test_the_better_of_two_cells_is_chosen_and_fractions_of_a_second_count(solver: CpSatSolver) -> None:
    problem = Problem((job("x", {A: 2.5, B: 2.25}), job("y", {A: 2.5, B: 2.25}, release_s=0.125)))
    assert checked(solver, problem).objective.makespan_s == 2.5


def test_a_vehicle_drives_empty_to_its_next_piece(solver: CpSatSolver) -> None:
    vehicle = ProblemVehicle(HOME, 1.0, 0.0)
    metres = {(HOME, A): 2.0, (A, HOME): 2.0, (HOME, B): 3.0, (B, HOME): 3.0, (A, B): 4.0, (B, A): 4.0}
    jobs = (job("x", {A: 1.0}, cell=HOME), job("y", {B: 1.0}, cell=HOME))
    one = Problem(jobs, vehicles=(vehicle,), distances_m=metres)
    # To a and back, then to b: 2 + 2 + 3, and a second of work; to b first takes 3 + 3 + 2.
    assert checked(solver, one).objective.makespan_s == 8.0
    two = replace(one, vehicles=(vehicle, vehicle))
    result = checked(solver, two)
    assert result.objective.makespan_s == 4.0
    assert sorted(trip.vehicle for trip in result.schedule.trips if trip.vehicle is not None) == [0, 1]


def test_a_search_that_is_told_to_stop_gives_nothing_or_what_it_has(solver: CpSatSolver) -> None:
    problem = Problem((job("x", {A: 3.0}),))
    stopped = solver.solve(problem, TEN_SECONDS, lambda: True)
    assert stopped is None or stopped.objective.makespan_s == 3.0
    assert checked(solver, problem).objective.makespan_s == 3.0


ONE = Problem((job("x", {A: 3.0}),))
REFUSED = [
    (replace(ONE, changeovers_s={A: {(ProductId("x"), ProductId("y")): 1.0}}), "change-overs"),
    (replace(ONE, calendars={A: Calendar((Closure(0.0, 1.0),))}), "calendars"),
    (replace(ONE, buffers={A: Buffers(Buffer(1), Buffer(1))}), "finite buffers"),
    (replace(ONE, ready_s={A: 2.0}), "cells that are not free yet"),
    (replace(ONE, vehicles=(ProblemVehicle(A, 1.0, 0.0), ProblemVehicle(A, 2.0, 0.0))), "vehicles that differ"),
    (Problem((job("x", {A: 1.0 / 3.0}),)), "whole numbers"),
]


@pytest.mark.parametrize(("problem", "words"), REFUSED)
def test_what_the_plain_model_does_not_have_is_refused(solver: CpSatSolver, problem: Problem, words: str) -> None:
    with pytest.raises(ScheduleError, match=words):
        solver.solve(problem, TEN_SECONDS)


def test_a_search_without_a_time_limit_is_refused(solver: CpSatSolver) -> None:
    with pytest.raises(ScheduleError, match="time limit"):
        solver.solve(ONE, Budget(None, 100))

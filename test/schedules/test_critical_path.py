"""The critical path leads without a pause from something that nothing holds up to the last task."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest

from robot_cells.ids import CellId, JobId, OperationId, ProductId, ResourceId, TaskId
from robot_cells.schedules.calendar import Calendar, Closure
from robot_cells.schedules.critical_path import Step, critical_path
from robot_cells.schedules.list_scheduler import list_schedule
from robot_cells.schedules.problem import Problem, ProblemJob, ProblemTask, ProblemVehicle, Resource
from robot_cells.schedules.random_problems import Feature, Size, random_problem
from robot_cells.schedules.schedule import Objective, Schedule, ScheduledTask, ScheduledTrip

A, B = CellId("a"), CellId("b")


def job(name: str, *tasks: ProblemTask, cell: CellId | None = None) -> ProblemJob:
    return ProblemJob(JobId(name), ProductId(name), tasks, cell=cell)


def task(name: str, cell: CellId, seconds: float, **more: object) -> ProblemTask:
    return ProblemTask(TaskId(name), OperationId(name), {cell: seconds}, **more)  # type: ignore[arg-type]


def names(steps: tuple[Step, ...]) -> list[str]:
    return [f"{item.job} to {item.target}" if isinstance(item, ScheduledTrip) else str(item.task) for item in steps]


def schedule(*tasks: tuple[str, CellId, float, float], trips: tuple[ScheduledTrip, ...] = ()) -> Schedule:
    items = tuple(ScheduledTask(TaskId(name), cell, start_s, end_s) for name, cell, start_s, end_s in tasks)
    return Schedule(items, Objective(0.0, max(item.end_s for item in items)), trips=trips)


@pytest.mark.parametrize("seed", range(8))
def test_in_a_job_shop_the_path_is_as_long_as_the_makespan(seed: int) -> None:
    problem = random_problem(Random(seed), [Feature.ALTERNATIVES, Feature.CHANGEOVERS], Size(6, 5, 3), full=True)
    found = list_schedule(problem)
    path = [item for item in critical_path(problem, found) if isinstance(item, ScheduledTask)]
    assert path[0].start_s == 0.0
    assert path[-1].end_s == found.objective.makespan_s
    assert all(before.end_s == pytest.approx(after.start_s) for before, after in pairwise(path))


def test_it_goes_through_the_empty_travel_of_a_vehicle() -> None:
    problem = Problem(
        (job("x", task("x1", B, 5.0), cell=A), job("y", task("y1", B, 1.0), cell=A)),
        vehicles=(ProblemVehicle(A, 1.0, 0.0),),
        distances_m={(A, B): 10.0, (B, A): 10.0},
    )
    trips = (
        ScheduledTrip(JobId("x"), 0, A, B, 0.0, 10.0),
        ScheduledTrip(JobId("y"), 0, A, B, 20.0, 30.0),
    )
    found = schedule(("x1", B, 10.0, 15.0), ("y1", B, 30.0, 31.0), trips=trips)
    assert names(critical_path(problem, found)) == ["x to b", "y to b", "y1"]


def test_a_piece_that_blocks_a_cell_is_on_it() -> None:
    problem = Problem(
        (job("x", task("x1", A, 5.0), task("x2", B, 1.0, after=(0,))), job("y", task("y1", A, 9.0))),
        vehicles=(ProblemVehicle(A, 1.0, 0.0, ready_s=8.0),),
    )
    trips = (ScheduledTrip(JobId("x"), 0, A, B, 8.0, 8.0),)
    found = schedule(("x1", A, 0.0, 5.0), ("y1", A, 8.0, 17.0), ("x2", B, 8.0, 9.0), trips=trips)
    assert names(critical_path(problem, found)) == ["x to b", "y1"]


def test_closed_time_is_no_pause() -> None:
    calendar = Calendar((Closure(4.0, 9.0),))
    problem = Problem((job("x", task("x1", A, 4.0)), job("y", task("y1", A, 3.0))), calendars={A: calendar})
    found = schedule(("x1", A, 0.0, 4.0), ("y1", A, 9.0, 12.0))
    assert names(critical_path(problem, found)) == ["x1", "y1"]


def test_what_waits_for_a_shared_tool_is_held_up_by_who_had_it() -> None:
    tool = ResourceId("tool")
    problem = Problem(
        (job("x", task("x1", A, 4.0, needs={tool: 1})), job("y", task("y1", B, 3.0, needs={tool: 1}))),
        resources={tool: Resource(1)},
    )
    found = schedule(("x1", A, 0.0, 4.0), ("y1", B, 4.0, 7.0))
    assert names(critical_path(problem, found)) == ["x1", "y1"]


def test_a_path_begins_where_nothing_holds_anything_up() -> None:
    problem = Problem((job("x", task("x1", A, 4.0)), job("y", task("y1", A, 3.0))))
    assert names(critical_path(problem, schedule(("x1", A, 0.0, 4.0), ("y1", A, 5.0, 8.0)))) == ["y1"]


def test_an_empty_schedule_has_none() -> None:
    assert critical_path(Problem(()), Schedule((), Objective(0.0, 0.0))) == ()

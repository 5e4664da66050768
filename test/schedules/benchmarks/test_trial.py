"""A trial tells what an engine had found by each limit, and every figure that cannot be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from robot_cells.errors import ScheduleError
from robot_cells.ids import JobId, OperationId, ProductId, TaskId
from robot_cells.schedules.benchmarks.best_known import KnownInstance
from robot_cells.schedules.benchmarks.engines import EngineName, Stopped, engine
from robot_cells.schedules.benchmarks.summary import summaries
from robot_cells.schedules.benchmarks.trial import Trial, try_engine
from robot_cells.schedules.goal import Goal
from robot_cells.schedules.problem import Problem, ProblemJob, ProblemTask
from robot_cells.schedules.readers.problem_file import machine_id
from robot_cells.schedules.readers.shop import ShopKind
from robot_cells.schedules.result import Budget, Result
from robot_cells.schedules.solve import solve

NO_LIMIT = Budget(None)


def job(name: str, *steps: tuple[int, float]) -> ProblemJob:
    tasks = tuple(
        ProblemTask(
            TaskId(f"{name}/{place}"), OperationId(str(place)), {machine_id(m): s}, (place - 1,) if place else ()
        )
        for place, (m, s) in enumerate(steps)
    )
    return ProblemJob(JobId(name), ProductId(name), tasks)


PROBLEM = Problem((job("a", (0, 3.0), (1, 4.0)), job("b", (1, 2.0), (0, 1.0))))
KNOWN = KnownInstance(ShopKind.JOB_SHOP, "small", "toy", (2, 2), 7.0, 7.0)


def engine_that(change: Callable[[Result], Result | None]) -> Callable[[Problem, Budget, Stopped], Result | None]:
    """An engine that finds the optimum, which is then changed."""

    def run(problem: Problem, budget: Budget, stopped: Stopped) -> Result | None:
        return change(solve(problem, budget, goals=(Goal.MAKESPAN,)))

    return run


def tried(change: Callable[[Result], Result | None], known: KnownInstance = KNOWN) -> Trial:
    return try_engine(EngineName.OURS, engine_that(change), known, PROBLEM, (1.0, 10.0, 60.0), NO_LIMIT)


def found_at(*points: tuple[float, float]) -> Callable[[Result], Result]:
    def change(result: Result) -> Result:
        point = result.trace[-1]
        trace = tuple(
            replace(point, seconds=seconds, objective=replace(point.objective, makespan_s=makespan))
            for seconds, makespan in points
        )
        return replace(result, trace=trace)

    return change


def test_what_was_found_by_each_limit_is_read_from_the_trace() -> None:
    trial = tried(found_at((0.2, 9.0), (0.9, 8.0), (10.5, 7.0)))
    assert trial.makespans == (8.0, 8.0, 7.0)
    assert trial.gap(0) == pytest.approx(1 / 7)
    assert trial.gap(2) == 0.0
    assert trial.faults == ()
    assert trial.is_proved


def test_what_came_too_late_does_not_count() -> None:
    assert tried(found_at((1.5, 9.0), (60.1, 7.0))).makespans == (None, 9.0, 9.0)


def test_an_engine_without_a_schedule_has_no_gap() -> None:
    trial = tried(lambda result: None)
    assert trial.makespans == (None, None, None)
    assert not trial.is_proved
    (row,) = summaries([trial], (1.0, 10.0, 60.0))
    assert (row.gaps[2].found, row.gaps[2].mean) == (0, None)


def test_an_engine_that_gives_up_is_a_fault_and_ends_nothing_else() -> None:
    def refuse(result: Result) -> Result:
        raise ScheduleError("It is too hard.")

    trial = tried(refuse)
    assert trial.makespans == (None, None, None)
    assert trial.faults == ("It is too hard.",)


def shifted(result: Result) -> Result:
    first, *rest = result.schedule.tasks
    return replace(result, schedule=replace(result.schedule, tasks=(replace(first, end_s=first.end_s + 1.0), *rest)))


FAULTS = [
    (shifted, KNOWN, "takes"),
    (lambda result: replace(result, lower_bound=8.0), KNOWN, "lower bound 8 is above the best known value 7"),
    (lambda result: result, replace(KNOWN, lower_bound=7.5, best=8.0), "7 is below the known lower bound 7.5"),
    (
        lambda result: replace(result, objective=replace(result.objective, makespan_s=7.5)),
        KNOWN,
        "The result says 7.5, its schedule 7.",
    ),
]


@pytest.mark.parametrize(("change", "known", "words"), FAULTS)
def test_every_figure_that_cannot_be_is_a_fault(
    change: Callable[[Result], Result], known: KnownInstance, words: str
) -> None:
    assert [words in fault for fault in tried(change, known).faults] == [True]


def test_a_family_has_the_mean_and_the_worst_gap_of_its_instances() -> None:
    trials = [tried(found_at((0.1, 14.0), (5.0, 7.0))), tried(found_at((2.0, 10.5)))]
    (row,) = summaries(trials, (1.0, 10.0, 60.0))
    assert (row.family, row.engine, row.instances) == ("JSP/toy", "ours", 2)
    assert [(item.found, item.mean, item.worst, item.at_best) for item in row.gaps] == [
        (1, 1.0, 1.0, 0),
        (2, 0.25, 0.5, 1),
        (2, 0.25, 0.5, 1),
    ]
    assert row.bound_gap == 0.0


@pytest.mark.parametrize("name", EngineName)
def test_every_engine_schedules(name: EngineName) -> None:
    with engine(name) as run:
        trial = try_engine(name, run, KNOWN, PROBLEM, (5.0,), Budget(workers=1))
    assert trial.makespans == (7.0,)
    assert trial.faults == ()

"""A cell begins nothing that it could not end before it closes, and goes on when it opens."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from robot_cells.lines.vehicle import Vehicle
from robot_cells.lines.working_times import DAY_S, ClosedTime, WorkingTimes
from robot_cells.orchestration.events import ScheduleAdopted
from robot_cells.schedules.schedule import Objective, Schedule, ScheduledTask


def times(*closed: tuple[float, float], daily: tuple[tuple[float, float], ...] = ()) -> WorkingTimes:
    return WorkingTimes(tuple(ClosedTime(*item) for item in closed), tuple(ClosedTime(*item) for item in daily))


def dispatches(plant: Any) -> list[tuple[float, str, str]]:
    return [(item.at_s, item.cell, item.job) for item in plant.ended("attempt_dispatched")]


@pytest.mark.parametrize(
    ("closed", "begins_s"),
    [
        ([], [0.0, 10.0, 20.0]),
        ([(20.0, 50.0)], [0.0, 10.0, 50.0]),
        ([(19.0, 50.0)], [0.0, 50.0, 60.0]),
        ([(0.0, 5.0)], [5.0, 15.0, 25.0]),
        ([(12.0, 14.0), (16.0, 30.0), (30.0, 40.0)], [0.0, 40.0, 50.0]),
    ],
    ids=["always open", "just in time", "too late", "closed at first", "too short to be used"],
)
def test_a_task_begins_only_where_it_ends_before_the_cell_closes(
    kit: Any, closed: list[tuple[float, float]], begins_s: list[float]
) -> None:
    cell = replace(kit.cell("a", "cut"), working_times=times(*closed))
    plant = kit.FakePlant(kit.line(cell), [kit.chain("p", "cut")])
    plant.submit("WO-1", "p", 3)
    plant.run()
    assert [at_s for at_s, _, _ in dispatches(plant)] == begins_s
    assert len(plant.ended("job_completed")) == 3


def test_a_change_over_has_to_end_before_the_cell_closes_too(kit: Any) -> None:
    cell = replace(kit.cell("a", "cut"), working_times=times((25.0, 60.0)), changeovers_s={("p", "q"): 10.0})
    plant = kit.FakePlant(kit.line(cell), [kit.chain("p", "cut"), kit.chain("q", "cut")])
    plant.submit("WO-1", "p")
    plant.submit("WO-2", "q")
    plant.run()
    assert [at_s for at_s, _, _ in dispatches(plant)] == [0.0, 60.0]


def test_a_slower_cell_that_is_open_takes_what_the_faster_one_cannot(kit: Any) -> None:
    fast = replace(kit.cell("a", "cut"), working_times=times((5.0, 100.0)))
    plant = kit.FakePlant(kit.line(fast, kit.cell("b", "cut", duration_s=15.0)), [kit.chain("p", "cut")])
    plant.submit("WO-1", "p", 2)
    plant.run()
    assert [(at_s, cell) for at_s, cell, _ in dispatches(plant)] == [(0.0, "b"), (15.0, "b")]


def test_a_piece_is_carried_to_the_cell_that_opens_first(kit: Any) -> None:
    line = kit.line(
        kit.cell("a", "cut"),
        replace(kit.cell("b", "weld", x_m=1.0), working_times=times((0.0, 500.0))),
        kit.cell("c", "weld", x_m=9.0, duration_s=20.0),
        vehicles=[Vehicle("amr_1", "a", 1.0, 1.0)],
    )
    plant = kit.FakePlant(line, [kit.chain("p", "cut", "weld")])
    plant.submit("WO-1", "p")
    plant.run()
    assert dispatches(plant)[-1][1] == "c"


def test_an_adopted_schedule_waits_for_the_opening_and_does_not_give_way(kit: Any) -> None:
    cells = (replace(kit.cell("a", "cut"), working_times=times((0.0, 30.0))), kit.cell("b", "weld"))
    plant = kit.FakePlant(kit.line(*cells), [kit.chain("p", "cut"), kit.chain("q", "cut")])
    plan = Schedule(
        (
            ScheduledTask("WO-2/001/cut.1", "a", 30.0, 40.0),
            ScheduledTask("WO-1/001/cut.1", "a", 40.0, 50.0),
        ),
        Objective(0.0, 50.0),
    )
    plant.submit("WO-1", "p")
    plant.submit("WO-2", "q")
    plant.tell(ScheduleAdopted(0.0, plan))
    plant.run()
    assert [(at_s, job) for at_s, _, job in dispatches(plant)] == [(30.0, "WO-2/001"), (40.0, "WO-1/001")]


def test_after_a_restart_in_closed_time_the_line_goes_on_when_the_cell_opens(kit: Any) -> None:
    cell = replace(kit.cell("a", "cut"), working_times=times((5.0, 50.0)))
    plant = kit.FakePlant(kit.line(cell), [kit.chain("p", "cut")])
    plant.submit("WO-1", "p")
    plant.run(until_s=20.0)
    again = plant.replayed()
    assert again.handle(()).recorded == ()
    assert again.wake_at_s == plant.orchestrator.wake_at_s == 50.0


def test_a_line_without_work_is_woken_by_no_calendar(kit: Any) -> None:
    cell = replace(kit.cell("a", "cut"), working_times=times(daily=((0.0, 3600.0),)))
    plant = kit.FakePlant(kit.line(cell), [kit.chain("p", "cut")])
    assert plant.orchestrator.wake_at_s is None
    plant.submit("WO-1", "p")
    plant.run()
    assert [at_s for at_s, _, _ in dispatches(plant)] == [3600.0]
    assert plant.orchestrator.wake_at_s is None


@pytest.mark.parametrize(
    ("at_s", "closed"),
    [
        (0.0, (0.0, 100.0)),
        (100.0, (1000.0, 3000.0)),
        (2500.0, (1500.0, 3000.0)),
        (3000.0, (DAY_S - 500.0, DAY_S + 100.0)),
        (DAY_S + 100.0, (DAY_S + 1000.0, DAY_S + 2000.0)),
        (3 * DAY_S - 100.0, (3 * DAY_S - 500.0, 3 * DAY_S + 100.0)),
    ],
)
def test_the_next_closed_time_is_found_among_those_of_every_day_and_single_ones(
    at_s: float, closed: tuple[float, float]
) -> None:
    found = times((1500.0, 3000.0), daily=((0.0, 100.0), (1000.0, 2000.0), (DAY_S - 500.0, DAY_S)))
    assert found.next_closed(at_s) == ClosedTime(*closed)


def test_the_longest_open_time_of_a_day_may_last_over_midnight() -> None:
    assert times(daily=((3600.0, 7200.0), (43_200.0, 50_000.0))).longest_open_s() == DAY_S - 50_000.0 + 3600.0
    assert times(daily=((0.0, 40_000.0), (39_000.0, DAY_S))).longest_open_s() == 0.0
    assert times((0.0, 1e6)).longest_open_s() == float("inf")

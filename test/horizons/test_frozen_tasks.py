"""What begins within the frozen horizon by the adopted schedule is known, and told apart from what may be moved."""

from __future__ import annotations

from typing import Any

import pytest

from robot_cells.horizons.frozen_tasks import frozen_tasks, moved_tasks
from robot_cells.horizons.open_problem import open_problem
from robot_cells.lines.scheduling import Scheduling
from robot_cells.orchestration.events import CellHeld, ScheduleAdopted

ONE, TWO, THREE, FOUR = (f"WO-1/00{unit}/cut.1" for unit in (1, 2, 3, 4))


def adopted(kit: Any) -> Any:
    """At 1 s the first piece is on `a`, the second on `b`; the others are scheduled on both."""
    line = kit.line(kit.cell("a", "cut"), kit.cell("b", "cut", duration_s=12.0))
    plant = kit.FakePlant(line, [kit.chain("p", "cut")])
    plant.submit("WO-1", "p", 4)
    plan = kit.schedule((ONE, "a", 0.0), (TWO, "b", 0.0), (FOUR, "a", 10.0), (THREE, "b", 40.0))
    plant.tell(ScheduleAdopted(1.0, plan))
    plant.now_s = 1.0
    return plant


def test_without_a_schedule_nothing_is_frozen(kit: Any) -> None:
    plant = kit.FakePlant(kit.line(kit.cell("a", "cut")), [kit.chain("p", "cut")])
    plant.submit("WO-1", "p", 4)
    assert frozen_tasks(plant.orchestrator.state, 0.0, 1e6) == {}


@pytest.mark.parametrize(
    ("until_s", "frozen"), [(10.0, {}), (11.0, {"a": (FOUR,)}), (41.0, {"a": (FOUR,), "b": (THREE,)})]
)
def test_what_begins_within_the_horizon_and_has_not_begun_is_frozen(kit: Any, until_s: float, frozen: Any) -> None:
    assert frozen_tasks(adopted(kit).orchestrator.state, 1.0, until_s) == frozen


def test_on_a_cell_that_stands_nothing_is_frozen(kit: Any) -> None:
    plant = adopted(kit)
    plant.tell(CellHeld(2.0, "b", 11))
    assert frozen_tasks(plant.orchestrator.state, 2.0, 100.0) == {"a": (FOUR,)}


@pytest.mark.parametrize(
    ("tasks", "moved"),
    [
        ([(ONE, "a", 5.0), (TWO, "a", 20.0), (THREE, "b", 0.0)], ()),
        ([(ONE, "a", 5.0), (TWO, "a", 20.0), (THREE, "a", 30.0)], ()),
        ([(TWO, "a", 5.0), (ONE, "a", 20.0)], (ONE,)),
        ([(ONE, "a", 5.0), (THREE, "a", 10.0), (TWO, "a", 20.0)], (TWO,)),
        ([(ONE, "b", 5.0), (TWO, "a", 20.0)], (ONE,)),
        ([(FOUR, "a", 1.0), (ONE, "a", 5.0), (TWO, "a", 20.0)], (ONE, TWO)),
        ([], (ONE, TWO)),
    ],
)
def test_a_task_stays_when_its_cell_does_it_and_nothing_gets_before_it_that_was_not(
    kit: Any, tasks: Any, moved: Any
) -> None:
    adopted = kit.schedule((ONE, "a", 5.0), (TWO, "a", 20.0), (THREE, "a", 30.0))
    assert moved_tasks(kit.schedule(*tasks), {"a": (ONE, TWO)}, adopted) == moved


def test_the_problem_of_a_search_leaves_frozen_tasks_where_they_are(kit: Any) -> None:
    problem = open_problem(adopted(kit).orchestrator.state, 1.0, Scheduling(), 11.0)
    assert problem.frozen == {"a": (FOUR,)}
    durations = {task.id: dict(task.durations_s) for job in problem.jobs for task in job.tasks}
    assert durations == {FOUR: {"a": 10.0}, THREE: {"a": 10.0, "b": 12.0}}
    assert problem.ready_s == {"a": 10.0, "b": 12.0}


def test_the_problem_of_a_search_gives_no_work_to_a_cell_that_stands_where_another_one_can_do_it(kit: Any) -> None:
    plant = adopted(kit)
    plant.tell(CellHeld(2.0, "b", 11))
    problem = open_problem(plant.orchestrator.state, 2.0, Scheduling(repair_s=90.0), 2.0)
    assert {tuple(task.durations_s) for job in problem.jobs for task in job.tasks} == {("a",)}
    assert problem.ready_s["b"] == 92.0

"""What is left of the work, as a scheduling problem."""

from __future__ import annotations

from typing import Any

from robot_cells.orchestration.events import ScheduleAdopted
from robot_cells.orchestration.remaining_problem import remaining_problem
from robot_cells.schedules.checker import check_schedule
from robot_cells.schedules.list_scheduler import list_schedule


def test_a_schedule_of_what_is_left_can_be_adopted_while_the_line_runs(kit: Any) -> None:
    plant = kit.FakePlant(
        kit.line(kit.cell("a", "cut"), kit.cell("b", "weld", duration_s=15.0, x_m=6.0)), [kit.chain("p", "cut", "weld")]
    )
    plant.submit("WO-1", "p", 4)
    plant.run(until_s=17.0)
    problem = remaining_problem(plant.orchestrator.state, 17.0)
    plan = list_schedule(problem)
    check_schedule(problem, plan)
    plant.tell(ScheduleAdopted(17.0, plan))
    plant.run()
    assert len(plant.ended("job_completed")) == 4
    assert plant.now_s == plan.objective.makespan_s

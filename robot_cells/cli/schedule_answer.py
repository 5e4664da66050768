"""What `robot-cells schedule` answers, as data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from robot_cells.cli.planning_task import PlanningTask
from robot_cells.schedules.checker import check_schedule
from robot_cells.schedules.goal import Goal
from robot_cells.schedules.result import Result, Status, TracePoint
from robot_cells.schedules.schedule import Objective, ScheduledTask, ScheduledTrip

NOTHING = 1e-9
"""A bound or a value smaller than this is 0."""


@dataclass(frozen=True, slots=True)
class ScheduleAnswer:
    """One problem: figures, bound and gap of the first goal, how it was found, and the schedule.

    `gap` is (value - bound) / bound, None where the bound is 0 and the value is not. `seconds` is wall time.
    """

    name: str
    size: str
    goals: tuple[Goal, ...]
    objective: Objective
    lower_bound: float
    gap: float | None
    status: Status
    seconds: float
    seed: int
    trace: tuple[TracePoint, ...]
    tasks: tuple[ScheduledTask, ...]
    trips: tuple[ScheduledTrip, ...]

    @property
    def status_text(self) -> str:
        """The status for people: with several goals only the first is known to be as good as can be."""
        is_whole = self.status is not Status.OPTIMAL or len(self.goals) == 1
        return self.status.value if is_whole else "optimal in the first goal"


def answer_of(task: PlanningTask, result: Result, goals: Sequence[Goal], seconds: float, seed: int) -> ScheduleAnswer:
    """The answer, checked: raises `ScheduleError` should the schedule break a constraint."""
    check_schedule(task.problem, result.schedule)
    value = result.objective.key(goals)[0]
    return ScheduleAnswer(
        task.name,
        task.size,
        tuple(goals),
        result.objective,
        result.lower_bound,
        gap(value, result.lower_bound),
        result.status,
        seconds,
        seed,
        result.trace,
        tuple(sorted(result.schedule.tasks, key=lambda item: (item.start_s, item.end_s, item.cell))),
        tuple(sorted(result.schedule.trips, key=lambda item: (item.picks_up_s, item.arrives_s, item.job))),
    )


def gap(value: float, bound: float) -> float | None:
    """By which share a value is above a bound; None where there is no bound to speak of."""
    if bound <= NOTHING:
        return 0.0 if value <= NOTHING else None
    return max(0.0, value - bound) / bound

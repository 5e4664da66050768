"""How long the run took, how long it was planned to take, and how long it must take at least."""

from __future__ import annotations

from dataclasses import dataclass, replace

from robot_cells.documents.plant import Plant
from robot_cells.errors import ScheduleError
from robot_cells.orchestration.events import OrderEnd
from robot_cells.reports.history import History
from robot_cells.schedules.bounds import lower_bound_s
from robot_cells.schedules.order_problem import problem_of
from robot_cells.schedules.problem import ProblemJob


@dataclass(frozen=True, slots=True)
class MakespanFigures:
    """Seconds of line time from the submission of the first order to the last piece's leaving the line.

    `planned_s` is the span of the work by the schedule adopted last, `first_planned_s` by the first: until the end of
    the last task, from the beginning of the first task of the schedule adopted first. `executed_s` compares with it:
    from the first dispatch to the last end of an attempt. What passes before work begins (orders are submitted, the
    line is held until it has its schedule) is in neither. `lower_bound_s` holds for every schedule of the orders as
    they were submitted. None where there is none.
    """

    makespan_s: float
    planned_s: float | None
    first_planned_s: float | None
    executed_s: float | None
    lower_bound_s: float | None


def makespan_figures(history: History, plant: Plant | None) -> MakespanFigures:
    """The figures; without a plant there is no bound but an adopted schedule's own."""
    begin_s = history.begin_s
    planned = _planned_s(history)
    bound_s = None if plant is None else _bound_s(history, plant)
    if bound_s is None and history.adoptions:
        bound_s = max(0.0, history.adoptions[0].schedule.lower_bound_s - begin_s)
    return MakespanFigures(
        max(0.0, history.end_s - begin_s),
        planned[-1] if planned else None,
        planned[0] if planned else None,
        _executed_s(history),
        bound_s,
    )


def _planned_s(history: History) -> list[float]:
    """Of every adopted schedule, counted from where the first begins: one may be told in a time of its own."""
    starts = [task.start_s for item in history.adoptions[:1] for task in item.schedule.tasks]
    first_s = min(starts, default=history.begin_s)
    return [item.schedule.objective.makespan_s - first_s for item in history.adoptions]


def _executed_s(history: History) -> float | None:
    attempts = history.attempts.values()
    ends = [item.ended_s for item in attempts if item.ended_s is not None]
    return max(ends) - min(item.dispatched_s for item in attempts) if ends else None


def _bound_s(history: History, plant: Plant) -> float | None:
    """Over the pieces that were, or are to be, made whole: a scrapped one does not come to all of its operations."""
    scrapped = {job.id for job in history.jobs.values() if job.scrapped is not None}
    jobs: list[ProblemJob] = []
    problem = problem_of((), plant.line, plant.products)
    for record in history.orders.values():
        if record.end is OrderEnd.CANCELLED:
            continue
        try:
            problem = problem_of([record.order], plant.line, plant.products, record.submitted_s)
        except ScheduleError:
            return None
        jobs += [job for job in problem.jobs if job.id not in scrapped]
    if not jobs:
        return None
    return max(0.0, lower_bound_s(replace(problem, jobs=tuple(jobs))) - history.begin_s)

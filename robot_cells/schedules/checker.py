"""Whether a schedule keeps every constraint of its problem; written apart from what makes schedules."""

from __future__ import annotations

from robot_cells.errors import ScheduleError
from robot_cells.schedules.checks.buffers import faults_of_buffers
from robot_cells.schedules.checks.cells import faults_of_cells
from robot_cells.schedules.checks.figures import faults_of_figures
from robot_cells.schedules.checks.jobs import faults_of_jobs
from robot_cells.schedules.checks.laid_out import LaidOut, lay_out
from robot_cells.schedules.checks.resources import faults_of_resources
from robot_cells.schedules.checks.settled import faults_of_settled
from robot_cells.schedules.checks.tasks import faults_of_tasks
from robot_cells.schedules.checks.trips import faults_of_trips, has_finite_buffers, trips_by_job
from robot_cells.schedules.checks.vehicles import faults_of_vehicles
from robot_cells.schedules.problem import Problem
from robot_cells.schedules.schedule import Schedule

MOST_TOLD = 50
"""So many faults are named in the error; of the rest it says how many they are."""


def check_schedule(problem: Problem, schedule: Schedule, reference: Schedule | None = None) -> None:
    """Raises `ScheduleError` that lists every constraint the schedule breaks, and says nothing when there is none."""
    faults = faults_of(problem, schedule, reference)
    if faults:
        rest = f" And {len(faults) - MOST_TOLD} more." if len(faults) > MOST_TOLD else ""
        raise ScheduleError("The schedule breaks its problem: " + " ".join(faults[:MOST_TOLD]) + rest)


def faults_of(problem: Problem, schedule: Schedule, reference: Schedule | None = None) -> list[str]:
    """One sentence for every constraint of `problem` that the schedule breaks; none for a schedule that is right.

    Looked at is all that the model (`problem.py`) asks, and that objective and lower bound are as stated; moved and
    shifted tasks only against a `reference`. The problem itself is taken to be sound (`problem_faults.py`). Where tasks
    are missing or unknown nothing further is looked at; nor are buffers where trips are wrong.
    """
    faults = faults_of_tasks(problem, schedule)
    if faults:
        return faults
    plan = lay_out(problem, schedule)
    faults += faults_of_jobs(plan)
    faults += faults_of_cells(plan)
    faults += faults_of_resources(plan)
    faults += faults_of_settled(plan)
    faults += _faults_of_transport(plan)
    faults += faults_of_figures(plan, reference)
    return faults


def _faults_of_transport(plan: LaidOut) -> list[str]:
    faults = faults_of_trips(plan)
    if faults:
        return faults
    faults = faults_of_vehicles(plan)
    if has_finite_buffers(plan.problem):
        faults += faults_of_buffers(plan, trips_by_job(plan))
    return faults

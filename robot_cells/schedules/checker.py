"""Whether a schedule keeps every constraint of its problem; written apart from what makes schedules."""

from __future__ import annotations

from robot_cells.errors import ScheduleError
from robot_cells.ids import TaskId
from robot_cells.schedules.problem import Problem, ProblemJob
from robot_cells.schedules.schedule import Schedule, ScheduledTask

TOLERANCE_S = 1e-6
"""Sums of durations in another order may differ by this much, in seconds."""


def check_schedule(problem: Problem, schedule: Schedule) -> None:
    """Raises `ScheduleError` that lists every constraint the schedule breaks, and says nothing when there is none.

    Looked at: every task once, only on a cell that can do it, for its duration and change-over; after the job's
    release, after the tasks before it, never together with another task of its job, with time to travel in between;
    one task at a time on a cell, not before the cell is free; objective and lower bound as stated.
    """
    faults = [*_faults_of_tasks(problem, schedule)]
    if not faults:
        times = {item.task: item for item in schedule.tasks}
        for job in problem.jobs:
            faults += _faults_of_job(problem, job, times)
        faults += _faults_of_cells(problem, schedule)
        faults += _faults_of_figures(problem, schedule)
    if faults:
        raise ScheduleError("The schedule breaks its problem: " + " ".join(faults))


def _faults_of_tasks(problem: Problem, schedule: Schedule) -> list[str]:
    wanted = {task.id: task for job in problem.jobs for task in job.tasks}
    names = [item.task for item in schedule.tasks]
    faults = [f"{task} is missing." for task in wanted.keys() - set(names)]
    faults += [f"{task} is not in the problem." for task in set(names) - wanted.keys()]
    faults += [f"{task} is there {names.count(task)} times." for task in set(names) if names.count(task) > 1]
    for item in schedule.tasks:
        if item.task in wanted and item.cell not in wanted[item.task].durations_s:
            faults.append(f"{item.task} cannot be done on {item.cell}.")
    return sorted(faults)


def _faults_of_job(problem: Problem, job: ProblemJob, times: dict[TaskId, ScheduledTask]) -> list[str]:
    faults = []
    for task in job.tasks:
        for place in task.after:
            if times[task.id].start_s < times[job.tasks[place].id].end_s - TOLERANCE_S:
                faults.append(f"{task.id} begins before {job.tasks[place].id} ends.")
    cell, ready_s = job.cell, job.release_s
    for item in sorted((times[task.id] for task in job.tasks), key=lambda found: (found.start_s, found.end_s)):
        earliest_s = ready_s + problem.least_travel_s(cell, item.cell)
        if item.start_s < earliest_s - TOLERANCE_S:
            faults.append(f"{item.task} begins at {item.start_s} s; the product is there at {earliest_s} s.")
        cell, ready_s = item.cell, item.end_s
    return faults


def _faults_of_cells(problem: Problem, schedule: Schedule) -> list[str]:
    faults = []
    jobs = {task.id: (job, task) for job in problem.jobs for task in job.tasks}
    for cell in {item.cell for item in schedule.tasks}:
        free_s, before = problem.ready_s.get(cell, 0.0), problem.set_up.get(cell)
        on_cell = [item for item in schedule.tasks if item.cell == cell]
        for item in sorted(on_cell, key=lambda found: (found.start_s, found.end_s)):
            job, task = jobs[item.task]
            if item.start_s < free_s - TOLERANCE_S:
                faults.append(f"{item.task} begins at {item.start_s} s; {cell} is free at {free_s} s.")
            needed_s = task.durations_s[cell] + problem.changeover_s(cell, before, job.product)
            if abs(item.end_s - item.start_s - needed_s) > TOLERANCE_S:
                faults.append(f"{item.task} takes {item.end_s - item.start_s} s on {cell}; it needs {needed_s} s.")
            free_s, before = item.end_s, job.product
    return sorted(faults)


def _faults_of_figures(problem: Problem, schedule: Schedule) -> list[str]:
    faults = []
    true, said = problem.objective(schedule.tasks), schedule.objective
    if abs(true.makespan_s - said.makespan_s) > TOLERANCE_S:
        faults.append(f"The makespan is {true.makespan_s} s, not {said.makespan_s} s.")
    if abs(true.weighted_tardiness_s - said.weighted_tardiness_s) > TOLERANCE_S:
        faults.append(f"The weighted tardiness is {true.weighted_tardiness_s} s, not {said.weighted_tardiness_s} s.")
    if schedule.lower_bound_s > true.makespan_s + TOLERANCE_S:
        faults.append(f"The lower bound {schedule.lower_bound_s} s is above the makespan {true.makespan_s} s.")
    return faults

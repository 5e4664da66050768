"""A job is one piece: released, in one task at a time, in the order of its recipe, with the pieces that it joins."""

from __future__ import annotations

from robot_cells.schedules.checks.laid_out import LaidOut, Visit
from robot_cells.schedules.checks.tolerance import TOLERANCE_S
from robot_cells.schedules.problem import ProblemJob


def faults_of_jobs(plan: LaidOut) -> list[str]:
    """Release dates, precedence, joins, and tasks of one job that overlap."""
    faults: list[str] = []
    jobs = {job.id: job for job in plan.problem.jobs}
    for job in plan.problem.jobs:
        visits = plan.by_job[job.id]
        at = {visit.task.id: visit.item for visit in visits}
        for visit in visits:
            task, item = visit.task, visit.item
            if item.start_s < job.release_s - TOLERANCE_S and task.id not in plan.problem.fixed:
                faults.append(f"{task.id} begins at {item.start_s} s; {job.id} is released at {job.release_s} s.")
            for place in task.after:
                before = at[job.tasks[place].id]
                if item.start_s < before.end_s - TOLERANCE_S:
                    faults.append(
                        f"{task.id} begins at {item.start_s} s, before {before.task} ends at {before.end_s} s."
                    )
            for name in task.joins:
                faults += _faults_of_join(visit, jobs[name], plan.by_job[name])
        faults += _overlaps(visits)
    return faults


def _faults_of_join(visit: Visit, joined: ProblemJob, visits: tuple[Visit, ...]) -> list[str]:
    ready_s = max((item.item.end_s for item in visits), default=joined.release_s)
    if visit.item.start_s >= ready_s - TOLERANCE_S:
        return []
    return [
        f"{visit.task.id} begins at {visit.item.start_s} s; the piece of {joined.id} that it joins "
        f"is finished at {ready_s} s."
    ]


def _overlaps(visits: tuple[Visit, ...]) -> list[str]:
    faults = []
    last = None
    for visit in visits:
        if last is not None and visit.item.start_s < last.end_s - TOLERANCE_S:
            faults.append(
                f"{visit.task.id} begins at {visit.item.start_s} s on {visit.item.cell} while its piece is in "
                f"{last.task} on {last.cell} until {last.end_s} s."
            )
        if last is None or visit.item.end_s > last.end_s:
            last = visit.item
    return faults

"""The figures of a schedule are those that its times give."""

from __future__ import annotations

from robot_cells.schedules.checks.cells import set_up_s
from robot_cells.schedules.checks.laid_out import LaidOut
from robot_cells.schedules.checks.tolerance import TOLERANCE_S, differ
from robot_cells.schedules.schedule import Schedule


def faults_of_figures(plan: LaidOut, reference: Schedule | None) -> list[str]:
    """Objective and lower bound. Moved and shifted tasks are counted only where the `reference` is at hand."""
    said = plan.schedule.objective
    makespan_s = max((item.end_s for item in plan.schedule.tasks), default=0.0)
    true = {
        "makespan": (makespan_s, said.makespan_s, " s"),
        "weighted tardiness": (_tardiness_s(plan), said.weighted_tardiness_s, " s"),
        "time for change-overs": (_changeover_s(plan), said.changeover_s, " s"),
    }
    if reference is not None:
        moved, shifted_s = _disturbance(plan, reference)
        true["number of moved tasks"] = (float(moved), float(said.moved_tasks), "")
        true["sum of shifts"] = (shifted_s, said.shifted_s, " s")
    faults = [
        f"The {name} is {figure}{unit}, not {stated}{unit}."
        for name, (figure, stated, unit) in true.items()
        if not abs(figure - stated) < float("inf") or differ(figure, stated)
    ]
    if not plan.schedule.lower_bound_s <= makespan_s + TOLERANCE_S:
        faults.append(f"The lower bound {plan.schedule.lower_bound_s} s is above the makespan {makespan_s} s.")
    return faults


def _tardiness_s(plan: LaidOut) -> float:
    total_s = 0.0
    for job in plan.problem.jobs:
        end_s = max((visit.item.end_s for visit in plan.by_job[job.id]), default=job.release_s)
        if job.due_s is not None and end_s > job.due_s:
            total_s += job.weight * (end_s - job.due_s)
    return total_s


def _changeover_s(plan: LaidOut) -> float:
    total_s = 0.0
    for cell, visits in plan.by_cell.items():
        before = plan.problem.set_up.get(cell)
        for visit in visits:
            if visit.task.id not in plan.problem.fixed:
                total_s += set_up_s(plan.problem, visit, before)
            before = visit.job.product
    return total_s


def _disturbance(plan: LaidOut, reference: Schedule) -> tuple[int, float]:
    """How many tasks are on another cell than in the reference, and by how many seconds the starts differ in sum."""
    moved, shifted_s = 0, 0.0
    old = {item.task: item for item in reference.tasks}
    for item in plan.schedule.tasks:
        before = old.get(item.task)
        if before is not None:
            moved += item.cell != before.cell
            shifted_s += abs(item.start_s - before.start_s)
    return moved, shifted_s

"""A cell does one task at a time, for its duration and the change-over before it, in its working time."""

from __future__ import annotations

from robot_cells.ids import ProductId
from robot_cells.schedules.checks.laid_out import LaidOut, Visit
from robot_cells.schedules.checks.tolerance import TOLERANCE_S
from robot_cells.schedules.checks.working_time import WorkingTimes, closure_in, ends_in, worked_s
from robot_cells.schedules.problem import Problem


def set_up_s(problem: Problem, visit: Visit, before: ProductId | None) -> float:
    """The change-over in seconds that the cell needs when it did `before` last."""
    product = visit.job.product
    if before is None or before == product:
        return 0.0
    return problem.changeovers_s.get(visit.item.cell, {}).get((before, product), 0.0)


def faults_of_cells(plan: LaidOut) -> list[str]:
    """Tasks that overlap on a cell, begin before it is free, take another time than they need, or run when closed.

    What is fixed has the times that it has; the cell is taken to be ready for it.
    """
    faults: list[str] = []
    problem = plan.problem
    times = WorkingTimes(problem)
    for cell, visits in plan.by_cell.items():
        free_s, before, last = problem.ready_s.get(cell, 0.0), problem.set_up.get(cell), None
        for visit in visits:
            item = visit.item
            is_fixed = item.task in problem.fixed
            if last is not None and item.start_s < last.end_s - TOLERANCE_S:
                faults.append(
                    f"{item.task} begins at {item.start_s} s on {cell}, which does {last.task} until {last.end_s} s."
                )
            elif item.start_s < free_s - TOLERANCE_S and not is_fixed:
                faults.append(f"{item.task} begins at {item.start_s} s; {cell} is free at {free_s} s.")
            if not is_fixed:
                faults += _faults_of_length(visit, set_up_s(problem, visit, before), times)
            before = visit.job.product
            if last is None or item.end_s > last.end_s:
                last = item
    return faults


def _faults_of_length(visit: Visit, change_s: float, times: WorkingTimes) -> list[str]:
    """Whether the task has the time it needs, all of it open unless it may pause."""
    task, item = visit.task, visit.item
    needed_s = task.durations_s[item.cell] + change_s
    changing = f" ({change_s} s of it change-over)" if change_s else ""
    closed = times.closed(task, item.cell)
    what = f"{item.task} on {item.cell}"
    if not closed or not task.resumable:
        faults = []
        if abs(item.end_s - item.start_s - needed_s) > TOLERANCE_S:
            faults.append(
                f"{item.task} takes {item.end_s - item.start_s} s on {item.cell}; it needs {needed_s} s{changing}."
            )
        hit = closure_in(closed, item.start_s, item.end_s)
        if hit is not None:
            faults.append(f"{what} from {item.start_s} s to {item.end_s} s runs into {_closed(hit)}.")
        return faults
    hit = closure_in(closed, item.start_s, item.start_s)
    if hit is not None:
        return [f"{what} begins at {item.start_s} s, in {_closed(hit)}."]
    open_s = worked_s(closed, item.start_s, item.end_s)
    if abs(open_s - needed_s) > TOLERANCE_S:
        return [
            f"{what} from {item.start_s} s to {item.end_s} s is worked on for {open_s} s of open time; "
            f"it needs {needed_s} s{changing}."
        ]
    hit = ends_in(closed, item.end_s) if needed_s > TOLERANCE_S else None
    return [] if hit is None else [f"{what} ends at {item.end_s} s though it was finished when {_closed(hit)} began."]


def _closed(closure: tuple[float, float]) -> str:
    return f"closed time ({closure[0]} s to {closure[1]} s)"

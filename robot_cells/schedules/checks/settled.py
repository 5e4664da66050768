"""What is settled: fixed tasks have their cell and times, and each cell does its frozen tasks first, in their order."""

from __future__ import annotations

from robot_cells.schedules.checks.laid_out import LaidOut
from robot_cells.schedules.checks.tolerance import TOLERANCE_S


def faults_of_settled(plan: LaidOut) -> list[str]:
    """Fixed tasks elsewhere or at another time, frozen ones elsewhere, later, or in another order.

    A fixed task that is not among the frozen ones of its cell has its own time, before or after these.
    """
    problem = plan.problem
    placed = {item.task: item for item in plan.schedule.tasks}
    faults = []
    for task, fixed in problem.fixed.items():
        item = placed[task]
        if item.cell != fixed.cell:
            faults.append(f"{task} is fixed on {fixed.cell} and was put on {item.cell}.")
        if max(abs(item.start_s - fixed.start_s), abs(item.end_s - fixed.end_s)) > TOLERANCE_S:
            faults.append(
                f"{task} is fixed from {fixed.start_s} s to {fixed.end_s} s and was put from {item.start_s} s "
                f"to {item.end_s} s."
            )
    for cell, frozen in problem.frozen.items():
        listed = set(frozen)
        order = [
            visit.task.id
            for visit in plan.by_cell.get(cell, ())
            if visit.task.id in listed or visit.task.id not in problem.fixed
        ]
        for place, task in enumerate(frozen):
            if placed[task].cell != cell:
                faults.append(f"{task} is frozen on {cell} and was put on {placed[task].cell}.")
            elif place >= len(order) or order[place] != task:
                faults.append(f"{cell} has to do {', '.join(frozen)} first; it does {', '.join(order[: len(frozen)])}.")
                break
    return faults

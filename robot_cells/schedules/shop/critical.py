"""A critical path: tasks without slack, one after the other, from the beginning to the end of the schedule."""

from __future__ import annotations

from robot_cells.schedules.compiled import kernel
from robot_cells.schedules.shop.draws import Draws, drawn
from robot_cells.schedules.shop.plan import Plan
from robot_cells.schedules.shop.shop import Ints, Shop


@kernel
def critical_path(shop: Shop, plan: Plan, makespan: int, draws: Draws, path: Ints) -> int:
    """Write one critical path into `path`, last task first, drawn at every fork; the number of its tasks."""
    nobody = len(shop.job) - 1
    task = nobody
    seen = 0
    for cell in range(len(plan.last)):
        last = plan.last[cell]
        if last != nobody and plan.ends[last] == makespan:
            seen += 1
            if seen == 1 or drawn(draws, seen) == 0:
                task = last
    count = 0
    while task != nobody:
        path[count] = task
        count += 1
        start = plan.ends[task] - plan.duration[task]
        of_job, of_cell = shop.job_before[task], plan.before[task]
        by_job = of_job != nobody and plan.ends[of_job] == start
        by_cell = of_cell != nobody and plan.ends[of_cell] == start
        if by_job and by_cell:
            task = of_job if drawn(draws, 2) == 0 else of_cell
        elif by_job:
            task = of_job
        elif by_cell:
            task = of_cell
        else:
            task = nobody
    return count

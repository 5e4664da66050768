"""Times after a move: only what changes is computed again.

Positions whose task has to be looked at again are flagged in `dirty`; the topological order is walked from the first
of them until none is left. The old values are logged, so that a move that was only tried can be taken back.
"""

from __future__ import annotations

from robot_cells.schedules.compiled import kernel
from robot_cells.schedules.shop.plan import Plan
from robot_cells.schedules.shop.shop import Shop


@kernel
def renew_ends(shop: Shop, plan: Plan, place: int, left: int, logged: int) -> int:
    """Compute `ends` anew from `place` on, where `left` positions are dirty; the length of the log afterwards."""
    nobody = len(shop.job) - 1
    order, places, dirty, ends = plan.order, plan.place, plan.dirty, plan.ends
    while left > 0:
        if dirty[place]:
            dirty[place] = 0
            left -= 1
            task = order[place]
            end = max(ends[shop.job_before[task]], ends[plan.before[task]], plan.floor[task]) + plan.duration[task]
            if end != ends[task]:
                plan.log_task[logged] = task
                plan.log_value[logged] = ends[task]
                logged += 1
                ends[task] = end
                following = shop.job_after[task]
                if following != nobody and not dirty[places[following]]:
                    dirty[places[following]] = 1
                    left += 1
                following = plan.after[task]
                if following != nobody and not dirty[places[following]]:
                    dirty[places[following]] = 1
                    left += 1
        place += 1
    return logged


@kernel
def renew_rest(shop: Shop, plan: Plan, place: int, left: int, logged: int) -> int:
    """Compute `rest` anew from `place` backwards, where `left` positions are dirty; the length of the log."""
    nobody = len(shop.job) - 1
    order, places, dirty, rest = plan.order, plan.place, plan.dirty, plan.rest
    while left > 0:
        if dirty[place]:
            dirty[place] = 0
            left -= 1
            task = order[place]
            value = max(rest[shop.job_after[task]], rest[plan.after[task]]) + plan.duration[task]
            if value != rest[task]:
                plan.log_task[logged] = task
                plan.log_value[logged] = rest[task]
                logged += 1
                rest[task] = value
                previous = shop.job_before[task]
                if previous != nobody and not dirty[places[previous]]:
                    dirty[places[previous]] = 1
                    left += 1
                previous = plan.before[task]
                if previous != nobody and not dirty[places[previous]]:
                    dirty[places[previous]] = 1
                    left += 1
        place -= 1
    return logged


@kernel
def flag(plan: Plan, task: int, nobody: int) -> int:
    """Flag the position of a task as dirty; 1 where it was not, 0 where it was or there is no task."""
    if task == nobody or plan.dirty[plan.place[task]]:
        return 0
    plan.dirty[plan.place[task]] = 1
    return 1

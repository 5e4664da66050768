"""Times after a move: only what changes is computed again.

Positions whose task has to be looked at again are flagged in `dirty`; the topological order is walked from the first
of them until none is left, eight positions at a time where none of them is flagged.
"""

from __future__ import annotations

from robot_cells.schedules.compiled import kernel
from robot_cells.schedules.shop.plan import Plan
from robot_cells.schedules.shop.shop import Shop


@kernel
def flag(plan: Plan, task: int, nobody: int) -> int:
    """Flag the position of a task as dirty; 1 where it was not, 0 where it was or there is no task."""
    if task == nobody or plan.dirty[plan.place[task]]:
        return 0
    plan.dirty[plan.place[task]] = 1
    return 1


@kernel
def renew_ends(shop: Shop, plan: Plan, place: int, left: int) -> None:
    """Compute `ends` anew from `place` on, where `left` positions are dirty."""
    nobody = len(shop.job) - 1
    order, dirty, eights, ends = plan.order, plan.dirty, plan.dirty_eights, plan.ends
    while left > 0:
        if dirty[place]:
            dirty[place] = 0
            left -= 1
            task = order[place]
            end = max(ends[shop.job_before[task]], ends[plan.before[task]], plan.floor[task]) + plan.duration[task]
            if end != ends[task]:
                ends[task] = end
                left += flag(plan, shop.job_after[task], nobody)
                left += flag(plan, plan.after[task], nobody)
            place += 1
        elif eights[place >> 3]:
            place += 1
        else:
            place = (place | 7) + 1


@kernel
def renew_rest(shop: Shop, plan: Plan, place: int, left: int) -> None:
    """Compute `rest` anew from `place` backwards, where `left` positions are dirty."""
    nobody = len(shop.job) - 1
    order, dirty, eights, rest = plan.order, plan.dirty, plan.dirty_eights, plan.rest
    while left > 0:
        if dirty[place]:
            dirty[place] = 0
            left -= 1
            task = order[place]
            value = max(rest[shop.job_after[task]], rest[plan.after[task]]) + plan.duration[task]
            if value != rest[task]:
                rest[task] = value
                left += flag(plan, shop.job_before[task], nobody)
                left += flag(plan, plan.before[task], nobody)
            place -= 1
        elif eights[place >> 3]:
            place -= 1
        else:
            place = (place >> 3 << 3) - 1

"""The neighbourhood N7 of the job shop: tasks of a critical block to its ends, and its ends to the inside.

A block is a run of tasks on a critical path that follow one another on a cell. N6 moves a task behind the last or
before the first of its block (E. Balas and A. Vazacopoulos, "Guided local search with shifting bottleneck for job shop
scheduling", Management Science 44, 1998); N7 also moves the first and the last inside (C. Zhang, P. Li, Z. Guan and
Y. Rao, Computers & Operations Research 34, 2007). The conditions under which a move cannot close a circle are theirs
(a path that would close it would be longer than it can be), and so is the estimate: along the tasks that change places,
ends and rests are computed as if nothing else changed, and the longest path through any of them is taken.
"""

from __future__ import annotations

from robot_cells.schedules.compiled import kernel
from robot_cells.schedules.shop.draws import Draws
from robot_cells.schedules.shop.plan import Plan
from robot_cells.schedules.shop.shop import Ints, Shop
from robot_cells.schedules.shop.tabu import Tabu, offer, pair

REACH = 50
"""How many places a task is moved within a block at most: an estimate takes as many steps."""


@kernel
def value_later(shop: Shop, plan: Plan, task: int, behind: int) -> int:
    """The longest path through the tasks that change places when `task` goes right behind `behind`, estimated."""
    ends, rest, duration = plan.ends, plan.rest, plan.duration
    end = ends[plan.before[task]]
    count = 0
    other = task
    while other != behind:
        other = plan.after[other]
        end = max(end, ends[shop.job_before[other]], plan.floor[other]) + duration[other]
        plan.room[count] = end
        count += 1
    end = max(end, ends[shop.job_before[task]]) + duration[task]
    left = max(rest[shop.job_after[task]], rest[plan.after[behind]]) + duration[task]
    value = end + left - duration[task]
    while count > 0:
        count -= 1
        left = max(left, rest[shop.job_after[other]]) + duration[other]
        value = max(value, plan.room[count] + left - duration[other])
        other = plan.before[other]
    return int(value)


@kernel
def value_earlier(shop: Shop, plan: Plan, task: int, ahead: int) -> int:
    """The longest path through the tasks that change places when `task` goes right before `ahead`, estimated."""
    ends, rest, duration = plan.ends, plan.rest, plan.duration
    left = rest[plan.after[task]]
    count = 0
    other = task
    while other != ahead:
        other = plan.before[other]
        left = max(left, rest[shop.job_after[other]]) + duration[other]
        plan.room[count] = left
        count += 1
    left = max(left, rest[shop.job_after[task]]) + duration[task]
    end = max(ends[shop.job_before[task]], ends[plan.before[ahead]], plan.floor[task]) + duration[task]
    value = end + left - duration[task]
    while count > 0:
        count -= 1
        end = max(end, ends[shop.job_before[other]], plan.floor[other]) + duration[other]
        value = max(value, plan.room[count] + end - duration[other])
        other = plan.after[other]
    return int(value)


@kernel
def try_later(
    shop: Shop, plan: Plan, tabu: Tabu, task: int, behind: int, now: int, wanted: int, draws: Draws, seen: int
) -> int:
    """Offer the move of `task` right behind `behind`, if it surely closes no circle."""
    following = shop.job_after[task]
    if following == behind or plan.rest[behind] < plan.rest[following]:
        return seen
    value = value_later(shop, plan, task, behind)
    free = value < wanted
    if not free:
        free = True
        other = task
        while free and other != behind:
            other = plan.after[other]
            free = tabu.pairs[pair(shop, tabu, other, task)] <= now
    offer(tabu, draws, free, seen + 1, (value, task, plan.choice[task], behind))
    return seen + 1


@kernel
def try_earlier(
    shop: Shop, plan: Plan, tabu: Tabu, task: int, ahead: int, now: int, wanted: int, draws: Draws, seen: int
) -> int:
    """Offer the move of `task` right before `ahead`, if it surely closes no circle."""
    previous = shop.job_before[task]
    if previous == ahead or plan.ends[ahead] < plan.ends[previous]:
        return seen
    value = value_earlier(shop, plan, task, ahead)
    free = value < wanted
    if not free:
        free = True
        other = task
        while free and other != ahead:
            other = plan.before[other]
            free = tabu.pairs[pair(shop, tabu, task, other)] <= now
    offer(tabu, draws, free, seen + 1, (value, task, plan.choice[task], plan.before[ahead]))
    return seen + 1


@kernel
def look_at_blocks(
    shop: Shop, plan: Plan, path: Ints, count: int, tabu: Tabu, now: int, wanted: int, draws: Draws
) -> int:
    """Offer all moves of the blocks of this path, which is given last task first; how many there are."""
    seen = 0
    end = 0
    while end < count:
        begin = end
        while begin + 1 < count and plan.before[path[begin]] == path[begin + 1]:
            begin += 1
        if begin > end:
            seen = look_at_block(shop, plan, path, begin, end, tabu, now, wanted, draws, seen)
        end = begin + 1
    return seen


@kernel
def look_at_block(
    shop: Shop, plan: Plan, path: Ints, begin: int, end: int, tabu: Tabu, now: int, wanted: int, draws: Draws, seen: int
) -> int:
    """Offer all moves of the block from `path[begin]` (its first task) to `path[end]` (its last)."""
    first, last = path[begin], path[end]
    front = plan.ends[first] - plan.duration[first] > shop.ready[plan.cell[first]]
    back = plan.rest[last] > plan.duration[last]
    if back:
        for index in range(min(begin, end + REACH), end, -1):
            seen = try_later(shop, plan, tabu, path[index], last, now, wanted, draws, seen)
        for index in range(min(begin - 1, end + REACH), end + 1, -1):
            seen = try_earlier(shop, plan, tabu, last, path[index], now, wanted, draws, seen)
    if front:
        nearest = end if begin > end + 1 or not back else begin
        for index in range(max(nearest, begin - REACH), begin):
            seen = try_earlier(shop, plan, tabu, path[index], first, now, wanted, draws, seen)
        for index in range(max(end + 1, begin - REACH), begin - 1):
            seen = try_later(shop, plan, tabu, first, path[index], now, wanted, draws, seen)
    return seen

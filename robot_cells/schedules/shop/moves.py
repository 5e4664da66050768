"""Taking a task out of its sequence and putting it into another place, with topological order and times.

The order is mended locally, by a walk over the positions between a task and its new neighbour (after D. J. Pearce and
P. H. J. Kelly, "A dynamic topological sort algorithm for directed acyclic graphs", ACM Journal of Experimental
Algorithmics 11, 2006): what follows from the task moves behind the neighbour, the rest closes up. A move that would
close a circle is seen there, exactly, and is not made.
"""

from __future__ import annotations

from robot_cells.schedules.compiled import kernel
from robot_cells.schedules.shop.plan import Plan
from robot_cells.schedules.shop.shop import Shop
from robot_cells.schedules.shop.times import flag, renew_ends, renew_rest


@kernel
def unlink(plan: Plan, task: int, nobody: int) -> None:
    """Take a task out of the sequence of its cell; its own links stay, to be linked in again by `link`."""
    before, after, cell = plan.before[task], plan.after[task], plan.cell[task]
    if before == nobody:
        plan.first[cell] = after
    else:
        plan.after[before] = after
    if after == nobody:
        plan.last[cell] = before
    else:
        plan.before[after] = before


@kernel
def link(plan: Plan, task: int, before: int, after: int, nobody: int) -> None:
    """Put a task between two neighbours on its cell."""
    cell = plan.cell[task]
    plan.before[task] = before
    plan.after[task] = after
    if before == nobody:
        plan.first[cell] = task
    else:
        plan.after[before] = task
    if after == nobody:
        plan.last[cell] = task
    else:
        plan.before[after] = task


@kernel
def shift_later(shop: Shop, plan: Plan, task: int, until: int) -> bool:
    """Bring a task, and what follows from it, behind the position `until`; False, and nothing done, if it cannot."""
    order, marked = plan.order, plan.marked
    begin = plan.place[task]
    count = 0
    for place in range(begin, until + 1):
        other = order[place]
        if other == task or marked[shop.job_before[other]] or marked[plan.before[other]]:
            marked[other] = 1
            plan.room[count] = other
            count += 1
    possible = not marked[order[until]]
    if possible:
        write = begin
        for place in range(begin, until + 1):
            other = order[place]
            if not marked[other]:
                order[write] = other
                plan.place[other] = write
                write += 1
        for index in range(count):
            order[write] = plan.room[index]
            plan.place[plan.room[index]] = write
            write += 1
    for index in range(count):
        marked[plan.room[index]] = 0
    return possible


@kernel
def shift_earlier(shop: Shop, plan: Plan, task: int, until: int) -> bool:
    """Bring a task, and what it follows from, before the position `until`; False, and nothing done, if it cannot."""
    order, marked = plan.order, plan.marked
    begin = plan.place[task]
    count = 0
    for place in range(begin, until - 1, -1):
        other = order[place]
        if other == task or marked[shop.job_after[other]] or marked[plan.after[other]]:
            marked[other] = 1
            plan.room[count] = other
            count += 1
    possible = not marked[order[until]]
    if possible:
        write = begin
        for place in range(begin, until - 1, -1):
            other = order[place]
            if not marked[other]:
                order[write] = other
                plan.place[other] = write
                write -= 1
        for index in range(count):
            order[write] = plan.room[index]
            plan.place[plan.room[index]] = write
            write -= 1
    for index in range(count):
        marked[plan.room[index]] = 0
    return possible


@kernel
def ordered(shop: Shop, plan: Plan, task: int, nobody: int) -> bool:
    """Mend the topological order around a task that has been linked in; False, and nothing done, where it cannot."""
    before, after = plan.before[task], plan.after[task]
    if before != nobody and plan.place[before] > plan.place[task]:
        return shift_later(shop, plan, task, plan.place[before])
    if after != nobody and plan.place[after] < plan.place[task]:
        return shift_earlier(shop, plan, task, plan.place[after])
    return True


@kernel
def choose(shop: Shop, plan: Plan, task: int, choice: int) -> None:
    """Give a task that is in no sequence to a cell."""
    cell = shop.choice_cell[choice]
    plan.choice[task] = choice
    plan.cell[task] = cell
    plan.duration[task] = shop.choice_duration[choice]
    plan.floor[task] = max(shop.release[task], shop.ready[cell])


@kernel
def relocate(shop: Shop, plan: Plan, task: int, choice: int, before: int) -> bool:
    """Move a task behind `before` (`nobody`: to the front) on the cell of `choice`; times are not renewed.

    False, and nothing done, where that would close a circle.
    """
    nobody = len(shop.job) - 1
    old_before, old_after, old_choice = plan.before[task], plan.after[task], plan.choice[task]
    unlink(plan, task, nobody)
    choose(shop, plan, task, choice)
    link(plan, task, before, plan.first[plan.cell[task]] if before == nobody else plan.after[before], nobody)
    if ordered(shop, plan, task, nobody):
        return True
    unlink(plan, task, nobody)
    choose(shop, plan, task, old_choice)
    link(plan, task, old_before, old_after, nobody)
    return False


@kernel
def move(shop: Shop, plan: Plan, task: int, choice: int, before: int) -> bool:
    """Move a task behind `before` (`nobody`: to the front) on the cell of `choice`, times renewed.

    False, and nothing done, where that would close a circle.
    """
    nobody = len(shop.job) - 1
    old_before, old_after = plan.before[task], plan.after[task]
    if not relocate(shop, plan, task, choice, before):
        return False
    after = plan.after[task]
    left = flag(plan, task, nobody) + flag(plan, after, nobody) + flag(plan, old_after, nobody)
    place = plan.place[task]
    if after != nobody:
        place = min(place, plan.place[after])
    if old_after != nobody:
        place = min(place, plan.place[old_after])
    renew_ends(shop, plan, place, left)
    left = flag(plan, task, nobody) + flag(plan, before, nobody) + flag(plan, old_before, nobody)
    place = plan.place[task]
    if before != nobody:
        place = max(place, plan.place[before])
    if old_before != nobody:
        place = max(place, plan.place[old_before])
    renew_rest(shop, plan, place, left)
    return True

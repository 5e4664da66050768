"""Changes of a list, aimed at what holds the objective up.

From the task that ends last, or the last of a job that is late, the entries that had to wait for one another are
followed back (`plan.why`): for an objective that grows with the ends of the jobs nothing gets better unless something
on such a path changes (Y. Mati, S. Dauzere-Peres and C. Lahlou, "A general approach for optimizing regular criteria in
the job-shop scheduling problem", European Journal of Operational Research 212, 2011).
"""

from __future__ import annotations

from typing import NamedTuple

from robot_cells.schedules.compiled import in_place
from robot_cells.schedules.general.kernels.columns import (
    FIRST,
    FIXED_CELL,
    JOB,
    JOIN_A,
    JOIN_Z,
    LAST,
    OLD_CELL,
    OLD_START,
    ON,
    OPTION_A,
    OPTION_Z,
)
from robot_cells.schedules.general.kernels.random_numbers import Dice, draw, uniform
from robot_cells.schedules.general.kernels.shapes import Arrays, Plan, Real, Whole
from robot_cells.schedules.general.kernels.trips import piece_entry


class Change(NamedTuple):
    """What one move does: `what[0]` entry, from its place to `what[1]` in the list; `what[2]` the first place touched.

    `what[3]` a task, `what[4]` its new option; `what[5]` a row of `plan.vehicle`, `what[6]` its new vehicle;
    `what[7]` a task whose `earliest` becomes `what[8]`. -1: no such change.
    """

    what: Whole
    path: Whole


ENTRY, PLACE, FIRST_TOUCHED, TASK, OPTION, CARRY, VEHICLE, HOLD, UNTIL = 0, 1, 2, 3, 4, 5, 6, 7, 8


@in_place
def propose(arrays: Arrays, now: Plan, dice: Dice, change: Change, late: Real, total: float, holds: bool) -> bool:
    """Make up a change; False where the one made up changes nothing.

    `late` is what each job costs by being late, `total` their sum.
    """
    for item in range(len(change.what)):
        change.what[item] = -1
    size = now.size[1]
    change.what[FIRST_TOUCHED] = size
    if size < 2:
        return False
    entry = now.sequence[draw(dice, size)]
    if holds and uniform(dice) < 0.15:
        return _change_hold(arrays, now, change, entry)
    why = -1
    if uniform(dice) < 0.8:
        length = _trace_back(now, change, _last_task(arrays, now, dice, late, total))
        place = draw(dice, length)
        entry = change.path[place]
        why = change.path[place + 1] if place + 1 < length else -1
        if now.place[entry] < 0 or (entry < len(arrays.task) and arrays.task[entry, FIXED_CELL] >= 0):
            return False
    if entry >= len(arrays.task):
        return _change_carry(arrays, now, dice, change, entry, why)
    return _change_task(arrays, now, dice, change, entry, why)


@in_place
def last_touched(now: Plan, change: Change, tasks: int) -> int:
    """The last place of the list that the change touches; behind it everything has the order that it had."""
    what = change.what
    last = -1
    if what[ENTRY] >= 0:
        last = max(what[PLACE], now.place[what[ENTRY]])
    if what[TASK] >= 0:
        last = max(last, now.place[what[TASK]], now.place[tasks + what[TASK]])
    if what[CARRY] >= 0:
        last = max(last, now.place[tasks + what[CARRY]])
    if what[HOLD] >= 0:
        last = max(last, now.place[what[HOLD]])
    return int(last)


@in_place
def _last_task(arrays: Arrays, now: Plan, dice: Dice, late: Real, total: float) -> int:
    """Where to begin to follow back: the last task of a late job, the more likely the more it costs, or of all."""
    if total > 0.0 and uniform(dice) < 0.9:
        left = uniform(dice) * total
        for job in range(len(late)):
            left -= late[job]
            if left <= 0.0 and late[job] > 0.0:
                return _last_of(arrays, now, job)
    best = -1
    for task in range(len(arrays.task)):
        if best < 0 or now.end[task] > now.end[best]:
            best = task
    return best


@in_place
def _last_of(arrays: Arrays, now: Plan, job: int) -> int:
    best = -1
    for task in range(arrays.job[job, FIRST], arrays.job[job, LAST]):
        if best < 0 or now.end[task] > now.end[best]:
            best = task
    return best


@in_place
def _trace_back(now: Plan, change: Change, entry: int) -> int:
    """The entries that had to wait for one another, the last first; how many they are."""
    length = 0
    while entry >= 0 and length < len(change.path):
        change.path[length] = entry
        length += 1
        entry = now.why[entry]
    return length


@in_place
def _change_task(arrays: Arrays, now: Plan, dice: Dice, change: Change, task: int, why: int) -> bool:
    options = arrays.task[task, OPTION_Z] - arrays.task[task, OPTION_A]
    chance = uniform(dice)
    if options > 1 and chance < 0.4:
        row = arrays.task[task, OPTION_A] + draw(dice, options - 1)
        row += row >= now.option[task]
        change.what[TASK] = task
        change.what[OPTION] = row
        _touch(now, change, task)
        for piece in range(1 + arrays.task[task, JOIN_Z] - arrays.task[task, JOIN_A]):
            _touch(now, change, piece_entry(arrays, task, piece))
        if uniform(dice) < 0.5:
            return True
        why = -1
    if why >= 0 and why != task and now.place[why] >= 0 and _can_pass(arrays, task, why):
        return _pass_by(arrays, now, dice, change, task, why)
    return _shift(now, dice, change, task) or change.what[TASK] >= 0


@in_place
def _can_pass(arrays: Arrays, task: int, why: int) -> bool:
    """Whether the one that was waited for may come later: it is no task of the same job that has to come before."""
    tasks = len(arrays.task)
    if why >= tasks:
        return why != tasks + task
    if arrays.task[why, FIXED_CELL] >= 0:
        return False
    return bool(arrays.task[why, JOB] != arrays.task[task, JOB])


@in_place
def _pass_by(arrays: Arrays, now: Plan, dice: Dice, change: Change, entry: int, why: int) -> bool:
    """Let the entry go before the one it waited for, or before one that this waited for; or put that behind it."""
    ahead = why
    while uniform(dice) < 0.4:
        further = now.why[ahead]
        if further < 0 or now.place[further] < 0 or not _same_place(arrays, now, further, why):
            break
        ahead = further
    if uniform(dice) < 0.5:
        return _move(now, change, entry, now.place[ahead])
    return _move(now, change, ahead, now.place[entry])


@in_place
def _same_place(arrays: Arrays, now: Plan, one: int, other: int) -> bool:
    """Whether both are tasks of one cell, or carries."""
    tasks = len(arrays.task)
    if one >= tasks or other >= tasks:
        return one >= tasks and other >= tasks
    if arrays.task[one, FIXED_CELL] >= 0:
        return False
    return bool(arrays.option[now.used[one], ON] == arrays.option[now.used[other], ON])


@in_place
def _change_carry(arrays: Arrays, now: Plan, dice: Dice, change: Change, entry: int, why: int) -> bool:
    vehicles = len(arrays.vehicle)
    if vehicles > 1 and uniform(dice) < 0.5:
        row = entry - len(arrays.task)
        change.what[CARRY] = row
        change.what[VEHICLE] = draw(dice, vehicles + 1) - 1
        _touch(now, change, entry)
        return bool(change.what[VEHICLE] != now.vehicle[row])
    if why >= len(arrays.task) and uniform(dice) < 0.7:
        return _pass_by(arrays, now, dice, change, entry, why)
    return _shift(now, dice, change, entry)


@in_place
def _change_hold(arrays: Arrays, now: Plan, change: Change, entry: int) -> bool:
    """Let a task wait until it began before, or no longer."""
    if entry >= len(arrays.task) or arrays.task[entry, OLD_CELL] < 0:
        return False
    change.what[HOLD] = entry
    change.what[UNTIL] = arrays.task[entry, OLD_START] if now.earliest[entry] == 0 else 0
    _touch(now, change, entry)
    return True


@in_place
def _shift(now: Plan, dice: Dice, change: Change, entry: int) -> bool:
    """To another place of the list, seldom far away."""
    size = now.size[1]
    reach = 1.0 + (uniform(dice) ** 3) * min(size, 400)
    step = 1 + int(reach * uniform(dice))
    place = now.place[entry] + (step if uniform(dice) < 0.5 else -step)
    return _move(now, change, entry, min(max(place, 0), size - 1))


@in_place
def _move(now: Plan, change: Change, entry: int, place: int) -> bool:
    if place == now.place[entry]:
        return False
    change.what[ENTRY] = entry
    change.what[PLACE] = place
    change.what[FIRST_TOUCHED] = min(change.what[FIRST_TOUCHED], place, now.place[entry])
    return True


@in_place
def _touch(now: Plan, change: Change, entry: int) -> None:
    if now.place[entry] >= 0:
        change.what[FIRST_TOUCHED] = min(change.what[FIRST_TOUCHED], now.place[entry])

"""A change, decoded: from the last saved state before it, as far as it makes something different."""

from __future__ import annotations

from robot_cells.schedules.compiled import in_place
from robot_cells.schedules.general.kernels.columns import (
    DUE,
    J_LAST,
    J_LEFT,
    JOB,
    MAKESPAN,
    MOVES,
    NOT_YET,
    OLD_CELL,
    ON,
    RELEASE,
    T_MAKESPAN,
    T_PUT,
    TARDINESS,
)
from robot_cells.schedules.general.kernels.decoding import figures, put
from robot_cells.schedules.general.kernels.neighbours import CARRY, ENTRY, HOLD, PLACE, TASK, Change
from robot_cells.schedules.general.kernels.ripples import (
    IS_LOCAL,
    STOP,
    Ripple,
    compare,
    is_as_before,
    miss,
    pass_by,
)
from robot_cells.schedules.general.kernels.shapes import Arrays, Plan, Real, State


@in_place
def take_turn(
    arrays: Arrays, state: State, tries: Plan, now: Plan, ripple: Ripple, change: Change, place: int, until: int
) -> bool:
    """What stands at the place of the list that is tried: put, or passed by. False where it cannot be put.

    Behind `until` the order is that of `now`, and `tries.place` is still that of the plan that stands.
    """
    what, tasks = change.what, len(arrays.task)
    moved = what[ENTRY]
    came_from = now.place[moved] if moved >= 0 else -1
    entry = tries.order[place] if place <= until else now.sequence[place]
    if place == came_from and came_from < what[PLACE]:
        miss(arrays, state, now, ripple, moved)
    if place <= until and tries.place[entry] >= 0:
        if now.place[entry] >= 0:
            miss(arrays, state, now, ripple, entry)
    elif not _is_changed(change, entry, tasks) and is_as_before(arrays, now, ripple, entry):
        pass_by(arrays, state, tries, now, entry)
    elif not _put_anew(arrays, state, tries, now, ripple, moved, entry, place, until):
        return False
    if place == came_from and came_from > what[PLACE]:
        miss(arrays, state, now, ripple, moved)
    return True


@in_place
def _is_changed(change: Change, entry: int, tasks: int) -> bool:
    """Whether the change is one of this entry itself."""
    what = change.what
    if entry == what[ENTRY] or (what[CARRY] >= 0 and entry == tasks + what[CARRY]):
        return True
    return bool(entry == what[HOLD] or (what[TASK] >= 0 and (entry == what[TASK] or entry == tasks + what[TASK])))


@in_place
def _put_anew(
    arrays: Arrays, state: State, tries: Plan, now: Plan, ripple: Ripple, moved: int, entry: int, place: int, until: int
) -> bool:
    """Put the entry. The task of a trip must not seem to be done, as it does where it stands behind `until`."""
    tasks = len(arrays.task)
    behind = entry - tasks if entry >= tasks and now.place[entry - tasks] > until else -1
    if place > until:
        tries.place[entry] = NOT_YET
    if behind >= 0:
        tries.place[behind] = NOT_YET
    before = state.totals[T_PUT]
    can_be = put(arrays, state, tries, entry)
    if behind >= 0:
        tries.place[behind] = now.place[behind]
    if not can_be:
        return False
    after = state.totals[T_PUT]
    for row in range(before, after):
        other = tries.sequence[row]
        if other != entry and now.place[other] > until:
            return False
        compare(arrays, state, tries, now, ripple, other, other == entry and other != moved and after == before + 1)
        if other < tasks:
            _note_end(arrays, state, tries, ripple, other)
    if after == before and now.place[entry] >= 0:
        miss(arrays, state, now, ripple, entry)
    return True


@in_place
def _note_end(arrays: Arrays, state: State, tries: Plan, ripple: Ripple, task: int) -> None:
    """What the job costs, where this was its last task."""
    job = arrays.task[task, JOB]
    if state.jobs[job, J_LEFT] == 0 and state.jobs[job, J_LAST] == task:
        count = ripple.ended[0]
        ripple.ended[1 + count] = job
        ripple.cost[count] = arrays.weight[job] * max(0, tries.end[task] - arrays.job[job, DUE])
        ripple.ended[0] = count + 1
        ripple.more[0] += ripple.cost[count] - ripple.late[job]


@in_place
def measure(
    arrays: Arrays, state: State, tries: Plan, now: Plan, ripple: Ripple, change: Change, stands: Real, tried: Real
) -> None:
    """What the plan that is tried costs by goal, in units of time; of a local one by what is different from `now`."""
    if ripple.state[IS_LOCAL] == 0:
        figures(arrays, state, tries, tried)
        return
    tried[TARDINESS] = max(0.0, stands[TARDINESS] + ripple.more[0])
    tried[MAKESPAN] = max(state.totals[T_MAKESPAN], ripple.latest_after[ripple.state[STOP]])
    moved = 0.0
    task = change.what[TASK]
    if task >= 0 and arrays.task[task, OLD_CELL] >= 0:
        moved += arrays.option[tries.used[task], ON] != arrays.task[task, OLD_CELL]
        moved -= arrays.option[now.used[task], ON] != arrays.task[task, OLD_CELL]
    tried[MOVES] = stands[MOVES] + moved


@in_place
def note_late(arrays: Arrays, state: State, now: Plan, ripple: Ripple) -> None:
    """What each job costs in the plan that stands, which has just been put."""
    for job in range(len(arrays.job)):
        last = state.jobs[job, J_LAST]
        end = now.end[last] if last >= 0 else arrays.job[job, RELEASE]
        ripple.late[job] = arrays.weight[job] * max(0, end - arrays.job[job, DUE])


@in_place
def note_ends(now: Plan, ripple: Ripple, base: int, stop: int, tasks: int) -> None:
    """The latest ends before and behind each place, as far as what was put between these two changes them."""
    size = now.size[1]
    for place in range(base, size):
        entry = now.sequence[place]
        latest = ripple.latest_before[place]
        if entry < tasks and now.end[entry] > latest:
            latest = now.end[entry]
        if place >= stop and latest == ripple.latest_before[place + 1]:
            break
        ripple.latest_before[place + 1] = latest
    if stop >= size:
        ripple.latest_after[size] = 0
    for place in range(min(stop, size) - 1, -1, -1):
        entry = now.sequence[place]
        latest = ripple.latest_after[place + 1]
        if entry < tasks and now.end[entry] > latest:
            latest = now.end[entry]
        if place < base and latest == ripple.latest_after[place]:
            break
        ripple.latest_after[place] = latest

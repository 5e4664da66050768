"""From the plan that was tried to the one that stands, and back; to the best."""

from __future__ import annotations

from robot_cells.schedules.compiled import in_place
from robot_cells.schedules.general.kernels.columns import NOT_YET
from robot_cells.schedules.general.kernels.neighbours import CARRY, HOLD, TASK, Change
from robot_cells.schedules.general.kernels.shapes import Plan


@in_place
def adopt(tries: Plan, now: Plan, change: Change, base: int, stop: int, put_so_far: int, tasks: int) -> None:
    """What was tried stands from now on: what is put from `base` on, for what stood there up to the place `stop`."""
    for place in range(base, min(stop, now.size[1])):
        now.place[now.sequence[place]] = NOT_YET
    for place in range(base, put_so_far):
        entry = tries.sequence[place]
        now.sequence[place] = entry
        now.place[entry] = place
        copy_entry(tries, now, entry, tasks)
    now.size[1] = tries.size[1]
    if change.what[CARRY] >= 0:
        now.vehicle[change.what[CARRY]] = tries.vehicle[change.what[CARRY]]


@in_place
def take_back(tries: Plan, now: Plan, change: Change, base: int, stop: int, put_so_far: int, tasks: int) -> None:
    """Make `tries` the same as the plan that stands, as far as the next try looks at it."""
    for place in range(base, put_so_far):
        entry = tries.sequence[place]
        tries.place[entry] = now.place[entry]
        if now.place[entry] >= stop:
            _copy_times(now, tries, entry, tasks)
    for place in range(base, min(stop, now.size[1])):
        entry = now.sequence[place]
        tries.sequence[place] = entry
        tries.place[entry] = place
        _copy_times(now, tries, entry, tasks)
    for place in range(stop, min(put_so_far, now.size[1])):
        tries.sequence[place] = now.sequence[place]
    tries.size[1] = now.size[1]
    what = change.what
    if what[TASK] >= 0:
        tries.option[what[TASK]] = now.option[what[TASK]]
    if what[HOLD] >= 0:
        tries.earliest[what[HOLD]] = now.earliest[what[HOLD]]
    if what[CARRY] >= 0:
        tries.vehicle[what[CARRY]] = now.vehicle[what[CARRY]]


@in_place
def _copy_times(source: Plan, target: Plan, entry: int, tasks: int) -> None:
    target.why[entry] = source.why[entry]
    if entry < tasks:
        target.start[entry] = source.start[entry]
        target.end[entry] = source.end[entry]
        target.used[entry] = source.used[entry]
        return
    for column in range(source.trip.shape[1]):
        target.trip[entry - tasks, column] = source.trip[entry - tasks, column]


@in_place
def copy_entry(source: Plan, target: Plan, entry: int, tasks: int) -> None:
    """How and when the entry was done; from now on on the cell that was found best."""
    target.why[entry] = source.why[entry]
    if entry < tasks:
        target.start[entry] = source.start[entry]
        target.end[entry] = source.end[entry]
        target.used[entry] = source.used[entry]
        target.option[entry] = source.used[entry]
        target.earliest[entry] = source.earliest[entry]
        return
    row = entry - tasks
    target.vehicle[row] = source.vehicle[row]
    for column in range(source.trip.shape[1]):
        target.trip[row, column] = source.trip[row, column]


@in_place
def keep_best(now: Plan, best: Plan) -> None:
    """The list of `now` with its cells and vehicles; the times follow from it."""
    for place in range(now.size[1]):
        best.sequence[place] = now.sequence[place]
    for task in range(len(now.option)):
        best.option[task] = now.used[task]
        best.earliest[task] = now.earliest[task]
    for row in range(len(now.vehicle)):
        best.vehicle[row] = now.vehicle[row]
    best.size[1] = now.size[1]

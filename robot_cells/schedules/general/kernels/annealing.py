"""Simulated annealing over lists, options and vehicles.

A change is decoded from the last saved state before the first place that it touches. It is kept by the rule of S.
Kirkpatrick, C. D. Gelatt and M. P. Vecchi, "Optimization by simulated annealing", Science 220 (1983). The goals are
summed with weights for that; which plan is the best is decided goal by goal.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from robot_cells.schedules.compiled import in_place
from robot_cells.schedules.general.kernels.columns import (
    FOREVER,
    MOVES,
    NOT_YET,
    T_PUT,
    TARDINESS,
)
from robot_cells.schedules.general.kernels.decoding import begin, figures, put
from robot_cells.schedules.general.kernels.neighbours import (
    CARRY,
    ENTRY,
    FIRST_TOUCHED,
    HOLD,
    OPTION,
    PLACE,
    TASK,
    UNTIL,
    VEHICLE,
    Change,
    propose,
)
from robot_cells.schedules.general.kernels.random_numbers import Dice, uniform
from robot_cells.schedules.general.kernels.shapes import Arrays, Plan, Real, State, Whole


class Search(NamedTuple):
    """One search: the plan that is tried, the one it was made from, and the best.

    `saved` are copies of the state on the way through the plan that stands: `row[0, r]` says which of them is the r-th,
    `row[1, r]` which takes the r-th of the plan that is tried; `saved_at` for each copy how much was put then, `every`
    how much apart they are. `goals` numbers the goals in their order, `weight` what a unit of each one's figure counts;
    `tried`, `stands` and `found` are the figures of the three plans. `cost[0]` is what the one that stands costs;
    `uphill` sum and number of the differences by which changes were worse. `limits` holds how many tasks may be moved
    (-1: any number), and whether tasks may be held back.
    """

    tries: Plan
    now: Plan
    best: Plan
    saved: Whole
    row: Whole
    saved_at: Whole
    every: Whole
    dice: Dice
    change: Change
    goals: Whole
    weight: Real
    tried: Real
    stands: Real
    found: Real
    cost: Real
    uphill: Real
    limits: Whole


@in_place
def settle(arrays: Arrays, state: State, search: Search) -> bool:
    """Decode the list of `tries` as a whole, and go on from there; it is the best where it is better."""
    begin(arrays, state, search.tries)
    for row in range(len(search.saved_at)):
        search.saved_at[row] = FOREVER
    search.row[1, 0] = search.row[0, 0]
    _save(state, search, 0, 0)
    for row in range(len(arrays.fixed)):
        task = arrays.fixed[row]
        search.now.place[task] = 0
        _copy_entry(search.tries, search.now, task, len(arrays.task))
    if not _decode_from(arrays, state, search, 0, 0):
        return False
    _figures(arrays, state, search)
    _keep(arrays, state, search, 0, 0)
    if _is_better(search):
        _keep_best(search)
    return True


@in_place
def anneal(arrays: Arrays, state: State, search: Search, changes: int, temperature: float) -> int:
    """Try so many changes at one temperature; how often a better plan was found than any before."""
    improved = 0
    for _ in range(changes):
        late = search.stands[TARDINESS] if search.weight[TARDINESS] > 0.0 else 0.0
        if not propose(arrays, search.now, search.dice, search.change, late, search.limits[1] != 0):
            continue
        row = _restore(state, search)
        base = state.totals[T_PUT]
        _apply(arrays, search, base)
        worse = math.inf
        if _decode_from(arrays, state, search, row, base):
            _figures(arrays, state, search)
            if search.limits[0] < 0 or search.tried[MOVES] <= search.limits[0]:
                worse = _cost(search) - search.cost[0]
                if worse > 0.0:
                    search.uphill[0] += worse
                    search.uphill[1] += 1.0
        if worse <= 0.0 or (temperature > 0.0 and uniform(search.dice) < math.exp(-worse / temperature)):
            _keep(arrays, state, search, row, base)
            if _is_better(search):
                _keep_best(search)
                improved += 1
        else:
            _undo(arrays, state, search, base)
    return improved


@in_place
def _save(state: State, search: Search, row: int, put_so_far: int) -> None:
    """Copy the state as the `row`-th of the plan that is tried."""
    place = search.row[1, row]
    search.saved_at[place] = put_so_far
    for item in range(len(state.memory)):
        search.saved[place, item] = state.memory[item]


@in_place
def _restore(state: State, search: Search) -> int:
    """Go back to the last saved state of the plan that stands before anything that the change touches; which one."""
    row = min(search.change.what[FIRST_TOUCHED] // search.every[0], search.row.shape[1] - 1)
    while search.saved_at[search.row[0, row]] > search.change.what[FIRST_TOUCHED]:
        row -= 1
    place = search.row[0, row]
    for item in range(len(state.memory)):
        state.memory[item] = search.saved[place, item]
    return int(row)


@in_place
def _apply(arrays: Arrays, search: Search, base: int) -> None:
    """Write the changed list into `tries`, from `base` on, and take out what was put there."""
    tries, now, what = search.tries, search.now, search.change.what
    size = now.size[1]
    tries.size[0] = size
    entry, to = what[ENTRY], what[PLACE]
    came_from = now.place[entry] if entry >= 0 else size
    for place in range(base, size):
        tries.place[now.sequence[place]] = NOT_YET
        source = place
        if entry >= 0 and place == to:
            source = came_from
        elif entry >= 0 and came_from <= place < to:
            source = place + 1
        elif entry >= 0 and to < place <= came_from:
            source = place - 1
        tries.order[place] = now.sequence[source]
    if what[TASK] >= 0:
        tries.option[what[TASK]] = what[OPTION]
    if what[CARRY] >= 0:
        tries.vehicle[what[CARRY]] = what[VEHICLE]
    if what[HOLD] >= 0:
        tries.earliest[what[HOLD]] = what[UNTIL]


@in_place
def _decode_from(arrays: Arrays, state: State, search: Search, row: int, base: int) -> bool:
    """Put the list of `tries` from `base` on, and save the state on the way, after the `row`-th."""
    tries = search.tries
    for later in range(row + 1, search.row.shape[1]):
        search.saved_at[search.row[1, later]] = FOREVER
    for place in range(base, tries.size[0]):
        put_so_far = state.totals[T_PUT]
        if put_so_far >= (row + 1) * search.every[0] and row + 1 < search.row.shape[1]:
            row = min(put_so_far // search.every[0], search.row.shape[1] - 1)
            _save(state, search, row, put_so_far)
        entry = tries.order[place]
        if tries.place[entry] < 0 and not put(arrays, state, tries, entry):
            return False
    tries.size[1] = state.totals[T_PUT]
    return True


@in_place
def _keep(arrays: Arrays, state: State, search: Search, row: int, base: int) -> None:
    """What was tried stands from now on; it differs from `base` on, and so do the states saved after the `row`-th."""
    tries, now = search.tries, search.now
    tasks = len(arrays.task)
    for place in range(base, now.size[1]):
        now.place[now.sequence[place]] = NOT_YET
    for place in range(base, tries.size[1]):
        entry = tries.sequence[place]
        now.sequence[place] = entry
        now.place[entry] = place
        _copy_entry(tries, now, entry, tasks)
    now.size[1] = tries.size[1]
    if search.change.what[CARRY] >= 0:
        now.vehicle[search.change.what[CARRY]] = tries.vehicle[search.change.what[CARRY]]
    for later in range(row + 1, search.row.shape[1]):
        one, other = search.row[0, later], search.row[1, later]
        search.row[0, later] = other
        search.row[1, later] = one
    for goal in range(len(search.tried)):
        search.stands[goal] = search.tried[goal]
    search.cost[0] = _cost(search)


@in_place
def _undo(arrays: Arrays, state: State, search: Search, base: int) -> None:
    """Make `tries` the same as the plan that stands, from `base` on."""
    tries, now, what = search.tries, search.now, search.change.what
    tasks = len(arrays.task)
    for place in range(base, state.totals[T_PUT]):
        tries.place[tries.sequence[place]] = NOT_YET
    for place in range(base, now.size[1]):
        entry = now.sequence[place]
        tries.sequence[place] = entry
        tries.place[entry] = place
        _copy_entry(now, tries, entry, tasks)
    tries.size[1] = now.size[1]
    if what[CARRY] >= 0:
        tries.vehicle[what[CARRY]] = now.vehicle[what[CARRY]]


@in_place
def _copy_entry(source: Plan, target: Plan, entry: int, tasks: int) -> None:
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
def _keep_best(search: Search) -> None:
    now, best = search.now, search.best
    for entry in range(len(now.place)):
        best.place[entry] = now.place[entry]
        best.sequence[entry] = now.sequence[entry]
        best.why[entry] = now.why[entry]
    for task in range(len(now.option)):
        best.option[task] = now.option[task]
        best.used[task] = now.used[task]
        best.earliest[task] = now.earliest[task]
        best.start[task] = now.start[task]
        best.end[task] = now.end[task]
    for row in range(len(now.vehicle)):
        best.vehicle[row] = now.vehicle[row]
        for column in range(now.trip.shape[1]):
            best.trip[row, column] = now.trip[row, column]
    best.size[1] = now.size[1]
    for goal in range(len(search.stands)):
        search.found[goal] = search.stands[goal]


@in_place
def _figures(arrays: Arrays, state: State, search: Search) -> None:
    figures(arrays, state, search.tries, search.tried)


@in_place
def _cost(search: Search) -> float:
    """What the plan that is tried costs, all goals together."""
    total = 0.0
    for goal in range(len(search.tried)):
        total += search.weight[goal] * search.tried[goal]
    return total


@in_place
def _is_better(search: Search) -> bool:
    """Whether the plan that stands is better than any before, goal by goal."""
    for place in range(len(search.goals)):
        goal = search.goals[place]
        if search.stands[goal] != search.found[goal]:
            return bool(search.stands[goal] < search.found[goal])
    return False

"""Simulated annealing over lists, options and vehicles.

A change is decoded from the last saved state before the first place that it touches. It is kept by the rule of S.
Kirkpatrick, C. D. Gelatt and M. P. Vecchi, "Optimization by simulated annealing", Science 220 (1983). The goals are
summed with weights for that; which plan is the best is decided goal by goal.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from robot_cells.schedules.compiled import in_place
from robot_cells.schedules.general.kernels.adopting import adopt, copy_entry, keep_best, take_back
from robot_cells.schedules.general.kernels.columns import (
    FOREVER,
    MOVES,
    NOT_YET,
    T_MAKESPAN,
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
    last_touched,
    propose,
)
from robot_cells.schedules.general.kernels.random_numbers import Dice, uniform
from robot_cells.schedules.general.kernels.ripples import ALL, IS_LOCAL, STOP, Ripple, calm
from robot_cells.schedules.general.kernels.shapes import Arrays, Plan, Real, State, Whole
from robot_cells.schedules.general.kernels.trying import measure, note_ends, note_late, take_turn


class Search(NamedTuple):
    """One search: the plan that is tried, the one it was made from, and the list of the best.

    `saved` are copies of the state on the way through the plan that stands, `saved_at` how much was put then (FOREVER:
    not saved), `every` how much apart they are. `goals` numbers the goals in their order, `weight` what a unit of each
    one's figure counts; `tried`, `stands` and `found` are the figures of the three plans. `cost[0]` is what the one
    that stands costs; `uphill` sum and number of the differences by which changes were worse. `limits` holds how many
    tasks may be moved (-1: any number), and whether tasks may be held back.
    """

    tries: Plan
    now: Plan
    best: Plan
    saved: Whole
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
    ripple: Ripple


@in_place
def settle(arrays: Arrays, state: State, search: Search) -> bool:
    """Decode the list of `tries` as a whole, and go on from there; it is the best. False where it cannot be done."""
    tries, now, ripple = search.tries, search.now, search.ripple
    begin(arrays, state, tries)
    ripple.latest_before[0] = state.totals[T_MAKESPAN]
    for row in range(len(search.saved_at)):
        search.saved_at[row] = FOREVER
    _save(state, search, 0)
    for place in range(tries.size[0]):
        entry = tries.order[place]
        if tries.place[entry] < 0 and not put(arrays, state, tries, entry):
            return False
    tries.size[1] = state.totals[T_PUT]
    for entry in range(len(tries.place)):
        now.sequence[entry] = tries.sequence[entry]
        now.place[entry] = tries.place[entry]
        copy_entry(tries, now, entry, len(arrays.task))
    now.size[1] = tries.size[1]
    for place in range(now.size[1] + 1):
        ripple.latest_after[place] = 0
    note_ends(now, ripple, 0, now.size[1], len(arrays.task))
    note_late(arrays, state, now, ripple)
    figures(arrays, state, now, search.stands)
    search.cost[0] = _cost(search, search.stands)
    _note_best(search)
    return True


@in_place
def anneal(arrays: Arrays, state: State, search: Search, changes: int, temperature: float) -> int:
    """Try so many changes at one temperature; how often a better plan was found than any before."""
    improved = 0
    tries, now, change, ripple = search.tries, search.now, search.change, search.ripple
    for _ in range(changes):
        if not propose(arrays, now, search.dice, change, ripple.late, search.stands[TARDINESS], search.limits[1] != 0):
            continue
        most = -temperature * math.log(1.0 - uniform(search.dice)) if temperature > 0.0 else 0.0
        row = _restore(state, search)
        base = state.totals[T_PUT]
        worse = math.inf
        if _try_change(arrays, state, search, row, base, most):
            measure(arrays, state, tries, now, ripple, change, search.stands, search.tried)
            if search.limits[0] < 0 or search.tried[MOVES] <= max(float(search.limits[0]), search.stands[MOVES]):
                worse = _cost(search, search.tried) - search.cost[0]
                _note_uphill(search, worse)
        if worse <= most:
            _accept(arrays, state, search, base)
            if _is_better(search):
                _note_best(search)
                improved += 1
        else:
            take_back(tries, now, change, base, ripple.state[STOP], state.totals[T_PUT], len(arrays.task))
    return improved


@in_place
def _accept(arrays: Arrays, state: State, search: Search, base: int) -> None:
    """What was tried stands from now on."""
    ripple, stop = search.ripple, search.ripple.state[STOP]
    is_all = stop >= search.now.size[1]
    for row in range(len(search.saved_at)):
        if search.saved_at[row] > search.change.what[FIRST_TOUCHED] and (is_all or search.saved_at[row] < stop):
            search.saved_at[row] = FOREVER
    adopt(search.tries, search.now, search.change, base, stop, state.totals[T_PUT], len(arrays.task))
    if ripple.state[IS_LOCAL] != 0:
        note_ends(search.now, ripple, base, search.now.size[1] if is_all else stop, len(arrays.task))
        for row in range(ripple.ended[0]):
            ripple.late[ripple.ended[1 + row]] = ripple.cost[row]
    else:
        note_late(arrays, state, search.now, ripple)
    for goal in range(len(search.tried)):
        search.stands[goal] = search.tried[goal]
    search.cost[0] = _cost(search, search.stands)


@in_place
def _note_best(search: Search) -> None:
    keep_best(search.now, search.best)
    for goal in range(len(search.stands)):
        search.found[goal] = search.stands[goal]


@in_place
def _save(state: State, search: Search, row: int) -> None:
    search.saved_at[row] = state.totals[T_PUT]
    for item in range(len(state.memory)):
        search.saved[row, item] = state.memory[item]


@in_place
def _restore(state: State, search: Search) -> int:
    """Go back to the last saved state before anything that the change touches; which one."""
    row = min(search.change.what[FIRST_TOUCHED] // search.every[0], len(search.saved_at) - 1)
    while search.saved_at[row] > search.change.what[FIRST_TOUCHED]:
        row -= 1
    for item in range(len(state.memory)):
        state.memory[item] = search.saved[row, item]
    if search.ripple.state[IS_LOCAL] != 0:
        state.totals[T_MAKESPAN] = search.ripple.latest_before[state.totals[T_PUT]]
    return int(row)


@in_place
def _apply(search: Search, base: int, until: int) -> None:
    """Write the changed list into `tries`, from `base` to `until`, and take out what was put there."""
    tries, now, what = search.tries, search.now, search.change.what
    entry, to = what[ENTRY], what[PLACE]
    came_from = now.place[entry] if entry >= 0 else until + 1
    for place in range(base, until + 1):
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
def _try_change(arrays: Arrays, state: State, search: Search, row: int, base: int, most: float) -> bool:
    """Decode the change from the place `base` on; states after the `row`-th are saved on the way to where it begins.

    They are saved only there, since most changes are taken back. False where the changed list cannot be done, or where
    so much later as `limits[2]` says jobs have ended so much later that it would not be kept: what comes after that
    seldom makes up for it.
    """
    tries, now, change, ripple = search.tries, search.now, search.change, search.ripple
    size, first = now.size[1], change.what[FIRST_TOUCHED]
    local = ripple.state[IS_LOCAL] != 0
    until = last_touched(now, change, len(arrays.task)) if local else size - 1
    _apply(search, base, until)
    calm(ripple)
    for place in range(base, size):
        ripple.state[STOP] = max(place, until) + 1
        put_so_far = state.totals[T_PUT]
        if put_so_far <= first and put_so_far >= (row + 1) * search.every[0]:
            row = min(put_so_far // search.every[0], len(search.saved_at) - 1)
            if search.saved_at[row] == FOREVER and (local or _is_the_same(search, base, put_so_far)):
                _save(state, search, row)
        if local:
            if not take_turn(arrays, state, tries, now, ripple, change, place, until):
                return False
            if place >= until and ripple.state[ALL] == 0 and state.totals[T_PUT] == place + 1:
                break
            if ripple.more[0] * search.weight[TARDINESS] > most and place - until > search.limits[2] >= 0:
                _note_uphill(search, ripple.more[0] * search.weight[TARDINESS])
                return False
        elif tries.place[tries.order[place]] < 0 and not put(arrays, state, tries, tries.order[place]):
            return False
    tries.size[1] = state.totals[T_PUT] if ripple.state[STOP] >= size else size
    return True


@in_place
def _is_the_same(search: Search, base: int, put_so_far: int) -> bool:
    """Whether what was put from `base` on is what stands: a task's new cell can give room to what comes before it."""
    for place in range(base, put_so_far):
        entry = search.now.sequence[place]
        if search.tries.sequence[place] != entry or search.tries.why[entry] != search.now.why[entry]:
            return False
        if entry < len(search.now.end) and search.tries.end[entry] != search.now.end[entry]:
            return False
    return True


@in_place
def _note_uphill(search: Search, worse: float) -> None:
    """By how much a change was worse, where that is in the first goal that can get better.

    While nothing is late, what makes something late says nothing of how warm the search for a short plan should be.
    """
    if worse <= 0.0:
        return
    for place in range(len(search.goals)):
        goal = search.goals[place]
        if search.stands[goal] > 0.0:
            break
        if search.tried[goal] > 0.0:
            return
    search.uphill[0] += worse
    search.uphill[1] += 1.0


@in_place
def _cost(search: Search, found: Real) -> float:
    """What figures come to, all goals together."""
    total = 0.0
    for goal in range(len(found)):
        total += search.weight[goal] * found[goal]
    return total


@in_place
def _is_better(search: Search) -> bool:
    """Whether the plan that stands is better than any before, goal by goal."""
    for place in range(len(search.goals)):
        goal = search.goals[place]
        if search.stands[goal] != search.found[goal]:
            return bool(search.stands[goal] < search.found[goal])
    return False

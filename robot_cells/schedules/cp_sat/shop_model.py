"""Plain shops for CP-SAT: the shortest schedule that ends by a given time. And how early can the work be shared out?

Tasks begin between head and tail: what their job needs before and after them at the least. Where tasks can choose their
cell, the work of each cell is limited besides: what comes before its first task, the durations of the tasks that it
takes, and what follows its last one fit into the time. That is implied, and the linear relaxation, which knows nothing
of sequences, sees it; without it the search finds out one sequence after the other (mk07 of Brandimarte: not refuted
within 30 s, with it in 0.1 s).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from ortools.sat.python import cp_model

from robot_cells.schedules.shop.shop import Shop


class Option(NamedTuple):
    """A task on one of its cells; `duration` in units, `number` its place among all choices of the shop."""

    number: int
    cell: int
    duration: int


@dataclass(frozen=True, slots=True)
class ShopTasks:
    """By task: options, least time before its start and after its end, in units, and the task after it, -1 for none."""

    options: tuple[tuple[Option, ...], ...]
    head: tuple[int, ...]
    tail: tuple[int, ...]
    after: tuple[int, ...]
    ready: tuple[int, ...]
    """By cell: from when it is free."""

    @property
    def is_flexible(self) -> bool:
        """Whether some task can choose."""
        return any(len(options) > 1 for options in self.options)


@dataclass(frozen=True, slots=True)
class ShopModel:
    """The model, which minimises the makespan; by task starts, and `taken` literals with what each stands for."""

    model: cp_model.CpModel
    starts: tuple[cp_model.IntVar, ...]
    taken: tuple[tuple[tuple[Option, cp_model.LiteralT], ...], ...]


def shop_tasks(shop: Shop) -> ShopTasks:
    """The shop as the models need it."""
    nobody = len(shop.job) - 1
    cells, durations, firsts = shop.choice_cell.tolist(), shop.choice_duration.tolist(), shop.first_choice.tolist()
    before, after, ready = shop.job_before.tolist(), shop.job_after.tolist(), shop.ready.tolist()
    options = tuple(
        tuple(Option(number, cells[number], durations[number]) for number in range(firsts[task], firsts[task + 1]))
        for task in range(nobody)
    )
    shortest = [min(option.duration for option in choices) for choices in options]
    head, tail = shop.release.tolist()[:nobody], [0] * nobody
    for task in range(nobody):
        head[task] = max(head[task], min(ready[option.cell] for option in options[task]))
        if before[task] != nobody:
            head[task] = max(head[task], head[before[task]] + shortest[before[task]])
    for task in reversed(range(nobody)):
        if after[task] != nobody:
            tail[task] = tail[after[task]] + shortest[after[task]]
    following = tuple(-1 if task == nobody else task for task in after[:nobody])
    return ShopTasks(options, tuple(head), tuple(tail), following, tuple(ready))


def ends_by(tasks: ShopTasks, limit: int) -> ShopModel:
    """All schedules whose last task ends by `limit`, in units.

    The makespan is a variable that is free below, though limits and known bounds would do without one: so the search
    is led by it, and finds much more (mk07 of Brandimarte: the best in 0.3 s, otherwise not in 4 s).
    """
    model = cp_model.CpModel()
    makespan = model.new_int_var(0, limit, "")
    starts, ends, taken = [], [], []
    intervals: dict[int, list[cp_model.IntervalVar]] = {}
    for options, head, tail in zip(tasks.options, tasks.head, tasks.tail, strict=True):
        start = model.new_int_var(head, max(head, limit - tail), "")
        if len(options) == 1:
            (option,) = options
            interval = model.new_fixed_size_interval_var(start, option.duration, "")
            intervals.setdefault(option.cell, []).append(interval)
            end: cp_model.LinearExprT = start + option.duration
            choices: tuple[tuple[Option, cp_model.LiteralT], ...] = ((option, True),)
        else:
            end = model.new_int_var(head, max(head, limit - tail), "")
            literals = [model.new_bool_var("") for _ in options]
            model.add_exactly_one(literals)
            for option, literal in zip(options, literals, strict=True):
                interval = model.new_optional_interval_var(start, option.duration, end, literal, "")
                intervals.setdefault(option.cell, []).append(interval)
                if tasks.ready[option.cell] > head:
                    model.add(start >= tasks.ready[option.cell]).only_enforce_if(literal)
            choices = tuple(zip(options, literals, strict=True))
        model.add(end + tail <= makespan)
        starts.append(start)
        ends.append(end)
        taken.append(choices)
    for task, following in enumerate(tasks.after):
        if following >= 0:
            model.add(starts[following] >= ends[task])
    for row in intervals.values():
        model.add_no_overlap(row)
    _limit_work(model, tasks, taken, makespan)
    model.minimize(makespan)
    return ShopModel(model, tuple(starts), tuple(taken))


def least_shared_work(tasks: ShopTasks) -> cp_model.CpModel:
    """Only who takes which task, without sequences: the least limit that the work of every cell fits into."""
    model = cp_model.CpModel()
    longest = sum(max(option.duration for option in options) for options in tasks.options)
    latest = max((*tasks.head, *tasks.ready), default=0)
    limit = model.new_int_var(0, longest + latest + max(tasks.tail, default=0), "")
    taken: list[tuple[tuple[Option, cp_model.LiteralT], ...]] = []
    for options in tasks.options:
        literals = [model.new_bool_var("") for _ in options]
        model.add_exactly_one(literals)
        taken.append(tuple(zip(options, literals, strict=True)))
    _limit_work(model, tasks, taken, limit)
    model.minimize(limit)
    return model


def _limit_work(
    model: cp_model.CpModel,
    tasks: ShopTasks,
    taken: list[tuple[tuple[Option, cp_model.LiteralT], ...]],
    limit: cp_model.IntVar,
) -> None:
    """What every cell has to do fits in between the least head and the least tail of what it can do.

    When a cell is free counts only where it does anything.
    """
    if not tasks.is_flexible:
        return
    work: dict[int, list[cp_model.LinearExprT]] = {}
    used: dict[int, cp_model.IntVar] = {}
    around: dict[int, tuple[int, int]] = {}
    for task, choices in enumerate(taken):
        for option, literal in choices:
            work.setdefault(option.cell, []).append(option.duration * literal)
            head, tail = around.get(option.cell, (tasks.head[task], tasks.tail[task]))
            around[option.cell] = min(head, tasks.head[task]), min(tail, tasks.tail[task])
            model.add_implication(literal, used.setdefault(option.cell, model.new_bool_var("")))
    for cell, terms in work.items():
        head, tail = around[cell]
        busy = max(0, tasks.ready[cell] - head) * used[cell]
        model.add(cp_model.LinearExpr.sum(terms) + busy + head + tail <= limit)

"""Nothing waits for itself: what comes before what, by recipes, joins and frozen orders together."""

from __future__ import annotations

from robot_cells.ids import TaskId
from robot_cells.schedules.problem_checks.precedence import Befores, Precedence


def in_order(befores: Befores) -> tuple[list[TaskId], list[TaskId]]:
    """The tasks in an order in which each comes after those before it, and a circle of tasks if there is one.

    A. B. Kahn, "Topological sorting of large networks", Communications of the ACM 5 (1962).
    """
    afters: dict[TaskId, list[TaskId]] = {name: [] for name in befores}
    open_: dict[TaskId, int] = {}
    for name, found in befores.items():
        open_[name] = len(found)
        for before in found:
            afters[before].append(name)
    order = [name for name, count in open_.items() if not count]
    for name in order:
        for after in afters[name]:
            open_[after] -= 1
            if not open_[after]:
                order.append(after)
    if len(order) == len(befores):
        return order, []
    return order, _circle(befores, {name for name, count in open_.items() if count})


def _circle(befores: Befores, left: set[TaskId]) -> list[TaskId]:
    """A circle among the tasks that wait for one of `left`, each before the next, from the first of the problem on."""
    name = next(item for item in befores if item in left)
    seen: dict[TaskId, int] = {}
    path: list[TaskId] = []
    while name not in seen:
        seen[name] = len(path)
        path.append(name)
        name = next(before for before in befores[name] if before in left)
    circle = path[seen[name] :][::-1]
    first = next(circle.index(item) for item in befores if item in circle)
    return circle[first:] + circle[:first]


def faults_of_orders(precedence: Precedence) -> list[str]:
    """A circle in what comes before what; at most one is told. Recipes alone have none: tasks are listed in order."""
    problem = precedence.problem
    if any(task.joins for job in problem.jobs for task in job.tasks):
        _, circle = in_order(precedence.recipes)
        if circle:
            return [f"{_told(circle)} wait for one another: pieces are joined in a circle."]
    _, circle = in_order(precedence.all) if precedence.frozen else ([], [])
    if not circle:
        return []
    cells = [cell for cell, names in problem.frozen.items() if any(name in circle for name in names)]
    return [f"{_told(circle)} wait for one another: the frozen order of {', '.join(cells)} contradicts the recipes."]


def _told(circle: list[TaskId]) -> str:
    shown = circle if len(circle) <= 8 else [*circle[:7], TaskId(f"{len(circle) - 7} more")]
    return ", ".join(shown)

"""The answer of `robot-cells schedule` on the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from robot_cells.cli.schedule_answer import ScheduleAnswer
from robot_cells.cli.table_style import table_of
from robot_cells.schedules.goal import Goal
from robot_cells.schedules.result import Status, TracePoint

GOAL_NAMES = {
    Goal.TARDINESS: "weighted tardiness",
    Goal.MAKESPAN: "makespan",
    Goal.CHANGEOVERS: "change-overs",
    Goal.MOVES: "moved tasks",
    Goal.SHIFTS: "shifted starts",
}
SHOWN_GOALS = (Goal.TARDINESS, Goal.MAKESPAN, Goal.CHANGEOVERS)
SHOP = "shop"
"""The engine that reckons other goals than the makespan for its last schedule only."""
TRACE_ROWS = 12
"""A longer trace is shown by its first line and its last ones."""


def one_answer(answer: ScheduleAnswer) -> RenderableType:
    """Everything about one problem."""
    head = Text(f"{answer.name}: {answer.size}", style="bold")
    foot = f"{answer.status_text} after {answer.seconds:.2f} s, seed {answer.seed}"
    return Group(head, "", _figures(answer), "", _trace(answer), "", Text(foot, style=_style(answer.status)))


def many_answers(answers: Sequence[ScheduleAnswer]) -> Table:
    """A row a problem: the figures of its goals, bound, gap, status, time."""
    goals = list(dict.fromkeys(goal for answer in answers for goal in answer.goals))
    table = table_of(
        "instance", *(GOAL_NAMES[goal] for goal in goals), "bound", "gap", "status", "s", ids=("instance",)
    )
    for answer in answers:
        values = [number(answer.objective.key((goal,))[0]) if goal in answer.goals else "-" for goal in goals]
        status = Text(answer.status.value, style=_style(answer.status))
        table.add_row(
            answer.name, *values, number(answer.lower_bound), percent(answer.gap), status, f"{answer.seconds:.2f}"
        )
    return table


def number(value: float) -> str:
    """Whole numbers as they are, others with one decimal."""
    return f"{value:.0f}" if abs(value - round(value)) < 1e-6 else f"{value:.1f}"


def percent(share: float | None) -> str:
    """A share in per cent, a dash where it is not known."""
    return "-" if share is None else f"{100.0 * share:.1f} %"


def _figures(answer: ScheduleAnswer) -> Table:
    """The goals in their order first, then what else is worth knowing."""
    table = table_of("figure", "value", "lower bound", "gap")
    for place, goal in enumerate(dict.fromkeys((*answer.goals, *SHOWN_GOALS))):
        value = number(answer.objective.key((goal,))[0])
        name = f"{place + 1}. {GOAL_NAMES[goal]}" if place < len(answer.goals) else f"   {GOAL_NAMES[goal]}"
        known = (number(answer.lower_bound), percent(answer.gap)) if place == 0 else ("", "")
        table.add_row(name, value, *known)
    return table


def _trace(answer: ScheduleAnswer) -> Table:
    goals = answer.goals
    table = table_of("engine", "after s", "iterations", *(GOAL_NAMES[goal] for goal in goals))
    last = {point.engine: point for point in answer.trace}
    for point in _shown(answer.trace):
        known = {Goal.MAKESPAN} if point.engine == SHOP and point is not last[SHOP] else set(goals)
        figures = [number(point.objective.key((goal,))[0]) if goal in known else "-" for goal in goals]
        table.add_row(point.engine, f"{point.seconds:.3f}", str(point.iterations), *figures)
    return table


def _shown(trace: Sequence[TracePoint]) -> Sequence[TracePoint]:
    return trace if len(trace) <= TRACE_ROWS else (trace[0], *trace[1 - TRACE_ROWS :])


def _style(status: Status) -> str:
    return {Status.OPTIMAL: "green", Status.INTERRUPTED: "yellow"}.get(status, "")

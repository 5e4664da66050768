"""`robot-cells schedule --gantt`: the chart with the figures of the answer."""

from __future__ import annotations

import os
from pathlib import Path

import typer

from robot_cells.cli.planning_task import PlanningTask
from robot_cells.cli.schedule_answer import ScheduleAnswer
from robot_cells.cli.schedule_tables import GOAL_NAMES, number, percent
from robot_cells.reports.schedules.chart import Chart
from robot_cells.reports.time_text import time_text
from robot_cells.schedules.goal import Goal
from robot_cells.schedules.schedule import Schedule

SUFFIXES = (".png", ".html")


def checked_chart_path(path: Path | None) -> Path | None:
    """The path, whose suffix says what is drawn; refuses any other, and one that cannot be written, before the search.

    Raises `typer.BadParameter`.
    """
    if path is None:
        return None
    if path.suffix.lower() not in SUFFIXES:
        raise typer.BadParameter(f"{path.name!r} ends with neither of {', '.join(SUFFIXES)}.")
    if not path.parent.is_dir():
        raise typer.BadParameter(f"There is no folder {str(path.parent)!r}.")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise typer.BadParameter(f"{str(path)!r} may not be written.")
    return path


def write_chart(task: PlanningTask, answer: ScheduleAnswer, schedule: Schedule, path: Path) -> None:
    """Draw the schedule as a picture or a page."""
    from robot_cells.reports.schedules.layout import chart_of

    chart = chart_of(
        task.problem,
        schedule,
        title=answer.name,
        figures=_figures(task, answer),
        bound_s=answer.lower_bound if answer.goals[0] is Goal.MAKESPAN and answer.lower_bound > 0 else None,
        is_clock=task.is_line,
        vehicles=task.vehicles,
    )
    try:
        _write(chart, path)
    except OSError as error:
        # Told with the path: a full disk is not found before the writing.
        raise OSError(error.errno, error.strerror, str(path)) from error


def _write(chart: Chart, path: Path) -> None:
    if path.suffix.lower() == ".html":
        from robot_cells.reports.schedules.page import chart_page

        path.write_text(chart_page(chart), encoding="utf-8")
    else:
        from robot_cells.reports.schedules.picture import write_picture

        write_picture(chart, path)


def _figures(task: PlanningTask, answer: ScheduleAnswer) -> list[tuple[str, str]]:
    shown = dict.fromkeys((*answer.goals, Goal.MAKESPAN, *((Goal.CHANGEOVERS,) if task.problem.changeovers_s else ())))
    figures = [(GOAL_NAMES[goal], _figure(task, answer, goal)) for goal in shown]
    if answer.gap is not None:
        figures.append(("gap", percent(answer.gap)))
    return [*figures, ("status", answer.status_text)]


def _figure(task: PlanningTask, answer: ScheduleAnswer, goal: Goal) -> str:
    value = answer.objective.key((goal,))[0]
    return time_text(value) if task.is_line and goal in {Goal.MAKESPAN, Goal.CHANGEOVERS} else number(value)

"""`robot-cells schedule`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer
from rich.console import Console

from robot_cells.cli.compiling import compiling_told
from robot_cells.cli.failure_message import say
from robot_cells.cli.json_text import json_text
from robot_cells.cli.options import JsonOption
from robot_cells.cli.planning_task import PlanningTask, planning_tasks
from robot_cells.cli.schedule_answer import ScheduleAnswer, answer_of
from robot_cells.cli.schedule_chart import checked_chart_path, write_chart
from robot_cells.cli.schedule_tables import many_answers, one_answer
from robot_cells.cli.stop_wish import StopWish
from robot_cells.errors import ScheduleError
from robot_cells.schedules.goal import Goal
from robot_cells.schedules.result import Budget, Status
from robot_cells.schedules.schedule import Schedule
from robot_cells.schedules.solve import solve
from robot_cells.schedules.warm_up import features_of, warm_up

USUAL_LIMIT_S = 10.0
GOALS = ", ".join(goal.value for goal in Goal)


def _goals(text: str) -> tuple[Goal, ...]:
    try:
        goals = tuple(Goal(word.strip()) for word in text.split(",")) if text else ()
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a list of goals; there are {GOALS}.") from None
    if len(set(goals)) < len(goals):
        raise typer.BadParameter(f"{text!r} names a goal twice.")
    return goals


FilesArgument = Annotated[
    list[Path],
    typer.Argument(exists=True, dir_okay=False, metavar="FILE...", help="LINE and ORDERS documents, or instances."),
]
LimitOption = Annotated[
    float | None,
    typer.Option("--time-limit", min=0.0, max=86_400.0, help="Seconds to search.  [default: 10]"),
]
ObjectiveOption = Annotated[
    str,
    typer.Option("--objective", help=f"What counts, most important first: {GOALS}.  [default: what is due decides]"),
]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help="Of everything random in the search.")]
IterationsOption = Annotated[
    int | None,
    typer.Option("--iterations", min=1, help="Search so long instead: the same on every machine."),
]
WorkersOption = Annotated[
    int | None,
    typer.Option("--workers", min=1, max=256, help="Searches at a time.  [default: a core each; 1 with --iterations]"),
]
InstanceOption = Annotated[
    list[str] | None, typer.Option("--instance", help="Which one of a file that holds several; may be repeated.")
]
DueFactorOption = Annotated[
    float | None,
    typer.Option(
        "--due-factor", min=0.0, max=1000.0, help="Make jobs of instances due after so many times their own work."
    ),
]
GanttOption = Annotated[
    Path | None,
    typer.Option(
        "--gantt", dir_okay=False, callback=checked_chart_path, help="Chart to draw, of one problem: .png or .html."
    ),
]


def schedule(
    files: FilesArgument,
    *,
    time_limit: LimitOption = None,
    objective: ObjectiveOption = "",
    seed: SeedOption = 0,
    iterations: IterationsOption = None,
    workers: WorkersOption = None,
    instance: InstanceOption = None,
    due_factor: DueFactorOption = None,
    gantt: GanttOption = None,
    json: JsonOption = False,
) -> None:
    """Plan orders on a line, or public job-shop instances.

    Ctrl-C ends the search with the best schedule so far. With --iterations and without --time-limit the schedule
    depends on nothing but the files and the seed.
    """
    goals = _goals(objective)
    limit_s = USUAL_LIMIT_S if time_limit is None and iterations is None else time_limit
    budget = Budget(limit_s, iterations, seed, workers or (_cores() if iterations is None else 1))
    tasks = planning_tasks(files, instance or (), due_factor)
    if gantt is not None and len(tasks) > 1:
        raise typer.BadParameter(f"There are {len(tasks)} problems; a chart shows one.", param_hint="--gantt")
    for note in (note for task in tasks for note in task.notes):
        say(note)
    answers: list[ScheduleAnswer] = []
    _load(tasks, goals)
    with StopWish() as wish:
        for task in tasks:
            answer, found = _planned(task, budget, goals, wish)
            answers.append(answer)
            if wish():
                break
    if json:
        typer.echo(json_text(answers[0] if len(tasks) == 1 else answers))
    else:
        Console(highlight=False).print(one_answer(answers[0]) if len(tasks) == 1 else many_answers(answers))
    if gantt is not None:  # Behind the answer, so that nothing is lost when it cannot be drawn.
        write_chart(tasks[0], answers[0], found, gantt)
    raise typer.Exit(wish.exit_code)


def _cores() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _load(tasks: Sequence[PlanningTask], goals: tuple[Goal, ...]) -> None:
    """Engines are loaded before the time limit begins to count; compiling them is said, since it takes a while."""
    loaded: list[tuple[object, object]] = []
    with compiling_told():
        for task in tasks:
            wanted = goals or task.usual_goals
            if (features_of(task.problem), wanted) not in loaded:
                warm_up(task.problem, wanted, repairs=False)
                loaded.append((features_of(task.problem), wanted))


def _planned(
    task: PlanningTask, budget: Budget, goals: tuple[Goal, ...], wish: StopWish
) -> tuple[ScheduleAnswer, Schedule]:
    begun_s = perf_counter()
    wanted = goals or task.usual_goals
    try:
        result = solve(task.problem, budget, goals=wanted, stopped=wish)
    except ScheduleError as error:
        raise ScheduleError(error.what, where=error.where or task.name, remedy=error.remedy) from error
    if wish() and result.status is Status.FEASIBLE:
        result = replace(result, status=Status.INTERRUPTED)
    return answer_of(task, result, wanted, perf_counter() - begun_s, budget.seed), result.schedule

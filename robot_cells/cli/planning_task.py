"""What `robot-cells schedule` is to plan, from the files that it was given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from robot_cells.documents.order_book import load_orders
from robot_cells.documents.plant import load_plant
from robot_cells.errors import ScheduleError
from robot_cells.schedules.due_dates import with_due_dates
from robot_cells.schedules.goal import USUAL_GOALS, Goal
from robot_cells.schedules.order_problem import problem_of
from robot_cells.schedules.problem import Problem
from robot_cells.schedules.readers.problem_file import read_problems

DOCUMENT_SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class PlanningTask:
    """A problem by name; `notes` say how its file was understood, `vehicles` names those of the problem.

    `is_line` tells the orders of a line, in seconds, from a public instance with a unit of time of its own.
    """

    name: str
    problem: Problem
    notes: tuple[str, ...] = ()
    is_line: bool = False
    vehicles: tuple[str, ...] = ()

    @property
    def usual_goals(self) -> tuple[Goal, ...]:
        """Tardiness first where anything is due, else the makespan."""
        return USUAL_GOALS if any(job.due_s is not None for job in self.problem.jobs) else (Goal.MAKESPAN,)

    @property
    def size(self) -> str:
        """How large it is, for people."""
        tasks = [task for job in self.problem.jobs for task in job.tasks]
        cells = {cell for task in tasks for cell in task.durations_s}
        vehicles = f", {len(self.problem.vehicles)} vehicles" if self.problem.vehicles else ""
        return f"{len(self.problem.jobs)} jobs, {len(tasks)} tasks, {len(cells)} cells{vehicles}"


def planning_tasks(
    files: Sequence[Path], names: Sequence[str] = (), due_factor: float | None = None
) -> tuple[PlanningTask, ...]:
    """A line and its orders, or public instances; `names` chooses among those of files that hold several.

    `due_factor` gives instances due dates (`due_dates.py`). Raises `ScheduleError` and `DocumentError`.
    """
    documents = [file for file in files if file.suffix.lower() in DOCUMENT_SUFFIXES]
    if documents:
        if names or due_factor is not None:
            what = "--instance and --due-factor are for public instances; the orders of a line have their due dates."
            raise ScheduleError(what, where=str(documents[0]))
        return (_of_documents(files),)
    found = [(file, read_problems(file)) for file in files]
    for name in names:
        if all(name != item.name for _, items in found for item in items):
            raise ScheduleError(f"There is no instance {name!r}.", where=str(files[0]), remedy=_list(found[0][1]))
    result = [
        PlanningTask(item.name, _due(item.problem, due_factor), tuple(f"{file}: {note}." for note in item.notes))
        for file, items in found
        for item in items
        if not names or item.name in names
    ]
    return tuple(result)


def _due(problem: Problem, factor: float | None) -> Problem:
    return problem if factor is None else with_due_dates(problem, factor)


def _list(items: Sequence[object]) -> str:
    names = [str(getattr(item, "name", item)) for item in items]
    shown = ", ".join(names[:8])
    return f"It holds {shown} and {len(names) - 8} more." if len(names) > 8 else f"It holds {shown}."


def _of_documents(files: Sequence[Path]) -> PlanningTask:
    if len(files) != 2:
        raise ScheduleError(
            "A line is planned together with its orders.",
            where=" ".join(map(str, files)),
            remedy="Name two documents: robot-cells schedule LINE ORDERS.",
        )
    plant = load_plant(files[0])
    book = load_orders(files[1], plant)
    if not book.orders:
        raise ScheduleError("There is no order in it.", where=str(files[1]))
    vehicles = tuple(str(item.id) for item in plant.line.vehicles)
    problem = problem_of(book.orders, plant.line, plant.products)
    return PlanningTask(str(plant.line.id), problem, is_line=True, vehicles=vehicles)

"""Pieces that are joined have to wait somewhere: buffers that are too small for that lock the line for good."""

from __future__ import annotations

from collections.abc import Sequence

from robot_cells.ids import CellId
from robot_cells.schedules.problem import Buffers, Problem, ProblemJob, ProblemTask


def faults_of_join_room(problem: Problem) -> list[str]:
    """Joins for which there is no room, whatever else is done.

    Of the pieces that are carried to a join only as many as there are vehicles can arrive in the moment it begins; the
    others wait in the input buffer. And of the pieces that are finished until then, one can stand on each cell that
    finishes them, others in its output buffer, in the input buffer, and on vehicles.
    """
    if not problem.buffers:
        return []
    jobs = {job.id: job for job in problem.jobs}
    faults = []
    for job in problem.jobs:
        for place, task in enumerate(job.tasks):
            pieces = [jobs[name] for name in task.joins]
            if pieces:
                faults += _faults_of_arrivals(problem, job, place, pieces) or _faults_of_room(problem, task, pieces)
    return faults


def _faults_of_arrivals(problem: Problem, job: ProblemJob, place: int, pieces: Sequence[ProblemJob]) -> list[str]:
    """Whether more pieces have to wait before each cell that could join them than its input buffer takes."""
    vehicles = len(problem.vehicles)
    if not vehicles:
        return []
    task = job.tasks[place]
    told = []
    for cell in task.durations_s:
        carried = sum(_is_carried(piece.tasks, piece.cell, cell) for piece in pieces)
        if task.after:
            carried += _is_carried(job.tasks[:place], None, cell)
        capacity = _buffers(problem, cell).input.capacity
        if capacity is None or carried - vehicles <= capacity:
            return []
        told.append(
            f"{carried} pieces have to be carried to {cell} by {vehicles} vehicles, so {carried - vehicles} wait in an "
            f"input buffer with room for {capacity}"
        )
    return [f"{task.id} can never begin: {'; '.join(told)}."]


def _is_carried(tasks: Sequence[ProblemTask], cell: CellId | None, target: CellId) -> bool:
    """Whether a piece with these tasks behind it, or standing at `cell` without any, never stands at the target."""
    if not tasks:
        return cell is not None and cell != target
    return all(target not in task.durations_s for task in tasks)


def _faults_of_room(problem: Problem, task: ProblemTask, pieces: Sequence[ProblemJob]) -> list[str]:
    """Whether the finished pieces find room until they are joined."""
    made = [piece for piece in pieces if piece.tasks]
    cells = dict.fromkeys(cell for piece in made for item in piece.tasks for cell in item.durations_s)
    room = len(problem.vehicles)
    for cell in cells:
        capacity = _buffers(problem, cell).output.capacity
        if capacity is None:
            return []
        room += capacity + 1
    inputs = [_buffers(problem, cell).input.capacity for cell in task.durations_s]
    if None in inputs or len(made) <= room + max(item for item in inputs if item is not None):
        return []
    return [
        f"{task.id} can never begin: the {len(made)} pieces that it joins have to wait for one another, and the cells "
        f"{', '.join(cells)} and the input buffer before it have room for fewer."
    ]


def _buffers(problem: Problem, cell: CellId) -> Buffers:
    return problem.buffers.get(cell, Buffers())

"""The plain model of the (flexible) job shop and of the job shop with vehicles, as a textbook has it.

An interval a task and one an alternative, no overlap on a cell, arcs between the trips of a vehicle. No hints, no
cuts, no windows: what CP-SAT makes of a problem by itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from ortools.sat.python import cp_model

from robot_cells.errors import ScheduleError
from robot_cells.ids import CellId, JobId
from robot_cells.schedules.cp_sat.plain import missing_from_plain_model
from robot_cells.schedules.problem import Problem, ProblemTask
from robot_cells.schedules.schedule import Schedule

Expression: TypeAlias = cp_model.LinearExpr | cp_model.IntVar
Literal: TypeAlias = cp_model.LiteralT

LEAVE_OUT = "Leave the engine cp-sat out for this problem."
ROUNDING = 1e-6
SCALES = (1, 10, 100, 1000)
"""CP-SAT computes with whole numbers: units a second, the fewest by which every time is whole."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A task on one cell; `taken` is a literal, True where there is no other."""

    cell: CellId
    taken: Literal


@dataclass(frozen=True, slots=True)
class TaskVariables:
    """Start and end of a task, in units, and where it may be done."""

    start: cp_model.IntVar
    end: cp_model.IntVar
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class TripVariables:
    """A piece is carried from one cell to the next: picked up at `start`, there at `end`; units."""

    job: JobId
    origin: CellId
    target: CellId
    start: cp_model.IntVar
    end: Expression


@dataclass(frozen=True, slots=True)
class PlainModel:
    """The model with its variables: `tasks` in the order of the problem's jobs; `arcs` follow one another's trips.

    An arc is (trip before or -1 for the beginning, trip after, literal).
    """

    model: cp_model.CpModel
    scale: int
    makespan: cp_model.IntVar
    tasks: tuple[tuple[TaskVariables, ...], ...]
    trips: tuple[TripVariables, ...]
    arcs: tuple[tuple[int, int, Literal], ...]


def plain_model(problem: Problem, start: Schedule | None = None) -> PlainModel:
    """Build it; with a `start` nothing ends later than that does, and the search is told to begin there.

    Raises `ScheduleError` for a problem with constraints that the model does not have.
    """
    if missing := missing_from_plain_model(problem):
        raise ScheduleError(f"The plain CP-SAT model has no {', '.join(missing)}.", remedy=LEAVE_OUT)
    scale = _scale(problem)
    model = cp_model.CpModel()
    horizon = _horizon(problem, scale) if start is None else math.ceil(start.objective.makespan_s * scale - ROUNDING)
    makespan = model.new_int_var(0, horizon, "makespan")
    cells: dict[CellId, list[cp_model.IntervalVar]] = {}
    tasks = []
    for job in problem.jobs:
        release = round(job.release_s * scale)
        variables = tuple(_task(model, task, release, horizon, scale, cells) for task in job.tasks)
        for place, task in enumerate(job.tasks):
            model.add(makespan >= variables[place].end)
            for before in task.after:
                model.add(variables[place].start >= variables[before].end)
        tasks.append(variables)
    for intervals in cells.values():
        model.add_no_overlap(intervals)
    trips = tuple(_trips(model, problem, tuple(tasks), horizon, scale))
    arcs = _arcs(model, problem, trips, scale)
    model.minimize(makespan)
    built = PlainModel(model, scale, makespan, tuple(tasks), trips, arcs)
    if start is not None:
        _hint(built, problem, start)
    return built


def _hint(built: PlainModel, problem: Problem, start: Schedule) -> None:
    """Where the search is to begin: times of tasks and trips, cells, and who follows whom."""
    model, scale = built.model, built.scale
    placed = {item.task: item for item in start.tasks}
    model.add_hint(built.makespan, round(start.objective.makespan_s * scale))
    for job, variables in zip(problem.jobs, built.tasks, strict=True):
        for task, item in zip(job.tasks, variables, strict=True):
            model.add_hint(item.start, round(placed[task.id].start_s * scale))
            model.add_hint(item.end, round(placed[task.id].end_s * scale))
            for choice in item.choices:
                if isinstance(choice.taken, cp_model.IntVar):
                    model.add_hint(choice.taken, choice.cell == placed[task.id].cell)
    carried = {(trip.job, trip.origin, trip.target): trip for trip in start.trips}
    rows: dict[int | None, list[tuple[float, int]]] = {}
    for number, trip in enumerate(built.trips):
        found = carried.get((trip.job, trip.origin, trip.target))
        if found is not None:
            model.add_hint(trip.start, round(found.picks_up_s * scale))
            rows.setdefault(found.vehicle, []).append((found.picks_up_s, number))
    following = set()
    for row in rows.values():
        numbers = [-1, *(number for _, number in sorted(row))]
        following |= set(pairwise(numbers))
    for before, after, literal in built.arcs:
        if isinstance(literal, cp_model.IntVar):
            model.add_hint(literal, (before, after) in following)


def _scale(problem: Problem) -> int:
    values = [value for job in problem.jobs for task in job.tasks for value in task.durations_s.values()]
    values += [job.release_s for job in problem.jobs]
    for vehicle in problem.vehicles[:1]:
        values += [distance_m / vehicle.speed_mps for distance_m in problem.distances_m.values()]
        values += [vehicle.transfer_s, vehicle.ready_s]
    for scale in SCALES:
        if all(abs(value * scale - round(value * scale)) < 1e-6 for value in values):
            return scale
    raise ScheduleError(f"CP-SAT computes with whole numbers; some time is finer than 1/{SCALES[-1]} s.")


def _horizon(problem: Problem, scale: int) -> int:
    """Everything one after another is a schedule."""
    work_s = sum(max(task.durations_s.values()) for job in problem.jobs for task in job.tasks)
    release_s = max((job.release_s for job in problem.jobs), default=0.0)
    trip_s = 0.0
    for vehicle in problem.vehicles[:1]:
        longest_s = max(problem.distances_m.values(), default=0.0) / vehicle.speed_mps
        trip_s = vehicle.ready_s + sum(
            2.0 * (longest_s + vehicle.transfer_s) for job in problem.jobs for _ in job.tasks
        )
    return round((work_s + release_s + trip_s) * scale) + 1


def _task(
    model: cp_model.CpModel,
    task: ProblemTask,
    release: int,
    horizon: int,
    scale: int,
    cells: dict[CellId, list[cp_model.IntervalVar]],
) -> TaskVariables:
    start, end = model.new_int_var(release, horizon, ""), model.new_int_var(release, horizon, "")
    durations = {cell: round(value * scale) for cell, value in task.durations_s.items()}
    if len(durations) == 1:
        ((cell, duration),) = durations.items()
        cells.setdefault(cell, []).append(model.new_interval_var(start, duration, end, ""))
        return TaskVariables(start, end, (Choice(cell, True),))
    choices = []
    for cell, duration in durations.items():
        taken = model.new_bool_var("")
        cells.setdefault(cell, []).append(model.new_optional_interval_var(start, duration, end, taken, ""))
        choices.append(Choice(cell, taken))
    model.add_exactly_one(choice.taken for choice in choices)
    return TaskVariables(start, end, tuple(choices))


def _trips(
    model: cp_model.CpModel, problem: Problem, tasks: tuple[tuple[TaskVariables, ...], ...], horizon: int, scale: int
) -> Iterator[TripVariables]:
    """The trips of the pieces; with one cell a task it is known which there are."""
    if not problem.vehicles:
        return
    for job, variables in zip(problem.jobs, tasks, strict=True):
        origin, ready = job.cell, round(job.release_s * scale)
        for place, task in enumerate(variables):
            target = task.choices[0].cell
            if origin is not None and origin != target:
                lasts = round(problem.least_travel_s(origin, target) * scale)
                start = model.new_int_var(0, horizon, "")
                model.add(start >= (variables[place - 1].end if place else ready))
                model.add(task.start >= start + lasts)
                yield TripVariables(job.id, origin, target, start, start + lasts)
            origin = target


def _arcs(
    model: cp_model.CpModel, problem: Problem, trips: tuple[TripVariables, ...], scale: int
) -> tuple[tuple[int, int, Literal], ...]:
    """The trips of each vehicle in a row, with the empty travel between them; all vehicles are alike."""
    if not trips:
        return ()
    vehicle = problem.vehicles[0]

    def empty(origin: CellId, target: CellId) -> int:
        """How long the vehicle drives without a load, in units of the model."""
        return round(problem.distances_m.get((origin, target), 0.0) / vehicle.speed_mps * scale)

    arcs: list[tuple[int, int, Literal]] = []
    circuit: list[tuple[int, int, Literal]] = []
    firsts: list[cp_model.IntVar] = []
    for after, trip in enumerate(trips):
        first, last = model.new_bool_var(""), model.new_bool_var("")
        ready = round(vehicle.ready_s * scale) + empty(vehicle.position, trip.origin)
        model.add(trip.start >= ready).only_enforce_if(first)
        circuit += [(0, after + 1, first), (after + 1, 0, last)]
        arcs.append((-1, after, first))
        firsts.append(first)
        for before, other in enumerate(trips):
            if before == after:
                continue
            follows = model.new_bool_var("")
            model.add(trip.start >= other.end + empty(other.target, trip.origin)).only_enforce_if(follows)
            circuit.append((before + 1, after + 1, follows))
            arcs.append((before, after, follows))
    model.add_multiple_circuit(circuit)
    model.add(sum(firsts) <= len(problem.vehicles))
    return tuple(arcs)

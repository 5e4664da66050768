"""Weighted tardiness in a flexible job shop with change-overs, closed cells and vehicles, as a model for CP-SAT.

Each cell with change-overs has a circuit through its tasks, all vehicles together one through the trips: from vehicle
to its trips, then to the next vehicle (the giant tour of vehicle routing). Trips come about where a piece changes
cells, from and to whichever are chosen. Times are whole tenths of a second, all rounded up: what is found is an order
of tasks and trips, whose exact times are to be found by a decoder.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from ortools.sat.python import cp_model

from robot_cells.ids import CellId, JobId, ProductId, TaskId
from robot_cells.schedules.cp_sat.shop_data import OpenJob, ShopData

Literal: TypeAlias = cp_model.LiteralT
Expression: TypeAlias = cp_model.LinearExpr | cp_model.IntVar | int
Places = dict[CellId, Literal]
"""Where a piece can be, and whether it is there; True where there is no other place."""

WEIGHT_UNITS = 100
"""Weights are counted in hundredths."""


class OutOfTimeError(Exception):
    """The time is over before the model is built."""


@dataclass(frozen=True, slots=True)
class TaskVariables:
    """Times of a task in tenths of a second, and where it is done."""

    task: TaskId
    start: cp_model.IntVar
    end: cp_model.IntVar
    change: Expression
    places: Places


@dataclass(frozen=True, slots=True)
class TripVariables:
    """The piece of the job on its way to its task of number `place`; `made` says whether there is such a trip.

    `leaves` holds for places when a vehicle that has made the trip can be there, empty.
    """

    job: OpenJob
    place: int
    start: cp_model.IntVar
    arrives: cp_model.IntVar
    made: Literal
    origins: Places
    targets: Places
    leaves: dict[CellId, cp_model.IntVar] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CellArc:
    """On the cell task `after` follows `before`; positions in the model's tasks, -1 for none."""

    cell: CellId
    before: int
    after: int
    literal: cp_model.IntVar


@dataclass(frozen=True, slots=True)
class TripArc:
    """A vehicle makes trip `after` next after `before`; `-1 - number` is the beginning of a vehicle."""

    before: int
    after: int
    literal: cp_model.IntVar


@dataclass(frozen=True, slots=True)
class TardinessModel:
    """The model with its variables."""

    model: cp_model.CpModel
    tasks: list[TaskVariables]
    trips: list[TripVariables]
    cell_arcs: list[CellArc]
    trip_arcs: list[TripArc]
    late: dict[JobId, cp_model.IntVar]


def tardiness_model(data: ShopData, horizon: int, is_late: Callable[[], bool]) -> TardinessModel:
    """Build it; nothing ends after the horizon. Raises `OutOfTimeError` as soon as `is_late` says so."""
    builder = _Builder(data, horizon, is_late)
    builder.build()
    return builder.built


class _Builder:
    def __init__(self, data: ShopData, horizon: int, is_late: Callable[[], bool]) -> None:
        self._data, self._horizon, self._is_late = data, horizon, is_late
        self._model = cp_model.CpModel()
        self.built = TardinessModel(self._model, [], [], [], [], {})
        self._on: dict[CellId, list[int]] = {}
        self._products: list[ProductId] = []
        self._durations: list[dict[CellId, int]] = []
        self._changes: list[list[tuple[cp_model.IntVar, int]]] = []
        self._origins: dict[CellId, None] = {}

    def build(self) -> None:
        """All variables and constraints."""
        for job in self._data.jobs:
            self._add_job(job)
        for cell, tasks in self._on.items():
            self._add_cell(cell, tasks)
        for item, changes in zip(self.built.tasks, self._changes, strict=True):
            if isinstance(item.change, cp_model.IntVar):
                self._model.add(item.change == sum(time * literal for literal, time in changes if time))
        if self._data.vehicles:
            self._add_tour()
        weights = {job.id: round(job.weight * WEIGHT_UNITS) for job in self._data.jobs}
        self._model.minimize(sum(weights[job] * late for job, late in self.built.late.items()))

    def _check_time(self) -> None:
        if self._is_late():
            raise OutOfTimeError

    def _add_job(self, job: OpenJob) -> None:
        model, before = self._model, None
        places: Places = {} if job.cell is None else {job.cell: True}
        for place, task in enumerate(job.tasks):
            self._check_time()
            start, end = (model.new_int_var(job.ready, self._horizon, "") for _ in range(2))
            taken: Places = dict.fromkeys(task.durations, True)
            if len(taken) > 1:
                taken = {cell: model.new_bool_var("") for cell in taken}
                model.add_exactly_one(taken.values())
            most = max((self._data.most_change.get(cell, 0) for cell in taken), default=0)
            change = model.new_int_var(0, most, "") if most else 0
            number = len(self.built.tasks)
            item = TaskVariables(task.id, start, end, change, taken)
            self.built.tasks.append(item)
            self._products.append(job.product)
            self._durations.append(task.durations)
            self._changes.append([])
            for cell in taken:
                self._on.setdefault(cell, []).append(number)
            if before is not None:
                model.add(start >= before.end)
            if places and self._data.vehicles and not (len(places) == len(taken) == 1 and places == taken):
                self._add_trip(job, place, job.ready if before is None else before.end, places, item)
            before, places = item, taken
        if before is not None and job.due is not None:
            late = model.new_int_var(0, max(0, self._horizon - job.due), "")
            model.add(late >= before.end - job.due)
            self.built.late[job.id] = late

    def _add_trip(self, job: OpenJob, place: int, ready: Expression, origins: Places, task: TaskVariables) -> None:
        model = self._model
        start, arrives = (model.new_int_var(job.ready, self._horizon, "") for _ in range(2))
        made: Literal = True
        if not origins.keys().isdisjoint(task.places):
            made = model.new_bool_var("")
            for cell, here in origins.items():
                stays = task.places.get(cell)
                if stays is None:
                    model.add_implication(here, made)
                else:
                    model.add_bool_or(_not(here), _not(stays), _not(made))
                    model.add_bool_or(_not(here), stays, made)
        model.add(start >= ready)
        for origin, here in origins.items():
            for target, there in task.places.items():
                if origin != target:
                    lasts = self._data.loaded(origin, target)
                    model.add(arrives >= start + lasts).only_enforce_if(here, there)
        model.add(task.start >= arrives).only_enforce_if(made)
        self.built.trips.append(TripVariables(job, place, start, arrives, made, origins, task.places))

    def _add_cell(self, cell: CellId, tasks: list[int]) -> None:
        model, data = self._model, self._data
        intervals = [model.new_fixed_size_interval_var(low, high - low, "") for low, high in data.closed.get(cell, ())]
        for number in tasks:
            item = self.built.tasks[number]
            size = self._durations[number][cell] + item.change
            intervals.append(model.new_optional_interval_var(item.start, size, item.end, item.places[cell], ""))
            model.add(item.start >= data.free.get(cell, 0)).only_enforce_if(item.places[cell])
        model.add_no_overlap(intervals)
        if data.most_change.get(cell):
            self._add_order(cell, tasks)

    def _add_order(self, cell: CellId, tasks: list[int]) -> None:
        """Who follows whom on the cell, and what that costs."""
        model, data, items = self._model, self._data, self.built.tasks
        circuit: list[tuple[int, int, Literal]] = []

        def arc(before: int, after: int) -> cp_model.IntVar:
            """Whether one task comes right after another on the cell."""
            self.built.cell_arcs.append(CellArc(cell, before, after, model.new_bool_var("")))
            return self.built.cell_arcs[-1].literal

        circuit.append((0, 0, arc(-1, -1)))
        for row, after in enumerate(tasks, 1):
            self._check_time()
            taken = items[after].places[cell]
            if isinstance(taken, cp_model.IntVar):
                circuit.append((row, row, taken.negated()))
            circuit.append((row, 0, arc(after, -1)))
            for other, before in enumerate([-1, *tasks]):
                if before != after:
                    literal = arc(before, after)
                    circuit.append((other, row, literal))
                    product = data.set_up.get(cell) if before < 0 else self._products[before]
                    self._changes[after].append((literal, data.change(cell, product, self._products[after])))
                    if before >= 0:
                        model.add(items[after].start >= items[before].end).only_enforce_if(literal)
        model.add_circuit(circuit)

    def _add_tour(self) -> None:
        """Which vehicle makes which trips, in which order."""
        model, data, trips = self._model, self._data, self.built.trips
        vehicles = len(data.vehicles)
        circuit: list[tuple[int, int, Literal]] = []
        for one in range(vehicles):
            circuit += [(one, other, self._arc(-1 - one, -1 - other, {})) for other in range(vehicles)]
        self._origins = dict.fromkeys(cell for trip in trips for cell in trip.origins)
        for trip in trips:
            self._check_time()
            self._add_leaves(trip)
        for after, trip in enumerate(trips):
            self._check_time()
            row = vehicles + after
            circuit += [(row, vehicle, self._arc(after, -1 - vehicle, {})) for vehicle in range(vehicles)]
            if isinstance(trip.made, cp_model.IntVar):
                circuit.append((row, row, trip.made.negated()))
            for number, vehicle in enumerate(data.vehicles):
                there = {cell: vehicle.ready + data.empty(vehicle.position, cell) for cell in trip.origins}
                circuit.append((number, row, self._arc(-1 - number, after, there)))
            for before, other in enumerate(trips):
                if before != after and not (other.job is trip.job and other.place > trip.place):
                    circuit.append((vehicles + before, row, self._arc(before, after, other.leaves)))
        model.add_circuit(circuit)

    def _arc(self, before: int, after: int, there: Mapping[CellId, Expression]) -> cp_model.IntVar:
        """A literal for `after` being next after `before`; `there` says when the vehicle can be where."""
        literal = self._model.new_bool_var("")
        if after >= 0:
            trip = self.built.trips[after]
            for origin, here in trip.origins.items():
                self._model.add(trip.start >= there[origin]).only_enforce_if(literal, here)
        self.built.trip_arcs.append(TripArc(before, after, literal))
        return literal

    def _add_leaves(self, trip: TripVariables) -> None:
        for cell in self._origins:
            there = self._model.new_int_var(0, 2 * self._horizon, "")
            for target, chosen in trip.targets.items():
                self._model.add(there >= trip.arrives + self._data.empty(target, cell)).only_enforce_if(chosen)
            trip.leaves[cell] = there


def _not(literal: Literal) -> Literal:
    return literal.negated() if isinstance(literal, cp_model.IntVar) else not literal

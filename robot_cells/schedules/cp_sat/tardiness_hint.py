"""A schedule in the whole numbers of the tardiness model: its cells, orders and vehicles, and the earliest times."""

from __future__ import annotations

from dataclasses import dataclass

from ortools.sat.python import cp_model

from robot_cells.ids import CellId, JobId, ProductId, TaskId
from robot_cells.schedules.cp_sat.shop_data import OpenJob, ShopData
from robot_cells.schedules.cp_sat.tardiness_model import TardinessModel, TripVariables
from robot_cells.schedules.schedule import Schedule, ScheduledTask, ScheduledTrip


@dataclass(frozen=True, slots=True)
class DoneTask:
    """A task on its cell, its change-over part of the time; units of time."""

    cell: CellId
    start: int
    end: int
    change: int


@dataclass(frozen=True, slots=True)
class DoneTrip:
    """A trip of a vehicle."""

    vehicle: int
    start: int
    arrives: int


@dataclass(frozen=True, slots=True)
class DoneShop:
    """Tasks, trips by job and number of the task that they go to, and the end of the last task."""

    tasks: dict[TaskId, DoneTask]
    trips: dict[tuple[JobId, int], DoneTrip]
    makespan: int


def done_shop(data: ShopData, schedule: Schedule) -> DoneShop:
    """The schedule, rounded up so that it keeps the constraints of the model."""
    floor = _Floor(data)
    for entry in sorted(_entries(data, schedule), key=lambda item: item.turn):
        if entry.trip is not None:
            floor.carry(entry.job, entry.place, entry.trip)
        else:
            floor.do(entry.job, entry.place, entry.task)
    return DoneShop(floor.tasks, floor.trips, max((item.end for item in floor.tasks.values()), default=0))


@dataclass(frozen=True, slots=True)
class _Entry:
    """A task of a job or, where there is one, the trip to it."""

    job: OpenJob
    place: int
    task: ScheduledTask
    trip: ScheduledTrip | None

    @property
    def turn(self) -> tuple[float, float]:
        """When it begins and ends, in seconds."""
        if self.trip is not None:
            return self.trip.picks_up_s, self.trip.arrives_s
        return self.task.start_s, self.task.end_s


def _entries(data: ShopData, schedule: Schedule) -> list[_Entry]:
    placed = {item.task: item for item in schedule.tasks}
    trips: dict[JobId, list[ScheduledTrip]] = {}
    for trip in sorted(schedule.trips, key=lambda item: item.picks_up_s):
        trips.setdefault(trip.job, []).append(trip)
    entries = []
    for job in data.jobs:
        cell, mine = job.cell, iter(trips.get(job.id, ()))
        for place, task in enumerate(job.tasks):
            item = placed[task.id]
            if data.vehicles and cell not in {None, item.cell}:
                entries.append(_Entry(job, place, item, next(mine)))
            entries.append(_Entry(job, place, item, None))
            cell = item.cell
    return entries


class _Floor:
    """What has been done so far."""

    def __init__(self, data: ShopData) -> None:
        self._data = data
        self._ready = {job.id: job.ready for job in data.jobs}
        self._free: dict[CellId, int] = dict(data.free)
        self._set_up: dict[CellId, ProductId] = dict(data.set_up)
        self._vehicles = [(item.position, item.ready) for item in data.vehicles]
        self.tasks: dict[TaskId, DoneTask] = {}
        self.trips: dict[tuple[JobId, int], DoneTrip] = {}

    def carry(self, job: OpenJob, place: int, trip: ScheduledTrip) -> None:
        """Make the trip as soon as piece and vehicle are there."""
        assert trip.vehicle is not None
        position, free = self._vehicles[trip.vehicle]
        start = max(self._ready[job.id], free + self._data.empty(position, trip.origin))
        arrives = start + self._data.loaded(trip.origin, trip.target)
        self.trips[job.id, place] = DoneTrip(trip.vehicle, start, arrives)
        self._vehicles[trip.vehicle] = (trip.target, arrives)
        self._ready[job.id] = arrives

    def do(self, job: OpenJob, place: int, item: ScheduledTask) -> None:
        """Do the task as soon as piece and cell are there."""
        cell = item.cell
        change = self._data.change(cell, self._set_up.get(cell), job.product)
        size = change + job.tasks[place].durations[cell]
        start = max(self._ready[job.id], self._free.get(cell, 0))
        for closes, opens in self._data.closed.get(cell, ()):
            if opens > start and closes < start + size:
                start = opens
        self.tasks[item.task] = DoneTask(cell, start, start + size, change)
        self._ready[job.id] = self._free[cell] = start + size
        self._set_up[cell] = job.product


def hint(built: TardinessModel, data: ShopData, done: DoneShop) -> None:
    """Tell the search to begin there: every variable gets its value."""
    model = built.model
    for item in built.tasks:
        found = done.tasks[item.task]
        model.add_hint(item.start, found.start)
        model.add_hint(item.end, found.end)
        if isinstance(item.change, cp_model.IntVar):
            model.add_hint(item.change, found.change)
        for cell, taken in item.places.items():
            if isinstance(taken, cp_model.IntVar):
                model.add_hint(taken, cell == found.cell)
    _hint_orders(built, done)
    _hint_trips(built, data, done)
    for job in data.jobs:
        if job.id in built.late and job.due is not None:
            model.add_hint(built.late[job.id], max(0, done.tasks[job.tasks[-1].id].end - job.due))


def _hint_orders(built: TardinessModel, done: DoneShop) -> None:
    last: dict[CellId, int] = {}
    follows: set[tuple[int, int]] = set()
    items = [(done.tasks[item.task], number) for number, item in enumerate(built.tasks)]
    for found, number in sorted(items, key=lambda pair: (pair[0].start, pair[0].end)):
        follows.add((last.get(found.cell, -1), number))
        last[found.cell] = number
    follows |= {(number, -1) for number in last.values()}
    on = [done.tasks[item.task].cell for item in built.tasks]
    for arc in built.cell_arcs:
        number = max(arc.before, arc.after)
        here = arc.cell not in last if number < 0 else on[number] == arc.cell
        built.model.add_hint(arc.literal, here and (number < 0 or (arc.before, arc.after) in follows))


def _hint_trips(built: TardinessModel, data: ShopData, done: DoneShop) -> None:
    last = {vehicle: -1 - vehicle for vehicle in range(len(data.vehicles))}
    follows: set[tuple[int, int]] = set()
    made = [done.trips.get((trip.job.id, trip.place)) for trip in built.trips]
    for number, found in sorted(
        ((number, found) for number, found in enumerate(made) if found is not None), key=lambda pair: pair[1].start
    ):
        follows.add((last[found.vehicle], number))
        last[found.vehicle] = number
    follows |= {(number, -1 - (vehicle + 1) % len(last)) for vehicle, number in last.items()}
    for arc in built.trip_arcs:
        built.model.add_hint(arc.literal, (arc.before, arc.after) in follows)
    for trip, trip_made in zip(built.trips, made, strict=True):
        _hint_trip(built.model, data, done, trip, trip_made)


def _hint_trip(
    model: cp_model.CpModel, data: ShopData, done: DoneShop, trip: TripVariables, found: DoneTrip | None
) -> None:
    """Where there is none it takes no time, before its task."""
    before = done.tasks[trip.job.tasks[trip.place - 1].id].end if trip.place else trip.job.ready
    start, arrives = (before, before) if found is None else (found.start, found.arrives)
    model.add_hint(trip.start, start)
    model.add_hint(trip.arrives, arrives)
    if isinstance(trip.made, cp_model.IntVar):
        model.add_hint(trip.made, found is not None)
    target = done.tasks[trip.job.tasks[trip.place].id].cell
    for cell, there in trip.leaves.items():
        model.add_hint(there, arrives + data.empty(target, cell))

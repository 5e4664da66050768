"""Which vehicle brings which product where, and which products move without one."""

from __future__ import annotations

from robot_cells.ids import CellId, OperationId, attempt_id, task_id
from robot_cells.lines.line import TRANSPORT
from robot_cells.orchestration.events import AttemptDispatched, Event, JobMoved, Trip
from robot_cells.orchestration.places import Place, PlaceKind
from robot_cells.orchestration.plant import Option
from robot_cells.orchestration.ready_queue import Alike
from robot_cells.orchestration.situation import Situation
from robot_cells.orchestration.state import CellState, JobState

_OPERATION = OperationId(TRANSPORT)


class Trips:
    """Finds the next trip of a vehicle, or the next move without one, one at a time."""

    def __init__(self, situation: Situation) -> None:
        self._situation = situation
        self._state = situation.state
        self._plant = situation.plant
        self._work = situation.work

    def next_trip(self) -> tuple[Event, ...]:
        """The event that sends one vehicle; empty when none can go."""
        for job_id in sorted(self._work.stranded):
            job = self._state.jobs[job_id]
            if job.carrier is not None and job.trip is not None:
                vehicle = self._state.cells[job.carrier]
                if self._situation.is_idle(vehicle):
                    return (self._sent(vehicle, job, job.trip),)
        if not self._work.queues.movable:
            return ()
        # What a vehicle may still have on board, from a trip that did not succeed, goes first.
        idle = [cell for cell in self._vehicles() if self._situation.is_idle(cell) and cell.carries is None]
        if not idle:
            return ()
        for job, alike in self._by_urgency():
            vehicles = [cell for cell in idle if cell.id not in alike.refused]
            target = self._target(job, alike) if vehicles else None
            if target is None:
                continue
            vehicle = min(vehicles, key=lambda cell: (self._approach_m(cell, job), self._plant.rank[cell.id]))
            distance_m = self._plant.distance_m(job.place.cell, target.cell)
            return (self._sent(vehicle, job, Trip(job.place, target, distance_m, self._approach_m(vehicle, job))),)
        return ()

    def next_move(self) -> tuple[Event, ...]:
        """The event that brings one product to a place where it is less in the way; empty when none can go.

        A finished product makes room at the station as soon as the output buffer takes it. On a line without vehicles
        it goes on into an input buffer where its output buffer is finite; from an unlimited one it is called when a
        cell can begin, so that the choice of the cell stays open.
        """
        if self._work.finished:
            job = self._state.jobs[min(self._work.finished)]
            return (JobMoved(self._situation.now_s, job.id, Place(job.place.cell, PlaceKind.OUTPUT)),)
        if self._plant.vehicles or not self._situation.deadlocks.is_finite:
            return ()
        for job_id in sorted(self._work.queues.in_the_way):
            job = self._state.jobs[job_id]
            target = self._next_input(job, self._work.queues.startable[job_id].alike)
            if target is not None:
                return (JobMoved(self._situation.now_s, job.id, target),)
        return ()

    def _vehicles(self) -> list[CellState]:
        return [self._state.cells[vehicle] for vehicle in self._plant.vehicles]

    def _approach_m(self, vehicle: CellState, job: JobState) -> float:
        position = vehicle.position if vehicle.position is not None else job.place.cell
        return self._plant.distance_m(position, job.place.cell)

    def _by_urgency(self) -> list[tuple[JobState, Alike]]:
        """The most urgent job of every queue: where it can be brought nowhere, no other of its queue can."""
        ranked = []
        for alike, queue in self._work.queues.movable.items():
            if not any(self._work.has_room((alike.product, operation)) for operation in alike.operations):
                continue
            duration_s = self._shortest_s(alike)
            for job_id in queue if self._work.sequences.gives_way else queue.heads():
                job = self._state.jobs[job_id]
                planned = -self._planned_s(job, alike)
                rank = self._situation.rank(self._state.orders[job.order], job, job.unit, duration_s, None, planned)
                ranked.append(((planned, rank), job, alike))
        ranked.sort(key=lambda item: item[0], reverse=True)
        return [(job, alike) for _, job, alike in ranked]

    def _planned_s(self, job: JobState, alike: Alike) -> float:
        """When the adopted schedule, if it gives way, wants the job to go on; what it does not know goes on now."""
        sequences = self._work.sequences
        if not sequences.gives_way:
            return 0.0
        tasks = (task_id(job.id, item, job.visit(item)) for item in alike.operations)
        return min(sequences.starts_s.get(task, self._situation.now_s) for task in tasks)

    def _shortest_s(self, alike: Alike) -> float:
        """The shortest that one of the operations that could be next takes, in seconds."""
        return min(
            self._plant.shortest_s[alike.product, operation]
            if pin is None
            else self._plant.durations_s[alike.product, operation][pin]
            for operation, pin in zip(alike.operations, alike.pins, strict=True)
        )

    def _target(self, job: JobState, alike: Alike) -> Place | None:
        """The place where the job would be worked on soonest; None when no cell has room for it now."""
        best: tuple[float, int] | None = None
        chosen: Place | None = None
        speed_mps = max(vehicle.speed_mps for vehicle in self._plant.vehicles.values())
        for operation in alike.operations:
            for option in self._work.roomy_options(alike, operation):
                place = self._room(job, option)
                if place is None:
                    continue
                travel_s = self._plant.distance_m(job.place.cell, option.cell) / speed_mps
                cell = self._state.cells[option.cell]
                waiting_s = self._situation.busy_s(option.cell) + option.duration_s * len(cell.input)
                whole_s = self._changeover_s(cell, job) + option.duration_s
                key = (max(travel_s, waiting_s) + whole_s, self._plant.rank[option.cell])
                if best is None or key < best:
                    best, chosen = key, place
        return chosen

    def _changeover_s(self, cell: CellState, job: JobState) -> float:
        """The set-up that the job would cost after everything that stands before the cell or is on its way there."""
        if cell.input:
            before = self._state.jobs[next(reversed(cell.input))].product
        elif cell.station is not None:
            before = self._state.jobs[cell.station].product
        else:
            return self._situation.changeover_s(cell, job.product)
        return self._plant.changeover_s(cell.id, before, job.product)

    def _room(self, job: JobState, option: Option) -> Place | None:
        cell = self._state.cells[option.cell]
        capacity = self._plant.cells[option.cell].input_buffer.capacity
        if capacity is None or len(cell.input) < capacity:
            return Place(cell.id, PlaceKind.INPUT)
        is_free = cell.station is None and cell.attempt is None
        is_free = is_free and self._situation.lock_queue.turn_on(cell.id) is None
        if is_free and self._situation.deadlocks.may_enter(cell.id, job.product, job):
            return Place(cell.id, PlaceKind.STATION)
        return None

    def _sent(self, vehicle: CellState, job: JobState, trip: Trip) -> AttemptDispatched:
        visit, number = job.visit(_OPERATION), job.tries.get(_OPERATION, 0) + 1
        task = task_id(job.id, _OPERATION, visit)
        return AttemptDispatched(
            self._situation.now_s,
            attempt_id(self._state.journal_id, task, number),
            task,
            job.id,
            _OPERATION,
            visit,
            number,
            vehicle.id,
            expected_s=self._plant.trip_s(vehicle.id, trip.approach_m, trip.distance_m),
            trip=trip,
            because=self._situation.because(vehicle.freed_by, job.ready_by),
        )

    def _next_input(self, job: JobState, alike: Alike) -> Place | None:
        """A free place in the input buffer of the cell that is expected to have time soonest."""
        best: tuple[float, int] | None = None
        chosen: CellId | None = None
        for operation in alike.operations:
            for option in self._work.roomy_options(alike, operation):
                cell = self._state.cells[option.cell]
                capacity = self._plant.cells[option.cell].input_buffer.capacity
                if option.cell == job.place.cell or (capacity is not None and len(cell.input) >= capacity):
                    continue
                waiting_s = self._situation.busy_s(option.cell) + option.duration_s * (1 + len(cell.input))
                key = (waiting_s + self._changeover_s(cell, job), self._plant.rank[option.cell])
                if best is None or key < best:
                    best, chosen = key, option.cell
        return None if chosen is None else Place(chosen, PlaceKind.INPUT)

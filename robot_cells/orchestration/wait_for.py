"""Who waits for whom: the wait-for graph of a state, and the circle in it that keeps a line from going on.

A job that waits has alternatives: operations that could be next, cells that could do them, places there. Each needs
things that others may have, all of them together: a place, zones, a vehicle. A job can go on when in one of its
alternatives everything is free or will be given back; will be, because its holder can go on, is at work, or waits for
something outside (an answer, a cell that is not there). The rest waits for ever: this is the deadlock of the AND-OR
model (E. Knapp, Deadlock detection in distributed databases, ACM Computing Surveys 19(4), 1987), found as the
complement of a least fixed point. Time is left out: what waits for a time comes to it in any case.

The banker's check (`deadlocks.py`) keeps such circles from coming about; this looks whether it does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from robot_cells.ids import CellId, JobId, OperationId
from robot_cells.lines.line import TRANSPORT
from robot_cells.orchestration.locked_zones import in_the_way, is_in_doubt
from robot_cells.orchestration.places import Place, PlaceKind
from robot_cells.orchestration.progress import ready_operations
from robot_cells.orchestration.state import JobState, State


@dataclass(frozen=True, slots=True)
class Wait:
    """A job needs something that one of `holders` would have to give back; none of them: it comes from outside."""

    job: JobId
    place: Place
    thing: str
    holders: tuple[JobId, ...]

    def __str__(self) -> str:
        held = f", held by {' or '.join(self.holders)}" if self.holders else ""
        return f"{self.job} at the {self.place.kind.value} of {self.place.cell} waits for {self.thing}{held}"


Alternative = tuple[Wait, ...]
"""What one way to go on needs, all of it; nothing where it is open."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """Jobs each of which waits for the next one, and the last for the first."""

    waits: tuple[Wait, ...]

    def __str__(self) -> str:
        return ", which waits: ".join(str(wait) for wait in self.waits)


def stuck(state: State) -> Cycle | None:
    """A circle of jobs that wait for one another and can never go on, in the order of their ids; None where none is."""
    graph = waits(state)
    dead = _never(graph)
    if not dead:
        return None
    chain: list[Wait] = []
    job = min(dead)
    while job not in [wait.job for wait in chain]:
        chain.append(_hopeless(graph[job][0], dead))
        job = chain[-1].holders[0]
    return Cycle(tuple(chain[[wait.job for wait in chain].index(job) :]))


def waits(state: State) -> dict[JobId, tuple[Alternative, ...]]:
    """The wait-for graph: every job that stands and waits, with its alternatives.

    A job that is at work, asked about, or of a cancelled order is left out: others may count on it.
    """
    return {
        job.id: tuple(_alternatives(state, job))
        for job in state.jobs.values()
        if job.attempt is None and job.prompt is None and state.orders[job.order].cancelled is None
    }


def _never(graph: Mapping[JobId, tuple[Alternative, ...]]) -> set[JobId]:
    """The jobs that can never go on: in each of their alternatives one of them has something that is needed."""
    dead = {job for job, alternatives in graph.items() if alternatives}
    while True:
        live = {job for job in dead if any(_hopeless_or_none(item, dead) is None for item in graph[job])}
        if not live:
            return dead
        dead -= live


def _hopeless_or_none(alternative: Alternative, dead: set[JobId]) -> Wait | None:
    return next((wait for wait in alternative if wait.holders and dead.issuperset(wait.holders)), None)


def _hopeless(alternative: Alternative, dead: set[JobId]) -> Wait:
    found = _hopeless_or_none(alternative, dead)
    assert found is not None, "every alternative of a job that can never go on has such a wait"
    return found


def _alternatives(state: State, job: JobState) -> Iterator[Alternative]:
    if job.pinned == TRANSPORT:
        yield ()  # A trip is tried again by the vehicle that has the job, for the place that is kept for it.
        return
    for operation in ready_operations(state.plant, job):
        for option in state.plant.options[job.product, operation]:
            yield from _ways(state, job, operation, option.cell)
    if job.place.kind is PlaceKind.STATION:
        yield _out_of_the_station(state, job)


def _ways(state: State, job: JobState, operation: OperationId, cell_id: CellId) -> Iterator[Alternative]:
    """Into the station of the cell, to be worked on; and where it does not stand there, into its input buffer."""
    cell = state.cells[cell_id]
    if not cell.usable:
        yield (Wait(job.id, job.place, f"the cell {cell_id}, which takes no work", ()),)
        return
    here = job.place.cell == cell_id
    carried = () if here else tuple(_vehicle(state, job))
    needs = list(carried)
    if cell.station not in (None, job.id):
        needs.append(Wait(job.id, job.place, f"the station of {cell_id}", (cell.station,)))
    for held in in_the_way(state, state.plant.locks.get((cell_id, (job.product, operation)), ())):
        zones = ", ".join(lock.zone for lock in held.locks)
        # In doubt: given back when a question is answered or a cell is heard, whatever becomes of the job.
        holders = () if is_in_doubt(state, held) else (held.job,)
        needs.append(Wait(job.id, job.place, f"the zones {zones}", holders))
    yield tuple(needs)
    if here:
        return
    capacity = state.plant.cells[cell_id].input_buffer.capacity
    if capacity is None or len(cell.input) < capacity:
        yield carried
    elif cell.input:
        yield (*carried, Wait(job.id, job.place, f"a place before {cell_id}", tuple(cell.input)))


def _out_of_the_station(state: State, job: JobState) -> Alternative:
    """Where it is in nobody's way."""
    cell_id = job.place.cell
    output = state.cells[cell_id].output
    capacity = state.plant.cells[cell_id].output_buffer.capacity
    if capacity is None or len(output) < capacity:
        return ()
    return (Wait(job.id, job.place, f"a place behind {cell_id}", tuple(output) or (job.id,)),)


def _vehicle(state: State, job: JobState) -> Iterator[Wait]:
    """On a line with vehicles one of them is needed; those that have a job on board are free when it is elsewhere."""
    if not state.plant.vehicles:
        return
    there = [state.cells[vehicle] for vehicle in state.plant.vehicles if state.cells[vehicle].usable]
    carried = tuple(vehicle.carries for vehicle in there if vehicle.carries is not None)
    if len(carried) == len(there):
        yield Wait(job.id, job.place, "a vehicle", carried)

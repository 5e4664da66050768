"""Where jobs stand, and what places are kept free for them."""

from __future__ import annotations

from robot_cells.errors import TransitionError
from robot_cells.orchestration.places import Place, PlaceKind
from robot_cells.orchestration.state import JobState, State
from robot_cells.orchestration.transitions.lookups import cell_of


def occupy(state: State, job: JobState, place: Place) -> None:
    """Give the job a place, or keep one free for it; raises `TransitionError` where another stands there."""
    cell = cell_of(state, place.cell)
    if place.kind is PlaceKind.STATION:
        if cell.station not in (None, job.id):
            raise TransitionError(
                f"The station is taken by {cell.station!r}, {job.id!r} cannot go there.", where=cell.id
            )
        cell.station = job.id
    elif place.kind is PlaceKind.INPUT:
        cell.input[job.id] = None
    else:
        cell.output[job.id] = None


def vacate(state: State, job: JobState, place: Place) -> None:
    """Take the place back."""
    cell = cell_of(state, place.cell)
    if place.kind is PlaceKind.STATION:
        if cell.station == job.id:
            cell.station = None
            cell.freed_by = state.events + 1
    elif place.kind is PlaceKind.INPUT:
        cell.input.pop(job.id, None)
    else:
        cell.output.pop(job.id, None)


def stand(state: State, job: JobState, place: Place) -> None:
    """The job stands at `place` now and nowhere else; a place that a vehicle was to bring it to is given back."""
    if place != job.place:
        occupy(state, job, place)
        vacate(state, job, job.place)
    if job.trip is not None and job.trip.target != place:
        vacate(state, job, job.trip.target)
    unload(state, job)
    job.place = place


def leave(state: State, job: JobState) -> None:
    """The job has left the line: every place that it had is free."""
    vacate(state, job, job.place)
    if job.trip is not None:
        vacate(state, job, job.trip.target)
    unload(state, job)


def unload(state: State, job: JobState) -> None:
    """No vehicle has the job on board, or is on its way to it."""
    if job.carrier is not None:
        state.cells[job.carrier].carries = None
    job.trip = None
    job.carrier = None

"""A piece that changes cells is carried, once for every change, and is there before it is worked on."""

from __future__ import annotations

import math
from itertools import zip_longest

from robot_cells.ids import CellId, JobId
from robot_cells.schedules.checks.laid_out import Change, LaidOut
from robot_cells.schedules.checks.tolerance import TOLERANCE_S
from robot_cells.schedules.problem import Problem
from robot_cells.schedules.schedule import ScheduledTrip

Trips = dict[JobId, list[ScheduledTrip]]
"""Each job's trips in the order of time."""


def has_finite_buffers(problem: Problem) -> bool:
    """Whether any buffer of the problem can be full."""
    return any(buffer.capacity is not None for item in problem.buffers.values() for buffer in (item.input, item.output))


def drive_s(problem: Problem, vehicle: int, origin: CellId, target: CellId) -> float:
    """How long a vehicle drives from cell to cell, in seconds."""
    if origin == target:
        return 0.0
    return problem.distances_m.get((origin, target), 0.0) / problem.vehicles[vehicle].speed_mps


def trips_by_job(plan: LaidOut) -> Trips:
    """The trips of each job in the order of time; trips of jobs that are not there are left out."""
    result: Trips = {job.id: [] for job in plan.problem.jobs}
    for trip in sorted(plan.schedule.trips, key=lambda trip: (trip.picks_up_s, trip.arrives_s)):
        if trip.job in result:
            result[trip.job].append(trip)
    return result


def faults_of_trips(plan: LaidOut) -> list[str]:
    """Trips that are missing, too many, from or to the wrong cell, too early, too late, too quick or too slow."""
    faults = [f"{_trip(trip)} is of no job of the problem." for trip in _strangers(plan)]
    broken = [fault for trip in plan.schedule.trips for fault in _faults_of_figures(plan.problem, trip)]
    if broken or faults:
        return [*faults, *broken]
    needs_all = bool(plan.problem.vehicles) or has_finite_buffers(plan.problem)
    for job, trips in trips_by_job(plan).items():
        changes = plan.changes[job]
        if not trips and not needs_all:
            continue
        for change, trip in zip_longest(changes, trips):
            if trip is None:
                faults.append(f"No trip carries the piece of {job} from {change.origin} to {change.target}.")
            elif change is None:
                faults.append(f"{_trip(trip)} is one too many: its piece is needed nowhere else then.")
            else:
                faults += _faults_of_trip(plan.problem, change, trip)
    return faults


def _strangers(plan: LaidOut) -> list[ScheduledTrip]:
    known = {job.id for job in plan.problem.jobs}
    return [trip for trip in plan.schedule.trips if trip.job not in known]


def _faults_of_figures(problem: Problem, trip: ScheduledTrip) -> list[str]:
    if not (math.isfinite(trip.picks_up_s) and math.isfinite(trip.arrives_s)):
        return [f"{_trip(trip)} is said to last to {trip.arrives_s} s: these are no times."]
    if not problem.vehicles and trip.vehicle is not None:
        return [f"{_trip(trip)} is made by vehicle {trip.vehicle}; there are no vehicles."]
    if problem.vehicles and (trip.vehicle is None or not 0 <= trip.vehicle < len(problem.vehicles)):
        return [f"{_trip(trip)} is made by vehicle {trip.vehicle}; there are {len(problem.vehicles)}, counted from 0."]
    return []


def _faults_of_trip(problem: Problem, change: Change, trip: ScheduledTrip) -> list[str]:
    if (trip.origin, trip.target) != (change.origin, change.target):
        return [f"{_trip(trip)}; for {change.task} it has to go from {change.origin} to {change.target}."]
    faults = []
    takes_s = 0.0
    if trip.vehicle is not None:
        transfer_s = problem.vehicles[trip.vehicle].transfer_s
        takes_s = 2.0 * transfer_s + drive_s(problem, trip.vehicle, trip.origin, trip.target)
    if abs(trip.arrives_s - trip.picks_up_s - takes_s) > TOLERANCE_S:
        faults.append(f"{_trip(trip)} takes {trip.arrives_s - trip.picks_up_s} s; it needs {takes_s} s.")
    if trip.picks_up_s < change.ready_s - TOLERANCE_S:
        faults.append(f"{_trip(trip)} begins before its piece can be picked up at {change.ready_s} s.")
    if trip.arrives_s > change.begin_s + TOLERANCE_S:
        faults.append(f"{change.task} begins at {change.begin_s} s; its piece arrives at {trip.arrives_s} s.")
    return faults


def _trip(trip: ScheduledTrip) -> str:
    return f"The trip of {trip.job} from {trip.origin} to {trip.target} at {trip.picks_up_s} s"

"""A vehicle carries one piece at a time and drives empty to where the next one stands."""

from __future__ import annotations

from robot_cells.schedules.checks.laid_out import LaidOut
from robot_cells.schedules.checks.tolerance import TOLERANCE_S
from robot_cells.schedules.checks.trips import drive_s
from robot_cells.schedules.schedule import ScheduledTrip


def faults_of_vehicles(plan: LaidOut) -> list[str]:
    """Trips that begin before their vehicle can be there."""
    faults = []
    tours: list[list[ScheduledTrip]] = [[] for _ in plan.problem.vehicles]
    for trip in sorted(plan.schedule.trips, key=lambda trip: (trip.picks_up_s, trip.arrives_s)):
        if trip.vehicle is not None:
            tours[trip.vehicle].append(trip)
    for number, (vehicle, tour) in enumerate(zip(plan.problem.vehicles, tours, strict=True)):
        position, free_s = vehicle.position, vehicle.ready_s
        for trip in tour:
            there_s = free_s + drive_s(plan.problem, number, position, trip.origin)
            if trip.picks_up_s < there_s - TOLERANCE_S:
                faults.append(
                    f"Vehicle {number} picks up {trip.job} at {trip.origin} at {trip.picks_up_s} s; it is free at "
                    f"{position} at {free_s} s and there at {there_s} s."
                )
            position, free_s = trip.target, trip.arrives_s
    return faults

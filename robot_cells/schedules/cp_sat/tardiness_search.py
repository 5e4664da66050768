"""A search for less weighted tardiness, in the process of CP-SAT (`search_process.py`)."""

from __future__ import annotations

from multiprocessing.connection import Connection
from time import monotonic

from ortools.sat.python import cp_model

from robot_cells.errors import ScheduleError
from robot_cells.ids import CellId
from robot_cells.schedules.cp_sat.messages import Ended, Improved, Wanted
from robot_cells.schedules.cp_sat.shop_data import UNITS, shop_data
from robot_cells.schedules.cp_sat.tardiness_hint import done_shop, hint
from robot_cells.schedules.cp_sat.tardiness_model import OutOfTimeError, Places, TardinessModel, tardiness_model
from robot_cells.schedules.schedule import ScheduledTask, ScheduledTrip

PORTFOLIO = 8
"""With one worker that many strategies take turns, among them searches in neighbourhoods of the best; one strategy
alone finds nothing better within seconds."""


def improve_tardiness(wanted: Wanted, connection: Connection) -> Ended:
    """Tell every schedule that is better than the start, and that the search has ended.

    Times are rounded up to tenths of a second; bounds are 0, since the model knows none of the makespan.
    """
    if wanted.start is None:
        return Ended(refused="The tardiness model needs a schedule to begin with.")
    try:
        data = shop_data(wanted.problem)
        done = done_shop(data, wanted.start)
        built = tardiness_model(data, 2 * done.makespan, lambda: monotonic() >= wanted.until_s)
    except ScheduleError as error:
        return Ended(refused=str(error))
    except OutOfTimeError:
        return Ended()
    hint(built, data, done)
    left_s = wanted.until_s - monotonic()
    if left_s > 0:
        solver = _solver(wanted, left_s)
        settled = list(wanted.problem.fixed.values())
        solver.solve(built.model, _Teller(built, settled, connection))
    return Ended()


def _solver(wanted: Wanted, seconds: float) -> cp_model.CpSolver:
    """With presolving that fits into a second or two: probing alone takes as long at a hundred tasks."""
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.max_time_in_seconds = seconds
    parameters.random_seed = wanted.seed % (2**31 - 1)
    parameters.num_workers = wanted.workers if wanted.workers > 1 else PORTFOLIO
    parameters.interleave_search = wanted.workers <= 1
    parameters.cp_model_probing_level = 0
    parameters.max_presolve_iterations = 1
    parameters.symmetry_level = 0
    parameters.linearization_level = 0
    return solver


class _Teller(cp_model.CpSolverSolutionCallback):
    """Sends every solution on as it is found."""

    def __init__(self, built: TardinessModel, settled: list[ScheduledTask], connection: Connection) -> None:
        super().__init__()
        self._built = built
        self._settled = settled
        self._connection = connection

    def on_solution_callback(self) -> None:
        """Called by the solver with each better solution."""
        at_s = monotonic()
        tasks = [
            ScheduledTask(
                item.task,
                self._chosen(item.places),
                self.value(item.start) / UNITS,
                self.value(item.end) / UNITS,
            )
            for item in self._built.tasks
        ]
        self._connection.send(Improved(at_s, (*self._settled, *tasks), tuple(self._trips()), 0.0))

    def _chosen(self, places: Places) -> CellId:
        return next(cell for cell, taken in places.items() if taken is True or self.value(taken))

    def _trips(self) -> list[ScheduledTrip]:
        trips = self._built.trips
        before = {arc.after: arc.before for arc in self._built.trip_arcs if arc.after >= 0 and self.value(arc.literal)}
        result = []
        for number, trip in enumerate(trips):
            if trip.made is True or self.value(trip.made):
                vehicle = number
                while vehicle >= 0:
                    vehicle = before[vehicle]
                places = self._chosen(trip.origins), self._chosen(trip.targets)
                times = self.value(trip.start) / UNITS, self.value(trip.arrives) / UNITS
                result.append(ScheduledTrip(trip.job.id, -1 - vehicle, *places, *times))
        return result

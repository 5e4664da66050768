"""What runs in the process of its own: solves one problem after another, and tells every improvement."""

from __future__ import annotations

import sys
from contextlib import suppress
from multiprocessing.connection import Connection
from time import monotonic

from ortools.sat.python import cp_model

from robot_cells.errors import ScheduleError
from robot_cells.schedules.cp_sat.inbox import Inbox
from robot_cells.schedules.cp_sat.messages import READY, Ended, Improved, ShopWanted, Wanted
from robot_cells.schedules.cp_sat.plain_model import PlainModel, plain_model
from robot_cells.schedules.cp_sat.shop_search import ShopSearch
from robot_cells.schedules.cp_sat.tardiness_search import improve_tardiness
from robot_cells.schedules.goal import Goal
from robot_cells.schedules.problem import Problem
from robot_cells.schedules.schedule import ScheduledTask, ScheduledTrip


def main() -> None:
    """Answer every `Wanted` with `Improved` ones, every `ShopWanted` with `ShopNews`, and an `Ended`.

    Until the other side hangs up.
    """
    connection = Connection(int(sys.argv[1]))
    inbox = Inbox(connection)
    connection.send(READY)
    while True:
        wanted = inbox.next()
        if isinstance(wanted, Wanted):
            connection.send(_solved(wanted, connection))
        elif isinstance(wanted, ShopWanted):
            ShopSearch(wanted, inbox, connection.send).run()
            connection.send(Ended())


def _solved(wanted: Wanted, connection: Connection) -> Ended:
    if wanted.goal is Goal.TARDINESS:
        return improve_tardiness(wanted, connection)
    try:
        built = plain_model(wanted.problem, wanted.start)
    except ScheduleError as error:
        return Ended(refused=str(error))
    left_s = wanted.until_s - monotonic()
    if left_s <= 0:
        return Ended()
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = left_s
    solver.parameters.num_workers = wanted.workers
    solver.parameters.random_seed = wanted.seed % (2**31 - 1)
    solver.solve(built.model, _Teller(wanted.problem, built, connection))
    return Ended(solver.best_objective_bound / built.scale)


class _Teller(cp_model.CpSolverSolutionCallback):
    """Sends every solution on as it is found."""

    def __init__(self, problem: Problem, built: PlainModel, connection: Connection) -> None:
        super().__init__()
        self._problem = problem
        self._built = built
        self._connection = connection

    def on_solution_callback(self) -> None:
        """Called by the solver with each better solution."""
        at_s = monotonic()
        bound_s = self.best_objective_bound / self._built.scale
        with suppress(OSError):  # Nobody is there any more: the inbox ends this process.
            self._connection.send(Improved(at_s, tuple(self._tasks()), tuple(self._trips()), bound_s))

    def _tasks(self) -> list[ScheduledTask]:
        scale = self._built.scale
        result = []
        for job, variables in zip(self._problem.jobs, self._built.tasks, strict=True):
            for task, item in zip(job.tasks, variables, strict=True):
                cell = next(choice.cell for choice in item.choices if choice.taken is True or self.value(choice.taken))
                start_s = self.value(item.start) / scale
                result.append(ScheduledTask(task.id, cell, start_s, start_s + task.durations_s[cell]))
        return result

    def _trips(self) -> list[ScheduledTrip]:
        scale = self._built.scale
        trips = self._built.trips
        vehicle_of: dict[int, int] = {}
        follows: dict[int, int] = {}
        for before, after, literal in self._built.arcs:
            if self.value(literal):
                if before < 0:
                    vehicle_of[after] = len(vehicle_of)
                else:
                    follows[before] = after
        for first, vehicle in list(vehicle_of.items()):
            place = follows.get(first)
            while place is not None:
                vehicle_of[place] = vehicle
                place = follows.get(place)
        return [
            ScheduledTrip(
                trip.job,
                vehicle_of[number],
                trip.origin,
                trip.target,
                self.value(trip.start) / scale,
                self.value(trip.end) / scale,
            )
            for number, trip in enumerate(trips)
        ]


if __name__ == "__main__":
    main()

"""From a schedule to its chart: which bar stands where."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from robot_cells.ids import CellId, JobId, OrderId, ResourceId
from robot_cells.orchestration.task_names import split_job
from robot_cells.reports.order_colours import order_colours
from robot_cells.reports.schedules.chart import Bar, BarKind, Chart, ChartOrder, ChartRow, RowKind
from robot_cells.schedules.calendar import Closure
from robot_cells.schedules.critical_path import critical_path
from robot_cells.schedules.problem import Problem, ProblemJob
from robot_cells.schedules.schedule import Schedule


def chart_of(
    problem: Problem,
    schedule: Schedule,
    *,
    title: str = "",
    figures: Sequence[tuple[str, str]] = (),
    bound_s: float | None = None,
    is_clock: bool = True,
    vehicles: Sequence[str] = (),
) -> Chart:
    """The chart of a schedule that keeps its problem's constraints; `vehicles` are the names of the vehicles.

    Cells stand in the order in which work comes to them; those of a public instance (`is_clock` False) by their names.
    """
    layout = _Layout(problem, schedule, vehicles, by_name=not is_clock)
    bars = (*layout.tasks(), *layout.trips(), *layout.uses())
    return Chart(
        title,
        layout.rows,
        layout.orders,
        bars,
        schedule.objective.makespan_s,
        bound_s,
        tuple(figures),
        is_clock,
    )


class _Layout:
    """What is looked up again and again."""

    def __init__(self, problem: Problem, schedule: Schedule, names: Sequence[str], *, by_name: bool) -> None:
        self._problem = problem
        self._schedule = schedule
        self._path = set(critical_path(problem, schedule))
        self._jobs = {task.id: (job, task) for job in problem.jobs for task in job.tasks}
        self._ends_s = {item.task: item.end_s for item in schedule.tasks}
        self._job_order = {job.id: _order_of(job) for job in problem.jobs}
        self.orders = self._orders()
        self._place = {order.id: place for place, order in enumerate(self.orders)}
        self._has_units = any(order.pieces > 1 for order in self.orders)
        self._cells = sorted(self._cell_rows(), key=_natural) if by_name else self._cell_rows()
        self._resources = list(problem.resources)
        default = [f"vehicle {number + 1}" for number in range(len(problem.vehicles))]
        vehicles = [ChartRow(name, RowKind.VEHICLE) for name in names or default]
        resources = [
            ChartRow(str(name), RowKind.RESOURCE, item.calendar.closures) for name, item in problem.resources.items()
        ]
        cells = [ChartRow(str(cell), RowKind.CELL, self._closures(cell)) for cell in self._cells]
        self.rows = (*cells, *vehicles, *resources)

    def tasks(self) -> list[Bar]:
        """A bar a task."""
        before = dict(self._problem.set_up)
        rows = {cell: row for row, cell in enumerate(self._cells)}
        bars = []
        for item in sorted(self._schedule.tasks, key=lambda task: (task.start_s, task.end_s)):
            job, task = self._jobs[item.task]
            set_up_s = self._problem.changeover_s(item.cell, before.get(item.cell), job.product)
            set_up_s = 0.0 if item.task in self._problem.fixed else min(set_up_s, item.end_s - item.start_s)
            before[item.cell] = job.product
            order = self._place[self._job_order[job.id]]
            is_critical = item in self._path
            bars.append(
                Bar(
                    rows[item.cell], BarKind.TASK, item.start_s, item.end_s, order, job.id, self._label(job.id),
                    str(task.operation), set_up_s, is_critical,
                )
            )  # fmt: skip
        return bars

    def trips(self) -> list[Bar]:
        """A bar a trip, and one for the empty travel before it."""
        positions = {number: (item.position, item.ready_s) for number, item in enumerate(self._problem.vehicles)}
        bars = []
        for trip in sorted(self._schedule.trips, key=lambda item: item.picks_up_s):
            if trip.vehicle is None:
                continue
            row = len(self._cells) + trip.vehicle
            place, free_s = positions[trip.vehicle]
            order = self._place[self._job_order[trip.job]]
            if place != trip.origin:
                distance_m = self._problem.distances_m.get((place, trip.origin), 0.0)
                left_s = max(free_s, trip.picks_up_s - distance_m / self._problem.vehicles[trip.vehicle].speed_mps)
                text = f"empty, {place} → {trip.origin}"
                bars.append(Bar(row, BarKind.EMPTY, left_s, trip.picks_up_s, order, None, "", text))
            label, text = self._label(trip.job), f"{trip.origin} → {trip.target}"
            is_critical = trip in self._path
            bars.append(
                Bar(
                    row, BarKind.TRIP, trip.picks_up_s, trip.arrives_s, order, trip.job, label, text,
                    is_critical=is_critical,
                )
            )  # fmt: skip
            positions[trip.vehicle] = (trip.target, trip.arrives_s)
        return bars

    def uses(self) -> list[Bar]:
        """How much of each resource is in use, as long as it stays the same."""
        first = len(self._cells) + len(self._problem.vehicles)
        return [bar for number, name in enumerate(self._resources) for bar in self._use_of(name, first + number)]

    def _use_of(self, name: ResourceId, row: int) -> list[Bar]:
        capacity = self._problem.resources[name].capacity
        changes: dict[float, int] = {}
        for item in self._schedule.tasks:
            units = self._jobs[item.task][1].needs.get(name, 0)
            if units:
                changes[item.start_s] = changes.get(item.start_s, 0) + units
                changes[item.end_s] = changes.get(item.end_s, 0) - units
        bars, used = [], 0
        times_s = sorted(changes)
        for start_s, end_s in pairwise(times_s):
            used += changes[start_s]
            if used:
                text = f"{used} of {capacity} in use"
                share = used / capacity if capacity else 1.0
                bars.append(Bar(row, BarKind.USE, start_s, end_s, -1, None, str(used), text, share=share))
        return bars

    def _label(self, job: JobId) -> str:
        """The number of the piece; where every order has one piece only, what tells the orders apart."""
        if self._has_units:
            return str(int(unit)) if (unit := job.rpartition("/")[2]).isdecimal() else str(unit)
        return self._job_order[job].rpartition("_")[2]

    def _cell_rows(self) -> list[CellId]:
        """In the order in which work comes to them, idle ones last."""
        worked = sorted(self._schedule.tasks, key=lambda item: (item.start_s, item.end_s))
        there = [cell for job in self._problem.jobs for task in job.tasks for cell in task.durations_s]
        return list(dict.fromkeys([*(item.cell for item in worked), *there]))

    def _closures(self, cell: CellId) -> tuple[Closure, ...]:
        calendar = self._problem.calendars.get(cell)
        return calendar.closures if calendar is not None else ()

    def _orders(self) -> tuple[ChartOrder, ...]:
        jobs: dict[OrderId, list[ProblemJob]] = {}
        for job in self._problem.jobs:
            jobs.setdefault(self._job_order[job.id], []).append(job)
        colours = order_colours(jobs)
        return tuple(self._order(order, colours[order], members) for order, members in jobs.items())

    def _order(self, order: OrderId, colour: str, jobs: list[ProblemJob]) -> ChartOrder:
        dues_s = [job.due_s for job in jobs if job.due_s is not None]
        end_s = max((self._ends_s[task.id] for job in jobs for task in job.tasks), default=0.0)
        return ChartOrder(order, jobs[0].product, colour, len(jobs), max(dues_s, default=None), end_s)


def _order_of(job: ProblemJob) -> OrderId:
    """The order that a job is a piece of; a job that is named otherwise is its own."""
    order, separator, unit = job.id.rpartition("/")
    return split_job(job.id)[0] if separator and order and unit.isdecimal() else OrderId(job.id)


def _natural(name: str) -> list[tuple[str, int]]:
    """Numbers in names count as numbers: m2 before m10."""
    return [(words, int(digits or 0)) for words, digits in re.findall(r"(\D*)(\d*)", name)]

"""Feasible schedules at once: a dispatch rule is applied over the whole problem.

The construction is that of B. Giffler and G. L. Thompson, "Algorithms for solving production-scheduling problems",
Operations Research 8 (1960), with alternatives: of all tasks that could be next, the one that could end first on its
best cell names the cell and a time; among the tasks that could begin on that cell before that time, the rule chooses.
So no cell is left idle through the whole of a task that could have been done in the gap: an active schedule. Each rule
is also tried without ever waiting (a non-delay schedule: the task that could begin first names the cell), which is
often the better of the two. Each trip takes the vehicle that can deliver first, in the order of construction. A cell
begins nothing that would run into its closed time. Resources, buffers, joins, fixed and frozen tasks are left out.

No line is run by it: `general/first.py` has the rules for the whole model, compiled. This is what rules give by the
book, in plain Python: the engine `rules` of the benchmark, and in tests schedules that no compiled code has made.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable

from robot_cells.errors import ScheduleError
from robot_cells.ids import CellId, ProductId
from robot_cells.schedules.bounds import lower_bound_s
from robot_cells.schedules.calendar import OPEN
from robot_cells.schedules.problem import Problem, ProblemJob, ProblemVehicle
from robot_cells.schedules.rules import RULES, Candidate, Rule
from robot_cells.schedules.schedule import Schedule, ScheduledTask, ScheduledTrip

LEAST_S = 1e-9
"""What takes no time needs an open moment all the same."""


def list_schedule(problem: Problem, rules: Iterable[Rule] = tuple(RULES.values())) -> Schedule:
    """The best schedule that any of the rules gives, by weighted tardiness, then makespan; with a lower bound.

    Raises `ScheduleError` when no rule is given or a task has no cell.
    """
    best: Schedule | None = None
    bound_s = lower_bound_s(problem)
    for rule in rules:
        for waits in (True, False):
            made = Construction(problem, rule, waits=waits)
            tasks = made.run()
            found = Schedule(tasks, problem.objective(tasks), bound_s, tuple(made.trips))
            if best is None or found.objective < best.objective:
                best = found
    if best is None:
        raise ScheduleError("No dispatch rule was given.", remedy="Give at least one.")
    return best


class _Option:
    """A task that could be next, on its best cell; times in seconds."""

    __slots__ = ("cell", "end_s", "job", "start_s", "task")

    def __init__(self, job: int, task: int, cell: CellId, start_s: float, end_s: float) -> None:
        self.job = job
        self.task = task
        self.cell = cell
        self.start_s = start_s
        self.end_s = end_s


class Construction:
    """One schedule in the making, by one rule; `waits` lets a cell stand idle for a better task that comes soon.

    `trips` are those of the vehicles so far.
    """

    def __init__(self, problem: Problem, rule: Rule, *, waits: bool) -> None:
        self._problem = problem
        self._rule = rule
        self._waits = waits
        self._cell_ready_s: dict[CellId, float] = dict(problem.ready_s)
        self._set_up: dict[CellId, ProductId] = dict(problem.set_up)
        self._job_ready_s = [job.release_s for job in problem.jobs]
        self._job_cell = [job.cell for job in problem.jobs]
        self._done: list[set[int]] = [set() for _ in problem.jobs]
        self._left_s = [sum(task.shortest_s for task in job.tasks) for job in problem.jobs]
        self._mean_changeover_s = {
            cell: statistics.fmean(times.values()) for cell, times in problem.changeovers_s.items() if times
        }
        self._vehicles = list(problem.vehicles)
        self._options: dict[int, list[_Option]] = {}
        self._jobs_of_cell: dict[CellId, set[int]] = {}
        self.trips: list[ScheduledTrip] = []

    def run(self) -> tuple[ScheduledTask, ...]:
        """Every task with cell, start and end."""
        for index in range(len(self._problem.jobs)):
            self._look_at(index)
        result = []
        while self._options:
            option = self._next()
            result.append(self._fix(option))
        return tuple(result)

    def _next(self) -> _Option:
        first = min(
            (item for items in self._options.values() for item in items),
            key=self._earliness,
        )
        rivals = [
            self._on_cell(item.job, item.task, first.cell)
            for index in sorted(self._jobs_of_cell[first.cell])
            for item in self._options.get(index, ())
            if item.cell == first.cell
        ]
        return max((item for item in rivals if self._is_in_time(item, first)), key=self._urgency)

    def _earliness(self, option: _Option) -> tuple[float, float, int, int]:
        if self._waits:
            return (option.end_s, option.start_s, option.job, option.task)
        return (option.start_s, option.end_s, option.job, option.task)

    def _is_in_time(self, rival: _Option, first: _Option) -> bool:
        """Whether the rival could begin while the first one waits for nothing, or where waiting is allowed, works."""
        return rival.start_s <= first.start_s or (self._waits and rival.start_s < first.end_s)

    def _urgency(self, option: _Option) -> tuple[int, tuple[float, ...], float, int, int]:
        job = self._problem.jobs[option.job]
        candidate = Candidate(
            option.end_s - option.start_s,
            self._left_s[option.job],
            len(job.tasks) - len(self._done[option.job]),
            self._job_ready_s[option.job],
            job.due_s,
            self._problem.changeover_s(option.cell, self._set_up.get(option.cell), job.product),
            self._mean_changeover_s.get(option.cell, 0.0),
        )
        return (job.priority, self._rule(candidate, option.start_s), -option.start_s, -option.job, -option.task)

    def _look_at(self, index: int) -> None:
        """Find the tasks of the job that could be next, each on the cell where it would end first."""
        job = self._problem.jobs[index]
        done = self._done[index]
        options = []
        for place, task in enumerate(job.tasks):
            if place in done or not done.issuperset(task.after):
                continue
            if not task.durations_s:
                raise ScheduleError("No cell can do the task.", where=task.id)
            candidates = [self._on_cell(index, place, cell) for cell in task.durations_s]
            options.append(min(candidates, key=lambda item: (item.end_s, item.start_s)))
            for cell in task.durations_s:
                self._jobs_of_cell.setdefault(cell, set()).add(index)
        if options:
            self._options[index] = options
        else:
            self._options.pop(index, None)

    def _on_cell(self, index: int, place: int, cell: CellId) -> _Option:
        job = self._problem.jobs[index]
        arrival_s = self._job_ready_s[index] + self._problem.least_travel_s(self._job_cell[index], cell)
        length_s = self._length_s(job, place, cell)
        start_s = self._open_s(cell, max(arrival_s, self._cell_ready_s.get(cell, 0.0)), length_s)
        return _Option(index, place, cell, start_s, start_s + length_s)

    def _open_s(self, cell: CellId, start_s: float, length_s: float) -> float:
        """The first time from `start_s` on from which the cell is open for so long; line time in seconds."""
        calendar = self._problem.calendars.get(cell, OPEN)
        for closure in calendar.closures:
            if closure.start_s < max(start_s + length_s, start_s + LEAST_S) and closure.end_s > start_s:
                start_s = closure.end_s
        return start_s

    def _length_s(self, job: ProblemJob, place: int, cell: CellId) -> float:
        set_up_s = self._problem.changeover_s(cell, self._set_up.get(cell), job.product)
        return set_up_s + job.tasks[place].durations_s[cell]

    def _fix(self, option: _Option) -> ScheduledTask:
        job = self._problem.jobs[option.job]
        arrival_s = self._carried(option.job, option.cell)
        length_s = self._length_s(job, option.task, option.cell)
        start_s = self._open_s(option.cell, max(arrival_s, self._cell_ready_s.get(option.cell, 0.0)), length_s)
        end_s = start_s + length_s
        self._cell_ready_s[option.cell] = end_s
        self._set_up[option.cell] = job.product
        self._job_ready_s[option.job] = end_s
        self._job_cell[option.job] = option.cell
        self._done[option.job].add(option.task)
        self._left_s[option.job] -= job.tasks[option.task].shortest_s
        touched = self._jobs_of_cell.pop(option.cell)
        for index in sorted(touched | {option.job}):
            self._look_at(index)
        return ScheduledTask(job.tasks[option.task].id, option.cell, start_s, end_s)

    def _carried(self, index: int, target: CellId) -> float:
        """When the job is at the cell, carried by the vehicle that can deliver it first; line time in seconds."""
        origin = self._job_cell[index]
        ready_s = self._job_ready_s[index]
        if not self._vehicles or origin is None or origin == target:
            return ready_s
        trips = []
        for number, vehicle in enumerate(self._vehicles):
            approach_s = self._distance_m(vehicle.position, origin) / vehicle.speed_mps
            loaded_s = self._distance_m(origin, target) / vehicle.speed_mps
            pickup_s = max(ready_s, vehicle.ready_s + approach_s)
            trips.append((pickup_s + loaded_s + 2.0 * vehicle.transfer_s, number))
        arrival_s, number = min(trips)
        used = self._vehicles[number]
        self._vehicles[number] = ProblemVehicle(target, used.speed_mps, used.transfer_s, arrival_s)
        picks_up_s = arrival_s - self._distance_m(origin, target) / used.speed_mps - 2.0 * used.transfer_s
        job = self._problem.jobs[index].id
        self.trips.append(ScheduledTrip(job, number, origin, target, picks_up_s, arrival_s))
        return arrival_s

    def _distance_m(self, origin: CellId, target: CellId) -> float:
        return self._problem.distances_m.get((origin, target), 0.0)

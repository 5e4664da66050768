"""The plainest schedule of any problem: nothing happens at the same time but what is fixed."""

from __future__ import annotations

from graphlib import TopologicalSorter

from robot_cells.schedules.calendar import Closure
from robot_cells.schedules.problem import Problem
from robot_cells.schedules.schedule import Schedule, ScheduledTask, ScheduledTrip


def one_by_one(problem: Problem) -> Schedule:
    """First what is fixed, then what is frozen, then job after job, those that are joined first; each piece carried
    on by vehicle 0 when it is needed elsewhere, and to where it is joined as soon as it is finished.

    Right for all that `random_problems` makes.
    """
    return _Serial(problem).run()


class _Serial:
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.jobs = {job.id: job for job in problem.jobs}
        self.joined_at = {name: task for job in problem.jobs for task in job.tasks for name in task.joins}
        self.placed = dict(problem.fixed)
        self.trips: list[ScheduledTrip] = []
        times = [item.end_s for item in problem.fixed.values()]
        times += [*problem.ready_s.values(), *(item.ready_s for item in problem.vehicles), 0.0]
        self.now_s = max(times)
        self.at = {job.id: job.cell for job in problem.jobs}
        for job in problem.jobs:
            for task in job.tasks:
                if task.id in problem.fixed:
                    self.at[job.id] = problem.fixed[task.id].cell
        self.product = dict(problem.set_up)
        products = {task.id: job.product for job in problem.jobs for task in job.tasks}
        for item in sorted(problem.fixed.values(), key=lambda item: item.start_s):
            self.product[item.cell] = products[item.task]
        self.vehicle_at = problem.vehicles[0].position if problem.vehicles else None

    def run(self) -> Schedule:
        problem = self.problem
        first = [(job, task) for job in problem.jobs for task in job.tasks if task.id in problem.fixed]
        frozen = {task: cell for cell, tasks in problem.frozen.items() for task in tasks}
        if problem.buffers:
            # What was settled stands on its cell: its job goes on first, lest it block the others.
            settled = [*problem.fixed, *frozen]
            for job in problem.jobs:
                if any(task.id in settled for task in job.tasks):
                    self.do_job(job, frozen)
        by_id = {task.id: (job, task) for job in problem.jobs for task in job.tasks}
        for task_id, cell in frozen.items():
            if task_id not in self.placed:
                self.do(*by_id[task_id], cell)
        before = {job.id: [name for task in job.tasks for name in task.joins] for job in problem.jobs}
        for name in TopologicalSorter(before).static_order():
            self.do_job(self.jobs[name], frozen)
        assert all(task.id in self.placed for _, task in first)
        tasks = tuple(self.placed.values())
        return Schedule(tasks, problem.objective(tasks), trips=tuple(self.trips))

    def do_job(self, job, frozen) -> None:
        for task in job.tasks:
            if task.id not in self.placed:
                self.do(job, task, frozen.get(task.id) or min(task.durations_s))
        if job.id in self.joined_at and all(task.id in self.placed for task in job.tasks):
            self.now_s = max(self.now_s, job.release_s)
            self.carry(job, min(self.joined_at[job.id].durations_s))

    def do(self, job, task, cell) -> None:
        self.now_s = max(self.now_s, job.release_s)
        for name in task.joins:
            self.carry(self.jobs[name], cell)
        closed = self.closed(task, cell)
        before = self.product.get(cell)
        needed_s = task.durations_s[cell]
        if before not in (None, job.product):
            needed_s += self.problem.changeovers_s.get(cell, {}).get((before, job.product), 0.0)
        earliest_s = self.now_s
        if self.at[job.id] not in (None, cell):
            earliest_s += self.takes_s(self.at[job.id], cell)
        start_s, end_s = fitted(closed, earliest_s, needed_s, task.resumable)
        self.now_s += start_s - earliest_s
        self.carry(job, cell)
        self.at[job.id] = cell
        self.now_s = start_s
        self.placed[task.id] = ScheduledTask(task.id, cell, start_s, end_s)
        self.product[cell] = job.product
        self.now_s = end_s

    def closed(self, task, cell) -> list[Closure]:
        calendars = [self.problem.calendars[cell]] if cell in self.problem.calendars else []
        calendars += [self.problem.resources[name].calendar for name in task.needs]
        return sorted(item for calendar in calendars for item in calendar.closures)

    def takes_s(self, origin, target) -> float:
        if not self.problem.vehicles:
            return 0.0
        return self.drive_s(self.vehicle_at, origin) + self.loaded_s(origin, target)

    def loaded_s(self, origin, target) -> float:
        return self.drive_s(origin, target) + 2 * self.problem.vehicles[0].transfer_s

    def drive_s(self, origin, target) -> float:
        distance_m = 0.0 if origin == target else self.problem.distances_m.get((origin, target), 0.0)
        return distance_m / self.problem.vehicles[0].speed_mps

    def carry(self, job, target) -> None:
        origin = self.at[job.id]
        self.at[job.id] = target
        if origin is None or origin == target:
            return
        if not self.problem.vehicles:
            self.trips.append(ScheduledTrip(job.id, None, origin, target, self.now_s, self.now_s))
            return
        picks_up_s = self.now_s + self.drive_s(self.vehicle_at, origin)
        self.now_s = picks_up_s + self.loaded_s(origin, target)
        self.trips.append(ScheduledTrip(job.id, 0, origin, target, picks_up_s, self.now_s))
        self.vehicle_at = target


def fitted(closed: list[Closure], earliest_s: float, needed_s: float, resumable: bool) -> tuple[float, float]:
    """The first start from `earliest_s` on at which a task of `needed_s` fits the open time, and its end; seconds.

    `closed` may overlap, in the order of their starts.
    """
    start_s = earliest_s
    for closure in closed:
        runs_into = closure.start_s < start_s + needed_s and not resumable
        if closure.end_s > start_s and (closure.start_s <= start_s or runs_into):
            start_s = closure.end_s
    end_s, done_s, left_s = start_s, start_s, needed_s
    for closure in closed:
        if closure.end_s <= done_s:
            continue
        if max(closure.start_s - done_s, 0.0) >= left_s:
            break
        left_s -= max(closure.start_s - done_s, 0.0)
        done_s = closure.end_s
    end_s = done_s + left_s if left_s else done_s
    return (start_s, end_s) if resumable else (start_s, start_s + needed_s)

"""What the end of a schedule hangs on: tasks and trips one after another without a pause, back from the last task.

A task or trip is *held up* by one that it has to wait for and that ends (or, where a blocked cell comes free, is
picked up) just when it begins; closed time of the cell or of a resource in between is no pause. The path follows one
of these each time: the piece itself first, then the cell, the vehicle, joined pieces, shared resources. It begins with
what nothing holds up: a release, a cell that is ready, a choice of the solver.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from robot_cells.ids import CellId, JobId, TaskId
from robot_cells.schedules.problem import Problem, ProblemJob, ProblemTask
from robot_cells.schedules.schedule import Schedule, ScheduledTask, ScheduledTrip

Step = ScheduledTask | ScheduledTrip
TOLERANCE_S = 1e-6


def critical_path(problem: Problem, schedule: Schedule) -> tuple[Step, ...]:
    """One critical path of the schedule, first step first; empty for a schedule without tasks."""
    if not schedule.tasks:
        return ()
    return tuple(_Path(problem, schedule).steps())


@dataclass(frozen=True, slots=True)
class _Cause:
    """Something that another waits for until `at_s`."""

    step: Step
    at_s: float


class _Path:
    """The schedule as it is walked through backwards."""

    def __init__(self, problem: Problem, schedule: Schedule) -> None:
        self._problem = problem
        self._schedule = schedule
        self._jobs: dict[TaskId, tuple[ProblemJob, ProblemTask]] = {
            task.id: (job, task) for job in problem.jobs for task in job.tasks
        }
        self._rank = {task: rank for rank, task in enumerate(self._jobs)}
        self._of_job: dict[JobId, list[Step]] = {job.id: [] for job in problem.jobs}
        self._on_cell: dict[CellId, list[ScheduledTask]] = {}
        self._of_vehicle: dict[int | None, list[ScheduledTrip]] = {}
        for item in schedule.tasks:
            self._of_job[self._jobs[item.task][0].id].append(item)
            self._on_cell.setdefault(item.cell, []).append(item)
        for trip in schedule.trips:
            self._of_job[trip.job].append(trip)
            self._of_vehicle.setdefault(trip.vehicle, []).append(trip)

    def steps(self) -> list[Step]:
        """From the first step to the task that ends last."""
        step: Step | None = max(self._schedule.tasks, key=lambda item: (item.end_s, item.start_s))
        path: list[Step] = []
        while step is not None and step not in path:
            path.append(step)
            step = self._cause_of(step)
        return path[::-1]

    def _cause_of(self, step: Step) -> Step | None:
        begins_s = _begin_s(step)
        for cause in self._causes(step):
            if abs(cause.at_s - begins_s) <= TOLERANCE_S or self._is_closed(step, cause.at_s, begins_s):
                return cause.step
        return None

    def _causes(self, step: Step) -> Iterator[_Cause]:
        """What it may have waited for; what ends last comes first within each kind."""
        if isinstance(step, ScheduledTrip):
            yield from self._ended(self._of_job[step.job], step)
            yield from self._vehicle_before(step)
            return
        job, task = self._jobs[step.task]
        yield from self._ended(self._of_job[job.id], step)
        yield from self._ended(self._on_cell[step.cell], step)
        yield from self._freed(step)
        for joined in task.joins:
            yield from self._ended(self._of_job[joined], step)
        if task.needs:
            sharers = [
                item for item in self._schedule.tasks if self._jobs[item.task][1].needs.keys() & task.needs.keys()
            ]
            yield from self._ended(sharers, step)

    def _ended(self, steps: Sequence[Step], step: Step) -> Iterator[_Cause]:
        done = [item for item in steps if self._is_before(item, step)]
        if done:
            last = max(done, key=lambda item: (_end_s(item), self._order(item)))
            yield _Cause(last, _end_s(last))

    def _is_before(self, item: Step, step: Step) -> bool:
        """Whether it has ended when the step begins; of those that take no time one has to come first."""
        return _end_s(item) <= _begin_s(step) + TOLERANCE_S and self._order(item) < self._order(step)

    def _order(self, step: Step) -> tuple[float, float, int]:
        rank = -1 if isinstance(step, ScheduledTrip) else self._rank[step.task]
        return (_begin_s(step), _end_s(step), rank)

    def _vehicle_before(self, trip: ScheduledTrip) -> Iterator[_Cause]:
        """The trip before, with the empty travel after it."""
        if trip.vehicle is None:
            return
        before = [item for item in self._of_vehicle[trip.vehicle] if item.picks_up_s < trip.picks_up_s]
        if before:
            last = max(before, key=lambda item: item.picks_up_s)
            distance_m = (
                self._problem.distances_m.get((last.target, trip.origin), 0.0) if last.target != trip.origin else 0.0
            )
            yield _Cause(last, last.arrives_s + distance_m / self._problem.vehicles[trip.vehicle].speed_mps)

    def _freed(self, step: ScheduledTask) -> Iterator[_Cause]:
        """The piece before has blocked the cell until it was picked up."""
        before = [item for item in self._on_cell[step.cell] if item is not step and item.start_s < step.start_s]
        if not before:
            return
        last = max(before, key=lambda item: item.end_s)
        job = self._jobs[last.task][0]
        for item in self._of_job[job.id]:
            if (
                isinstance(item, ScheduledTrip)
                and item.origin == step.cell
                and item.picks_up_s >= last.end_s - TOLERANCE_S
            ):
                yield _Cause(item, item.picks_up_s)

    def _is_closed(self, step: Step, from_s: float, until_s: float) -> bool:
        """Whether the time between is closed time of the cell or of a resource that the task needs."""
        if isinstance(step, ScheduledTrip) or until_s <= from_s:
            return False
        calendars = [self._problem.calendars.get(step.cell)]
        needs = self._jobs[step.task][1].needs
        calendars += [self._problem.resources[name].calendar for name in needs if name in self._problem.resources]
        return any(
            closure.start_s <= from_s + TOLERANCE_S and until_s <= closure.end_s + TOLERANCE_S
            for calendar in calendars
            if calendar is not None
            for closure in calendar.closures
        )


def _begin_s(step: Step) -> float:
    return step.picks_up_s if isinstance(step, ScheduledTrip) else step.start_s


def _end_s(step: Step) -> float:
    return step.arrives_s if isinstance(step, ScheduledTrip) else step.end_s

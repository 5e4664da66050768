"""A scheduling problem: which tasks are to be done, where they can be done, and what stands in the way.

The flexible job shop as a factory has it, in the usual terms (M. L. Pinedo, "Scheduling: Theory, Algorithms, and
Systems"): release and due dates, sequence-dependent set-up times, transport by vehicles, finite buffers that block,
calendars, shared resources with capacity, assembly. A job is one piece, so no two of its tasks overlap, whatever its
recipe leaves open; an assembly joins the pieces of other jobs.

What every schedule has to keep (`checker.py` looks at all of it):

*Tasks.* Each is done once, on a cell that can do it. It takes its duration there and before it the change-over from
what the cell did last; both lie within its `start_s` and `end_s`. It begins after its job's release, after the tasks
before it have ended, and when its piece and the pieces that it joins are there. A cell does one task at a time.

*Working time.* No task begins in or runs into closed time of its cell or of a resource that it needs; a `resumable`
task pauses there, keeps its cell and its resources, and goes on afterwards.

*Resources.* The tasks that run at one time need no more units of a resource than there are.

*Trips.* With vehicles a piece that changes cells is carried: the vehicle drives empty from where it is, loads for
`transfer_s`, drives, and unloads for `transfer_s`. A vehicle carries one piece at a time. A piece outside the line
(`cell` None) enters at its first cell without a trip, and leaves after its last task, unless another job joins it:
then it is carried to where it is joined. There is one trip for each change of cell, and none for anything else.

*Buffers.* A piece that has arrived and is not begun at once waits in the input buffer. A piece that is finished is in
the output buffer or, as long as that is full, on the cell, which can then begin no other piece, until its loading
begins, its next task begins on the same cell, or it leaves. A place that comes free can be taken in the same instant. A
piece takes no room at the cell where it stands at first.

*What is settled.* A fixed task has exactly the stated cell and times; its piece and its cell are taken to be ready: no
trip brings the piece there, and neither release, change-over nor closed time is asked for. Other tasks keep clear of
it. Each cell does its frozen tasks first, in the stated order; fixed ones that are not among them have their own time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from robot_cells.ids import CellId, JobId, OperationId, ProductId, ResourceId, TaskId
from robot_cells.lines.buffer import Buffer
from robot_cells.schedules.calendar import OPEN, Calendar
from robot_cells.schedules.schedule import Objective, Schedule, ScheduledTask


@dataclass(frozen=True, slots=True)
class ProblemTask:
    """One task: its duration in seconds on each cell that can do it, and which tasks of the job come before it.

    `after` holds positions in the job's tuple of tasks, each smaller than the task's own. `joins` names jobs whose
    finished pieces go into this one here. `needs` says how many units of which resources it holds while it runs.
    """

    id: TaskId
    operation: OperationId
    durations_s: Mapping[CellId, float]
    after: tuple[int, ...] = ()
    joins: tuple[JobId, ...] = ()
    needs: Mapping[ResourceId, int] = field(default_factory=dict)
    resumable: bool = False

    @property
    def shortest_s(self) -> float:
        """The duration on the fastest cell in seconds."""
        return min(self.durations_s.values())


@dataclass(frozen=True, slots=True)
class ProblemJob:
    """One piece. Times in line time, seconds; `cell` is where it stands at `release_s`, None outside the line.

    `weight` counts a second of tardiness; `due_s` None is no due date.
    """

    id: JobId
    product: ProductId
    tasks: tuple[ProblemTask, ...]
    release_s: float = 0.0
    due_s: float | None = None
    weight: float = 1.0
    priority: int = 0
    cell: CellId | None = None


@dataclass(frozen=True, slots=True)
class ProblemVehicle:
    """One vehicle: free from `ready_s` at the cell `position`; speed in m/s, `transfer_s` a loading or unloading."""

    position: CellId
    speed_mps: float
    transfer_s: float
    ready_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Resource:
    """Something that several cells share, a tool or operators: `capacity` units, there in the open time."""

    capacity: int
    calendar: Calendar = OPEN


@dataclass(frozen=True, slots=True)
class Buffers:
    """The room before and after a cell."""

    input: Buffer = Buffer()
    output: Buffer = Buffer()


@dataclass(frozen=True, slots=True)
class Problem:
    """All jobs, and the plant as far as it matters.

    `ready_s` gives for a cell the time from which it is free (0 where missing), `set_up` the product it is set up for,
    `changeovers_s` set-up times in seconds by cell and (from, to). Without `vehicles` products change cells in no time;
    `distances_m` gives driving distances by (from, to), 0 where missing. A cell that is missing in `calendars` always
    works, one missing in `buffers` has unlimited room. `fixed` are tasks that run or may not be moved, `frozen` for
    each cell the tasks that it does first, in that order.
    """

    jobs: tuple[ProblemJob, ...]
    ready_s: Mapping[CellId, float] = field(default_factory=dict)
    set_up: Mapping[CellId, ProductId] = field(default_factory=dict)
    changeovers_s: Mapping[CellId, Mapping[tuple[ProductId, ProductId], float]] = field(default_factory=dict)
    vehicles: tuple[ProblemVehicle, ...] = ()
    distances_m: Mapping[tuple[CellId, CellId], float] = field(default_factory=dict)
    calendars: Mapping[CellId, Calendar] = field(default_factory=dict)
    resources: Mapping[ResourceId, Resource] = field(default_factory=dict)
    buffers: Mapping[CellId, Buffers] = field(default_factory=dict)
    fixed: Mapping[TaskId, ScheduledTask] = field(default_factory=dict)
    frozen: Mapping[CellId, tuple[TaskId, ...]] = field(default_factory=dict)

    def changeover_s(self, cell: CellId, before: ProductId | None, product: ProductId) -> float:
        """The set-up time in seconds before `product` on a cell that did `before` last."""
        if before is None or before == product:
            return 0.0
        return self.changeovers_s.get(cell, {}).get((before, product), 0.0)

    def least_travel_s(self, origin: CellId | None, target: CellId) -> float:
        """The least time in seconds that a product takes from cell to cell, with the fastest vehicle at hand."""
        if not self.vehicles or origin is None or origin == target:
            return 0.0
        distance_m = self.distances_m.get((origin, target), 0.0)
        return min(distance_m / item.speed_mps + 2.0 * item.transfer_s for item in self.vehicles)

    def objective(self, tasks: tuple[ScheduledTask, ...], reference: Schedule | None = None) -> Objective:
        """What these times cost; a job is complete with the last of its tasks.

        Moved and shifted tasks are counted against `reference`, as far as it has the same tasks.
        """
        ends: dict[TaskId, float] = {item.task: item.end_s for item in tasks}
        tardiness_s = 0.0
        for job in self.jobs:
            end_s = max((ends[task.id] for task in job.tasks), default=job.release_s)
            if job.due_s is not None:
                tardiness_s += job.weight * max(0.0, end_s - job.due_s)
        moved, shifted_s = _disturbance(tasks, reference)
        return Objective(tardiness_s, max(ends.values(), default=0.0), moved, shifted_s, self._changeovers_s(tasks))

    def _changeovers_s(self, tasks: tuple[ScheduledTask, ...]) -> float:
        if not self.changeovers_s:
            return 0.0
        products = {task.id: job.product for job in self.jobs for task in job.tasks}
        before: dict[CellId, ProductId] = dict(self.set_up)
        total_s = 0.0
        for item in sorted(tasks, key=lambda task: (task.start_s, task.end_s)):
            product = products[item.task]
            if item.task not in self.fixed:
                total_s += self.changeover_s(item.cell, before.get(item.cell), product)
            before[item.cell] = product
        return total_s


def _disturbance(tasks: tuple[ScheduledTask, ...], reference: Schedule | None) -> tuple[int, float]:
    if reference is None:
        return 0, 0.0
    old = {item.task: item for item in reference.tasks}
    both = [(item, old[item.task]) for item in tasks if item.task in old]
    return (
        sum(new.cell != before.cell for new, before in both),
        sum(abs(new.start_s - before.start_s) for new, before in both),
    )

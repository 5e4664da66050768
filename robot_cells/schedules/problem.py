"""A scheduling problem: which tasks are to be done, where they can be done, and what stands in the way.

The flexible job shop with release and due dates, sequence-dependent set-up times and transport times, in the usual
terms (M. L. Pinedo, "Scheduling: Theory, Algorithms, and Systems"): jobs, tasks, alternatives, makespan, tardiness. A
job is one piece, so no two of its tasks overlap, whatever its recipe leaves open. Buffers are not part of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from robot_cells.ids import CellId, JobId, OperationId, ProductId, TaskId
from robot_cells.schedules.schedule import Objective, ScheduledTask


@dataclass(frozen=True, slots=True)
class ProblemTask:
    """One task: its duration in seconds on each cell that can do it, and which tasks of the job come before it.

    `after` holds positions in the job's tuple of tasks, each smaller than the task's own.
    """

    id: TaskId
    operation: OperationId
    durations_s: Mapping[CellId, float]
    after: tuple[int, ...] = ()

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
class Problem:
    """All jobs, and the plant as far as it matters.

    `ready_s` gives for a cell the time from which it is free (0 where missing), `set_up` the product it is set up for,
    `changeovers_s` set-up times in seconds by cell and (from, to). Without `vehicles` products change cells in no time;
    `distances_m` gives driving distances by (from, to), 0 where missing.
    """

    jobs: tuple[ProblemJob, ...]
    ready_s: Mapping[CellId, float] = field(default_factory=dict)
    set_up: Mapping[CellId, ProductId] = field(default_factory=dict)
    changeovers_s: Mapping[CellId, Mapping[tuple[ProductId, ProductId], float]] = field(default_factory=dict)
    vehicles: tuple[ProblemVehicle, ...] = ()
    distances_m: Mapping[tuple[CellId, CellId], float] = field(default_factory=dict)

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

    def objective(self, tasks: tuple[ScheduledTask, ...]) -> Objective:
        """What these times cost; a job is complete with the last of its tasks."""
        ends: dict[TaskId, float] = {item.task: item.end_s for item in tasks}
        tardiness_s = 0.0
        for job in self.jobs:
            end_s = max((ends[task.id] for task in job.tasks), default=job.release_s)
            if job.due_s is not None:
                tardiness_s += job.weight * max(0.0, end_s - job.due_s)
        return Objective(tardiness_s, max(ends.values(), default=0.0))

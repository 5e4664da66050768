"""A schedule as the records have it."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.audits.entry import Entry


@dataclass(frozen=True, slots=True)
class PlannedTask:
    """One task of a schedule: where, and from when until when; line time in seconds."""

    task: str
    cell: str
    start_s: float
    end_s: float

    @property
    def job(self) -> str:
        """The piece: `WO-7/003` of `WO-7/003/inspect.2`."""
        return self.task.rpartition("/")[0]

    @property
    def operation(self) -> str:
        """`inspect` of `WO-7/003/inspect.2`."""
        return self.task.rpartition("/")[2].rpartition(".")[0]

    @property
    def visit(self) -> int:
        """2 of `WO-7/003/inspect.2`; 0 where there is none."""
        number = self.task.rpartition(".")[2]
        return int(number) if number.isdecimal() else 0


def planned_tasks(entry: Entry) -> tuple[PlannedTask, ...]:
    """The tasks of the schedule that was adopted, each cell's in its order."""
    found = [
        PlannedTask(str(item["task"]), str(item["cell"]), float(item["start_s"]), float(item["end_s"]))
        for item in entry.part("schedule").get("tasks", ())
    ]
    return tuple(sorted(found, key=lambda item: (item.start_s, item.end_s)))


def sequences_of(tasks: tuple[PlannedTask, ...]) -> dict[str, list[PlannedTask]]:
    """For each cell its tasks in their order."""
    result: dict[str, list[PlannedTask]] = {}
    for item in tasks:
        result.setdefault(item.cell, []).append(item)
    return result

"""Events about locks on zones. They are taken with `AttemptDispatched` and given back with what ends the attempt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from robot_cells.ids import CellId, TaskId
from robot_cells.lines.zone import Lock
from robot_cells.orchestration.events.event import Event


@dataclass(frozen=True, slots=True)
class LocksAwaited(Event):
    """Decided: the task would begin on the cell now, but for zones that others have locked; it is served in turn."""

    kind: ClassVar[str] = "locks_awaited"

    task: TaskId
    cell: CellId
    locks: tuple[Lock, ...]

    @property
    def subject(self) -> str:
        """The task."""
        return self.task

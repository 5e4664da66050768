"""Events about cells: there, gone, standing still."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from robot_cells.ids import CellId
from robot_cells.orchestration.events.event import Event


@dataclass(frozen=True, slots=True)
class _CellEvent(Event):
    cell: CellId

    @property
    def subject(self) -> str:
        """The cell."""
        return self.cell


@dataclass(frozen=True, slots=True)
class CellAppeared(_CellEvent):
    """A cell was heard of for the first time since the orchestrator started, was lost, or restarted.

    `host` names its process, `incarnation` differs after every restart of that process.
    """

    kind: ClassVar[str] = "cell_appeared"

    host: str
    incarnation: str


@dataclass(frozen=True, slots=True)
class CellLost(_CellEvent):
    """A cell has fallen silent. What it had in work is unknown until it is heard again."""

    kind: ClassVar[str] = "cell_lost"

    reason: str = ""


@dataclass(frozen=True, slots=True)
class CellHeld(_CellEvent):
    """A cell says that it takes no work; `state` is its PackML number (`CellState.msg`), `reason` why."""

    kind: ClassVar[str] = "cell_held"

    state: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CellReleased(_CellEvent):
    """A cell takes work again."""

    kind: ClassVar[str] = "cell_released"

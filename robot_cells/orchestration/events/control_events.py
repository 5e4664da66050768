"""Events by which people and safety devices take hold of the line or of one cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from robot_cells.attempts.assignment import CellCommand
from robot_cells.ids import CellId
from robot_cells.orchestration.events.event import Event
from robot_cells.orders.cancel_policy import CancelPolicy


@dataclass(frozen=True, slots=True)
class CellCommanded(Event):
    """Somebody brings one cell into another state; `policy` is how a stop ends its attempt."""

    kind: ClassVar[str] = "cell_commanded"

    cell: CellId
    command: CellCommand
    reason: str = ""
    policy: CancelPolicy = CancelPolicy.FINISH_STEP

    @property
    def subject(self) -> str:
        """The cell."""
        return self.cell


@dataclass(frozen=True, slots=True)
class EmergencyStopped(Event):
    """`source` stops everything at once: every cell hears it and aborts by itself, nothing is dispatched."""

    kind: ClassVar[str] = "emergency_stopped"

    source: str
    reason: str = ""

    @property
    def subject(self) -> str:
        """Who stops."""
        return self.source


@dataclass(frozen=True, slots=True)
class EmergencyReleased(Event):
    """`source` has let go; the line stays stopped until it is reset."""

    kind: ClassVar[str] = "emergency_released"

    source: str

    @property
    def subject(self) -> str:
        """Who has let go."""
        return self.source


@dataclass(frozen=True, slots=True)
class LineReset(Event):
    """Deliberately out of the emergency stop or the stop: the cells are cleared and reset, the line is held."""

    kind: ClassVar[str] = "line_reset"

    reason: str = ""

"""One source of an emergency stop, and what it says."""

from __future__ import annotations

from dataclasses import dataclass

ORCHESTRATOR = "orchestrator"
"""The source under which the orchestrator tells the cells that the line is stopped; it lets go with the reset."""
OPERATOR = "operator"
"""The source of a stop by command. Whoever has commanded it need not be there any more: the reset lets go for him."""
EMERGENCY_STOP = "Emergency stop"
"""How the message of a cell begins that an emergency stop has aborted."""
_BY = f"{EMERGENCY_STOP} by "


@dataclass(frozen=True, slots=True)
class EmergencyStop:
    """What one source says: that everything shall stand still, or (not `is_active`) that it has let go.

    Where the reason is the message of a cell that such a stop has aborted, the source only passes on what another one
    had said: as text it is that one's.
    """

    source: str
    reason: str = ""
    is_active: bool = True

    def __str__(self) -> str:
        if self.reason.startswith(_BY):
            return self.reason.removeprefix(_BY)
        return f"{self.source}: {self.reason}" if self.reason else self.source

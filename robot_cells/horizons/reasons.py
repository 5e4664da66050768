"""What makes a line be scheduled anew: orders, cells that stand or work again, work that does not go as expected."""

from __future__ import annotations

from collections.abc import Mapping

from robot_cells.attempts.report import Phase
from robot_cells.ids import AttemptId
from robot_cells.orchestration.events import (
    AttemptDispatched,
    AttemptEnded,
    AttemptRefused,
    CellAppeared,
    CellCommanded,
    CellHeld,
    CellLost,
    CellReleased,
    Event,
    JobRerouted,
    JobScrapped,
    LineResumed,
    OrderCancelled,
    OrderPrioritised,
    OrderSubmitted,
    RetryPlanned,
    TaskAttested,
)

REASONS: Mapping[type[Event], str] = {
    OrderSubmitted: "order",
    OrderCancelled: "order",
    OrderPrioritised: "order",
    CellAppeared: "cell back",
    CellReleased: "cell back",
    CellLost: "cell out",
    CellHeld: "cell out",
    CellCommanded: "cell commanded",
    AttemptRefused: "refused",
    RetryPlanned: "failure",
    JobRerouted: "rework",
    JobScrapped: "scrap",
    TaskAttested: "attested",
    LineResumed: "resumed",
}
"""By kind of event why it is a reason."""


class Reasons:
    """Looks at what was recorded; an attempt that ends more than `late_s` seconds after it was expected to is late."""

    def __init__(self, late_s: float) -> None:
        self._late_s = late_s
        self._expected_s: dict[AttemptId, float] = {}

    def of(self, event: Event) -> str | None:
        """Why the event is a reason to schedule anew; None where it is none."""
        if isinstance(event, AttemptDispatched):
            self._expected_s[event.attempt] = event.at_s + event.expected_s
        elif isinstance(event, AttemptEnded):
            expected_s = self._expected_s.pop(event.attempt, event.at_s)
            if event.outcome is not Phase.SUCCEEDED:
                return "failure"
            return "late" if event.at_s > expected_s + self._late_s else None
        return REASONS.get(type(event))

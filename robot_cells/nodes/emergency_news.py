"""What the orchestrator has heard of emergency stops, and what it says of them; without the middleware."""

from __future__ import annotations

from collections.abc import Callable

from robot_cells.attempts.emergency_stop import OPERATOR, ORCHESTRATOR, EmergencyStop
from robot_cells.orchestration.events import EmergencyReleased, EmergencyStopped, Event
from robot_cells.orchestration.state import LineMode, State


class EmergencyNews:
    """Hears every source, and is one itself (`orchestrator`) for as long as the line is stopped.

    `publish` tells every cell whether the line is stopped, and why. What was heard is kept until the journal has it,
    also while the journal cannot be written.
    """

    def __init__(self, publish: Callable[[bool, str], None]) -> None:
        self._publish = publish
        self._heard: list[EmergencyStop] = []
        self._is_told: bool | None = None  # A predecessor may have died before it let go.

    def hear(self, stop: EmergencyStop) -> None:
        """A source speaks; our own voice, and that of a predecessor, is in the journal already."""
        if stop.source != ORCHESTRATOR:
            self._heard.append(stop)

    def stop_at_once(self, reason: str) -> None:
        """Tell every cell, before anything is written down."""
        self._publish(True, str(EmergencyStop(OPERATOR, reason)))

    def commanded(self, reason: str) -> None:
        """An operator has stopped the line through this node; `stop_at_once` has told the cells."""
        self._heard.append(EmergencyStop(OPERATOR, reason))
        self._is_told = True

    def news(self, state: State, at_s: float) -> tuple[Event, ...]:
        """What was heard and is not in the journal, in order: a stop that was let go at once was a stop."""
        events: list[Event] = []
        holding = set(state.emergency_stops)
        for stop in self._heard:
            if stop.is_active and stop.source not in holding:
                holding.add(stop.source)
                events.append(EmergencyStopped(at_s, stop.source, stop.reason))
            elif not stop.is_active and stop.source in holding:
                holding.discard(stop.source)
                events.append(EmergencyReleased(at_s, stop.source))
        return tuple(events)

    def tell(self, state: State) -> None:
        """After a turn that was written down: say what holds now, where it is not what this node has said last."""
        self._heard.clear()
        is_stopped = state.mode is LineMode.EMERGENCY_STOPPED
        if is_stopped != self._is_told:
            self._is_told = is_stopped
            self._publish(is_stopped, _text(state))


def _text(state: State) -> str:
    """Who holds the stop, and why; empty where nobody does."""
    return "; ".join(str(EmergencyStop(source, why)) for source, why in state.emergency_stops.items())

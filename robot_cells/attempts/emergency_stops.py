"""Who has stopped everything, as one cell knows it."""

from __future__ import annotations

import logging
from dataclasses import replace

from robot_cells.attempts.emergency_stop import EMERGENCY_STOP, OPERATOR, ORCHESTRATOR, EmergencyStop
from robot_cells.attempts.ledger import Ledger
from robot_cells.errors import JournalError

_log = logging.getLogger(__name__)


class EmergencyStops:
    """The stops that a cell has heard; durable in its ledger, so that a cell that dies under one comes up aborted.

    A stop stays after its source has let go, until `clear`.
    """

    def __init__(self, ledger: Ledger) -> None:
        """Read those of the ledger; raises `JournalError`."""
        self._ledger = ledger
        self._stops = {stop.source: stop for stop in ledger.emergency_stops()}
        self.has_unwritten = False

    def hear(self, stop: EmergencyStop) -> bool:
        """Take in what a source says; whether it stops the cell anew."""
        if stop.is_active:
            known = self._stops.get(stop.source)
            self._stops[stop.source] = stop
            self.has_unwritten |= known != stop
            return known is None or not known.is_active
        for source in (stop.source, OPERATOR) if stop.source == ORCHESTRATOR else (stop.source,):
            known = self._stops.get(source)
            if known is not None and known.is_active:
                self._stops[source] = replace(known, is_active=False)
                self.has_unwritten = True
        return False

    @property
    def stands(self) -> bool:
        """Whether the cell has been stopped and not been cleared since."""
        return bool(self._stops)

    @property
    def holding(self) -> tuple[str, ...]:
        """The sources that have not let go."""
        return tuple(stop.source for stop in self._stops.values() if stop.is_active)

    @property
    def text(self) -> str:
        """Who stopped the cell, and why, in words. The orchestrator only passes on what others have said."""
        named = [str(stop) for stop in self._stops.values() if stop.source != ORCHESTRATOR]
        passed_on = [stop.reason or stop.source for stop in self._stops.values() if stop.source == ORCHESTRATOR]
        return f"{EMERGENCY_STOP} by {'; '.join(named or passed_on)}"

    def clear(self) -> None:
        """The stop is over; to be called only when nobody holds it."""
        self._stops.clear()
        self.has_unwritten = True

    def write(self) -> None:
        """Make it durable; what the ledger cannot take now is offered to it again."""
        if not self.has_unwritten:
            return
        try:
            self._ledger.record_emergency_stops(tuple(self._stops.values()))
        except JournalError as error:
            _log.error("the emergency stop is not written down yet: %s", error)
            return
        self.has_unwritten = False

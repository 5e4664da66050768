"""A ledger that forgets with the process: for tests and for runs on virtual time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from robot_cells.attempts.assignment import Assignment
from robot_cells.attempts.emergency_stop import EmergencyStop
from robot_cells.attempts.ledger import LedgerEntry
from robot_cells.attempts.report import Report
from robot_cells.ids import AttemptId, JournalId


class MemoryLedger:
    """Keeps everything in memory; never full."""

    def __init__(self) -> None:
        self._entries: dict[AttemptId, LedgerEntry] = {}
        self._epochs: dict[JournalId, int] = {}
        self._stops: tuple[EmergencyStop, ...] = ()

    def epochs(self) -> Mapping[JournalId, int]:
        """The newest epoch by journal."""
        return dict(self._epochs)

    def record_epoch(self, journal: JournalId, epoch: int) -> None:
        """Remember it."""
        self._epochs[journal] = epoch

    def begin(self, assignment: Assignment, at_s: float, known: Mapping[str, object]) -> None:
        """Remember the attempt."""
        attempt = assignment.attempt_id
        self._entries[attempt] = LedgerEntry(attempt, assignment.journal_id, assignment.epoch, at_s, known=dict(known))

    def note(self, attempt: AttemptId, known: Mapping[str, object]) -> None:
        """Remember what is certain."""
        self._entries[attempt] = replace(self._entries[attempt], known=dict(known))

    def end(self, report: Report) -> None:
        """Remember its end."""
        self._entries[report.attempt_id] = replace(self._entries[report.attempt_id], end=report)

    def acknowledge(self, attempt: AttemptId) -> None:
        """Remember that its end is known."""
        if attempt in self._entries:
            self._entries[attempt] = replace(self._entries[attempt], is_acknowledged=True)

    def entries(self) -> tuple[LedgerEntry, ...]:
        """All of them."""
        return tuple(self._entries.values())

    def emergency_stops(self) -> tuple[EmergencyStop, ...]:
        """Those that stand."""
        return self._stops

    def record_emergency_stops(self, stops: tuple[EmergencyStop, ...]) -> None:
        """Remember them."""
        self._stops = stops

    def close(self) -> None:
        """Nothing to do."""

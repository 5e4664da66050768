"""What a cell remembers of its attempts through its own death."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from robot_cells.attempts.assignment import Assignment
from robot_cells.attempts.emergency_stop import EmergencyStop
from robot_cells.attempts.report import Report
from robot_cells.ids import AttemptId, JournalId

KEPT_ACKNOWLEDGED = 1000
"""So many acknowledged attempts are remembered, so that a late repetition of their assignment is recognised."""


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One attempt that was begun. `end` is None while it is under way, or when the cell died during it.

    `known` is what is certain whatever becomes of it, as it stands in a result: the program, a finished change-over.
    """

    attempt: AttemptId
    journal: JournalId
    epoch: int
    begun_at_s: float
    end: Report | None = None
    is_acknowledged: bool = False
    known: Mapping[str, object] = field(default_factory=dict)


class Ledger(Protocol):
    """A cell's ledger. `begin`, `note`, `end` and what begins with `record` return when what they wrote is durable.

    All methods raise `JournalError` when the ledger cannot be written or read; then nothing was written.
    """

    def epochs(self) -> Mapping[JournalId, int]:
        """The newest epoch that the cell has seen, by journal."""
        ...

    def record_epoch(self, journal: JournalId, epoch: int) -> None:
        """The cell has seen a newer epoch of a journal."""
        ...

    def begin(self, assignment: Assignment, at_s: float, known: Mapping[str, object]) -> None:
        """The attempt is about to make its first motion; `known` is what is certain of it already."""
        ...

    def note(self, attempt: AttemptId, known: Mapping[str, object]) -> None:
        """This is certain of the attempt in work now, instead of what was noted before."""
        ...

    def end(self, report: Report) -> None:
        """The attempt has ended."""
        ...

    def acknowledge(self, attempt: AttemptId) -> None:
        """The end is known to the orchestrator. Need not be durable before the next entry is."""
        ...

    def entries(self) -> tuple[LedgerEntry, ...]:
        """All attempts that are remembered, in the order in which they began."""
        ...

    def emergency_stops(self) -> tuple[EmergencyStop, ...]:
        """Those that the cell has not been cleared of."""
        ...

    def record_emergency_stops(self, stops: tuple[EmergencyStop, ...]) -> None:
        """These stand now, instead of all that were recorded before."""
        ...

    def close(self) -> None:
        """Write what is waiting, and close."""
        ...

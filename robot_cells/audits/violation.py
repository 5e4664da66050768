"""What the auditor found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Violation:
    """One breach of one invariant.

    `invariant` is a name of `invariants.INVARIANTS`, `subject` the order, piece, attempt or cell that it is about,
    `what` one sentence, `sequence` the position in the journal at which it shows (0: only the whole shows it).
    """

    invariant: str
    subject: str
    what: str
    sequence: int = 0

    def __str__(self) -> str:
        place = f"record {self.sequence}, " if self.sequence else ""
        return f"{self.invariant}: {place}{self.subject}: {self.what}"

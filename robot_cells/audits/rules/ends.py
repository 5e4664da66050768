"""The end of an attempt that its cell has kept reaches the journal."""

from __future__ import annotations

from collections.abc import Iterator

from robot_cells.audits.account import Account
from robot_cells.audits.invariants import END_KEPT
from robot_cells.audits.violation import Violation
from robot_cells.audits.witness import Witness

_UNKNOWN = ("cell.forgotten", "cell.unknown_attempt")
"""Codes of attempts that had begun and of which their cell knows nothing any more."""


def close(account: Account, witness: Witness) -> Iterator[Violation]:
    """Where no ledger was lost, no cell has forgotten what it had begun."""
    if not witness.ledgers_last:
        return
    for attempt in account.attempts.values():
        if attempt.outcome == "interrupted" and attempt.code in _UNKNOWN:
            what = f"{attempt.cell} knows nothing of it any more, and its ledger was never lost."
            yield Violation(END_KEPT, attempt.id, what)

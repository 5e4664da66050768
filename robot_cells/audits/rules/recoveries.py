"""The state after a restart is the state that the journal gives when it is replayed."""

from __future__ import annotations

from collections.abc import Iterator

from robot_cells.audits.account import Account
from robot_cells.audits.invariants import RECOVERY_SAME
from robot_cells.audits.violation import Violation
from robot_cells.audits.witness import Witness


def close(_: Account, witness: Witness) -> Iterator[Violation]:
    """Compare the digests that were taken at each restart."""
    for item in witness.recoveries:
        if item.held != item.replayed:
            what = f"State {item.held} was held, replay gives {item.replayed}."
            yield Violation(RECOVERY_SAME, "orchestrator", what, item.sequence)

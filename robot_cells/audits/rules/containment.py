"""Only what a fault, a limit, a rule, an order's cancel or an operator touched is cancelled or given up."""

from __future__ import annotations

from collections.abc import Iterator

from robot_cells.audits.account import Account, code_of
from robot_cells.audits.accounts import PieceAccount
from robot_cells.audits.entry import Entry
from robot_cells.audits.invariants import FAILURE_CONTAINED
from robot_cells.audits.violation import Violation
from robot_cells.orders.timeouts import Timeouts

SILENT = "cell.silent"
"""The code of attempts that are taken for interrupted since their cell is silent."""
ROUNDING_S = 1e-6
_STOPPED_MODES = ("stopped", "emergency_stopped")


def look(account: Account, entry: Entry) -> Iterator[Violation]:
    """Each piece that is given up, sent on a detour or asked about, each cancel and each doubt has its own reason."""
    piece = account.piece(entry.text("job"))
    if entry.kind == "attempt_ended" and entry.text("outcome") == "interrupted" and code_of(entry) == SILENT:
        yield from _presumed(account, entry)
    if entry.kind == "cancel_requested":
        yield from _cancelled(account, entry)
    elif entry.kind in ("job_scrapped", "job_rerouted") and piece is not None:
        if not _is_touched(account, piece, entry):
            what = f"{entry.kind}, and nothing has happened to it."
            yield Violation(FAILURE_CONTAINED, piece.job, what, entry.sequence)
    elif entry.kind == "prompt_raised" and piece is not None and not _has_failed(account, piece):
        yield Violation(
            FAILURE_CONTAINED, piece.job, "It is asked about, and nothing has happened to it.", entry.sequence
        )


def _presumed(account: Account, entry: Entry) -> Iterator[Violation]:
    """Taken for interrupted: the cell is silent, for as long as the operation allows where it is not done elsewhere."""
    attempt = account.attempts.get(entry.text("attempt"))
    piece = account.pieces.get(attempt.job) if attempt is not None else None
    if attempt is None or piece is None:
        return
    cell = account.cell(attempt.cell)
    if cell.is_present:
        yield Violation(FAILURE_CONTAINED, attempt.id, f"{cell.id} is heard, and not silent.", entry.sequence)
        return
    operation = account.plant.operation(piece.product, attempt.operation)
    limit_s = Timeouts().silent_s if operation is None or attempt.is_trip else operation.timeouts.silent_s
    silent_s = entry.at_s - cell.silent_since_s
    may_go_elsewhere = not account.plant.has_vehicles and account.plant.is_repeatable(
        attempt.cell, piece.product, attempt.operation
    )
    if silent_s < limit_s - ROUNDING_S and not may_go_elsewhere:
        what = f"{cell.id} has been silent for {silent_s:g} s, and may be for {limit_s:g} s."
        yield Violation(FAILURE_CONTAINED, attempt.id, what, entry.sequence)


def _has_failed(account: Account, piece: PieceAccount) -> bool:
    if piece.overdue:
        return True
    latest = account.attempts.get(piece.latest)
    return latest is not None and latest.outcome in ("failed", "cancelled", "interrupted")


def _is_touched(account: Account, piece: PieceAccount, entry: Entry) -> bool:
    if entry.kind == "job_scrapped" and account.orders[piece.order].is_cancelled:
        return True
    return _has_failed(account, piece)


def _cancelled(account: Account, entry: Entry) -> Iterator[Violation]:
    attempt = account.attempts.get(entry.text("attempt"))
    if attempt is None:
        return
    order = account.orders.get(attempt.job.rpartition("/")[0])
    is_late = entry.text("code") == "timeout.running" and attempt.has_started
    is_asked = is_late or (order is not None and order.is_cancelled) or account.mode in _STOPPED_MODES
    if not is_asked:
        what = "Its order was not cancelled, the line not stopped, and it did not run too long."
        yield Violation(FAILURE_CONTAINED, attempt.id, what, entry.sequence)

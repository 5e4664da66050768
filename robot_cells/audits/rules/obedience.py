"""Nothing begins while the line is held or stopped, or while a question about the piece is open."""

from __future__ import annotations

from collections.abc import Iterator

from robot_cells.audits.account import Account
from robot_cells.audits.entry import Entry
from robot_cells.audits.invariants import LINE_OBEYED
from robot_cells.audits.violation import Violation


def look(account: Account, entry: Entry) -> Iterator[Violation]:
    """Each dispatch comes when it may."""
    if entry.kind not in ("attempt_dispatched", "job_released"):
        return
    subject = entry.text("attempt") or entry.text("job")
    if account.mode != "running":
        yield Violation(LINE_OBEYED, subject, f"{entry.kind} while the line is {account.mode}.", entry.sequence)
    piece = account.piece(entry.text("job"))
    name, _, _ = entry.text("job").rpartition("/")
    order = account.orders.get(name)
    if order is not None and order.is_cancelled:
        yield Violation(LINE_OBEYED, subject, f"{entry.kind} though {order.id} was cancelled.", entry.sequence)
    if piece is not None and piece.question:
        yield Violation(LINE_OBEYED, subject, f"The question {piece.question} is open.", entry.sequence)

"""What no cell told counts as done only where somebody was asked in doubt and said so by name."""

from __future__ import annotations

from collections.abc import Iterator

from robot_cells.audits.account import Account
from robot_cells.audits.accounts import AttemptAccount, PieceAccount
from robot_cells.audits.entry import Entry
from robot_cells.audits.invariants import ATTESTED_BY_NAME
from robot_cells.audits.violation import Violation

CUT_SHORT = ("cell.emergency_stop", "cell.aborted")
"""Codes of attempts that somebody stopped by hand: how far they came is not known either (docs/control.md)."""


def look(account: Account, entry: Entry) -> Iterator[Violation]:
    """Each attestation follows from an answer about the attempt that ended last, which may have been done."""
    if entry.kind != "task_attested":
        return
    name = entry.text("attempt")
    attempt = account.attempts.get(name)
    piece = account.piece(attempt.job) if attempt is not None else None
    if attempt is None or piece is None:
        yield Violation(ATTESTED_BY_NAME, name, "It was never given out, or its piece is gone.", entry.sequence)
        return
    if what := _fault(account, piece, attempt, entry):
        yield Violation(ATTESTED_BY_NAME, name, what, entry.sequence)


def _fault(account: Account, piece: PieceAccount, attempt: AttemptAccount, entry: Entry) -> str:
    if piece.latest != attempt.id or piece.attempt:
        return f"{piece.attempt or piece.latest} is what the piece came to last."
    verdict = entry.text("verdict")
    if piece.chosen != ("good" if verdict else "done") or entry.text("prompt") != f"{attempt.id}?":
        return "Nobody was asked about it and answered so."
    if not entry.text("operator_name").strip():
        return "Nobody says so by name."
    return _of_verdict(account, piece, attempt, verdict) if verdict else _of_doubt(account, piece, attempt)


def _of_verdict(account: Account, piece: PieceAccount, attempt: AttemptAccount, verdict: str) -> str:
    """A person decides a verdict only where the recipe lets somebody review it, and decides for a pass."""
    if attempt.outcome != "failed" or verdict != "pass":
        return f"It {attempt.outcome}, and {verdict!r} was said: there was no verdict to decide."
    if not account.plant.is_reviewable(attempt.cell, piece.product, attempt.operation, attempt.code):
        return f"The recipe lets nobody review {attempt.operation} after {attempt.code}."
    return ""


def _of_doubt(account: Account, piece: PieceAccount, attempt: AttemptAccount) -> str:
    if attempt.is_trip:
        return "" if piece.kept is not None else "No vehicle was on its way with the piece."
    is_cut_short = attempt.outcome == "failed" and attempt.code in CUT_SHORT
    if attempt.outcome not in ("interrupted", "cancelled") and not is_cut_short:
        return f"It is in no doubt: it {attempt.outcome}."
    if not account.plant.is_attestable(attempt.cell, piece.product, attempt.operation):
        return f"{attempt.operation} cannot be attested: it gives a verdict, or the recipe forbids it."
    return ""

"""Every decision rests on an earlier record, and nothing is sent before its record is durable."""

from __future__ import annotations

from collections.abc import Iterator

from robot_cells.audits.account import Account
from robot_cells.audits.entry import Entry
from robot_cells.audits.invariants import CAUSE_DURABLE
from robot_cells.audits.violation import Violation
from robot_cells.audits.witness import Witness

_OF_AN_ATTEMPT = frozenset(
    {"attempt_accepted", "attempt_started", "attempt_refused", "attempt_ended", "cancel_requested"}
)
_OF_AN_ORDER = frozenset({"order_cancelled", "order_prioritised"})


def look(account: Account, entry: Entry) -> Iterator[Violation]:
    """Positions without gaps; a dispatch names what made it possible (0: time alone); what is heard was asked for."""
    if entry.sequence != account.read + 1 and account.read:
        what = f"It follows record {account.read}: something is missing."
        yield Violation(CAUSE_DURABLE, entry.subject or entry.kind, what, entry.sequence)
    if entry.kind == "attempt_dispatched" and not 0 <= entry.number("because") < entry.sequence:
        what = f"It rests on record {entry.number('because')}, which does not come before it."
        yield Violation(CAUSE_DURABLE, entry.text("attempt"), what, entry.sequence)
    elif entry.kind in _OF_AN_ATTEMPT:
        yield from _heard(account, entry)
    elif entry.kind in _OF_AN_ORDER and entry.text("order") not in account.orders:
        yield Violation(CAUSE_DURABLE, entry.text("order"), f"{entry.kind}, and nobody gave it.", entry.sequence)
    elif entry.kind in ("prompt_answered", "prompt_timed_out"):
        yield from _answered(account, entry)


def close(account: Account, witness: Witness) -> Iterator[Violation]:
    """What was sent stood in the journal, durable, when it was sent."""
    for sending in witness.sendings:
        attempt = account.attempts.get(sending.attempt)
        if attempt is None:
            yield Violation(CAUSE_DURABLE, sending.attempt, f"It was sent to {sending.cell} and is in no record.")
        elif attempt.dispatched > sending.durable:
            what = f"It was sent to {sending.cell} when only {sending.durable} records were durable."
            yield Violation(CAUSE_DURABLE, sending.attempt, what, attempt.dispatched)


def _heard(account: Account, entry: Entry) -> Iterator[Violation]:
    attempt = account.attempts.get(entry.text("attempt"))
    if attempt is None:
        what = f"{entry.kind}, and it was never given out."
        yield Violation(CAUSE_DURABLE, entry.text("attempt"), what, entry.sequence)
    elif attempt.outcome:
        what = f"{entry.kind}, and it has ended ({attempt.outcome})."
        yield Violation(CAUSE_DURABLE, attempt.id, what, entry.sequence)
    elif entry.text("cell") not in ("", attempt.cell):
        what = f"{entry.text('cell')} speaks of it, and it was given to {attempt.cell}."
        yield Violation(CAUSE_DURABLE, attempt.id, what, entry.sequence)


def _answered(account: Account, entry: Entry) -> Iterator[Violation]:
    question = account.questions.get(entry.text("prompt"))
    if question is None:
        yield Violation(CAUSE_DURABLE, entry.text("prompt"), "An answer to what nobody asks.", entry.sequence)
    elif entry.text("choice") not in question.choices:
        what = f"{entry.text('choice')!r} is none of its choices."
        yield Violation(CAUSE_DURABLE, entry.text("prompt"), what, entry.sequence)

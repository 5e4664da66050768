"""No operation is carried out again unless its process is repeatable, or a rule or an operator said so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fnmatch import fnmatchcase

from robot_cells.audits.account import Account
from robot_cells.audits.accounts import AttemptAccount, PieceAccount
from robot_cells.audits.entry import Entry, attempt_name
from robot_cells.audits.invariants import EXECUTED_ONCE
from robot_cells.audits.violation import Violation
from robot_cells.audits.witness import Witness

TRIP_TRIES = 3
"""A trip that failed is tried so often by the same vehicle before somebody is asked (docs/orchestration.md)."""
LASTING = frozenset({"receive", "kit", "dwell", "transfer", "process"})
"""Device commands that no process repeats of itself: twice under one attempt is twice too many."""
DONE = ("succeeded", "attested")
"""How an attempt has ended whose task is done."""
_DOUBT_CODES = ("attempt.interrupted", "cell.silent")


def look(account: Account, entry: Entry) -> Iterator[Violation]:
    """A further try has something that allows it, and what allows it is allowed to."""
    if entry.kind == "attempt_dispatched":
        yield from _dispatched(account, entry)
    elif entry.kind == "retry_planned":
        yield from _planned(account, entry)


def close(account: Account, witness: Witness) -> Iterator[Violation]:
    """What the equipment has counted: no command twice, no lasting step twice under one attempt."""
    motions = witness.motions or ()
    commands = Counter((item.cell, item.device, item.command_id) for item in motions)
    for (cell, device, command), count in commands.items():
        if count > 1:
            yield Violation(EXECUTED_ONCE, command, f"{device} of {cell} carried this one command out {count} times.")
    lasting = Counter(
        (item.attempt, item.cell, item.device, item.command, item.subject)
        for item in motions
        if item.command in LASTING or (item.command == "release" and not item.subject)
    )
    for (attempt, cell, _, command, _), count in lasting.items():
        if count > 1 and attempt_name(attempt) is not None:
            yield Violation(EXECUTED_ONCE, attempt, f"{cell} did `{command}` {count} times in one attempt.")


def _dispatched(account: Account, entry: Entry) -> Iterator[Violation]:
    name, task, number = entry.text("attempt"), entry.text("task"), entry.number("number")
    if name in account.attempts:
        yield Violation(EXECUTED_ONCE, name, "It is given out a second time.", entry.sequence)
        return
    earlier = [item for item in account.attempts.values() if item.task == task]
    if number != len(earlier) + 1:
        yield Violation(EXECUTED_ONCE, name, f"It is the try {len(earlier) + 1} at its task.", entry.sequence)
    for item in earlier:
        if item.outcome in DONE:
            yield Violation(EXECUTED_ONCE, name, f"{item.id} has done this already.", entry.sequence)
        elif item.may_have_moved and not item.repeat:
            what = f"{item.id} may have done something, and nothing says that it may be tried again."
            yield Violation(EXECUTED_ONCE, name, what, entry.sequence)


def _planned(account: Account, entry: Entry) -> Iterator[Violation]:
    piece = account.piece(entry.text("job"))
    attempt = account.attempts.get(piece.latest) if piece is not None else None
    if piece is not None and piece.overdue == entry.text("task"):
        return  # nothing was tried: it has waited for a cell for too long, and waits on
    if piece is None or attempt is None or attempt.task != entry.text("task"):
        what = "It is planned again, and was not what the piece came to last."
        yield Violation(EXECUTED_ONCE, entry.text("task"), what, entry.sequence)
    elif not _is_allowed(account, piece, attempt, entry.data.get("rule", -1)):
        what = f"It is planned again after it {attempt.outcome}, and no rule and no answer allows that."
        yield Violation(EXECUTED_ONCE, attempt.id, what, entry.sequence)


def _is_allowed(account: Account, piece: PieceAccount, attempt: AttemptAccount, rule: int) -> bool:
    if attempt.outcome in DONE:
        return False
    if rule >= 0:
        return _has_rule(account, piece, attempt, rule)
    if piece.chosen == "retry":
        return True
    if attempt.is_trip:
        return attempt.outcome == "failed" and attempt.number < TRIP_TRIES
    return attempt.outcome == "interrupted" and account.plant.is_repeatable(
        attempt.cell, piece.product, attempt.operation
    )


def _has_rule(account: Account, piece: PieceAccount, attempt: AttemptAccount, number: int) -> bool:
    """Whether the operation has that rule, it says retry, and it speaks of what has happened."""
    operation = account.plant.operation(piece.product, attempt.operation)
    if operation is None or number >= len(operation.on_failure):
        return False
    rule = operation.on_failure[number]
    if rule.consequence.value != "retry":
        return False
    if attempt.outcome in ("interrupted", "cancelled"):
        is_cancelled = attempt.outcome == "cancelled"
        codes = (attempt.cancel_code,) if is_cancelled else (attempt.code, *_DOUBT_CODES)
        return any(fnmatchcase(code, pattern) for code in codes for pattern in rule.codes)
    return not rule.codes or any(fnmatchcase(attempt.code, pattern) for pattern in rule.codes)

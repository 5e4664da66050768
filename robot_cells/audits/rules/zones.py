"""No two attempts have a zone at once in modes that exclude each other; and no pieces wait for one another for ever."""

from __future__ import annotations

from collections.abc import Iterator

from robot_cells.audits.account import Account
from robot_cells.audits.accounts import AttemptAccount
from robot_cells.audits.entry import Entry
from robot_cells.audits.invariants import LINE_MOVES, LOCKS
from robot_cells.audits.rules.repetition import DONE
from robot_cells.audits.violation import Violation
from robot_cells.lines.zone import Lock, LockMode


def look(account: Account, entry: Entry) -> Iterator[Violation]:
    """Each dispatch finds its zones free; the line never says of itself that it has locked."""
    if entry.kind == "alarm_raised" and entry.part("alarm").get("code") == "line.stuck":
        yield Violation(LINE_MOVES, "line", str(entry.part("alarm").get("text", "")), entry.sequence)
    if entry.kind != "attempt_dispatched" or not account.plant.line.zones:
        return
    wanted = _locks(account, entry.text("job"), entry.text("cell"), entry.text("operation"))
    sharers: dict[str, list[str]] = {lock.zone: [] for lock in wanted}
    for other in account.attempts.values() if wanted else ():
        held = _locks(account, other.job, other.cell, other.operation) if _holds(account, other) else ()
        for lock in held:
            sharers.setdefault(lock.zone, []).append(other.id)
        zones = [lock.zone for lock in wanted for item in held if _exclude(lock, item)]
        if zones:
            what = f"It needs {', '.join(zones)}, which {other.id} has."
            yield Violation(LOCKS, entry.text("attempt"), what, entry.sequence)
    for zone in account.plant.line.zones:
        those = sharers.get(zone.id, [])
        if zone.capacity is not None and zone.id in {lock.zone for lock in wanted} and len(those) >= zone.capacity:
            what = f"It needs {zone.id}, which {zone.capacity} may share and {', '.join(those)} have."
            yield Violation(LOCKS, entry.text("attempt"), what, entry.sequence)


def _locks(account: Account, job: str, cell: str, operation: str) -> tuple[Lock, ...]:
    piece = account.pieces.get(job)
    return account.plant.locks(cell, piece.product, operation) if piece is not None else ()


def _holds(account: Account, attempt: AttemptAccount) -> bool:
    """While it is open; and after, where something may still stand there and somebody has been asked."""
    if not attempt.outcome:
        return True
    piece = account.piece(attempt.job)
    return attempt.outcome not in DONE and piece is not None and piece.question == f"{attempt.id}?"


def _exclude(one: Lock, other: Lock) -> bool:
    both_share = one.mode is LockMode.SHARED and other.mode is LockMode.SHARED
    return one.zone == other.zone and not both_share

"""Journal and equipment tell the same: what moved was recorded, what was recorded as done moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from robot_cells.audits.account import Account, journal_of
from robot_cells.audits.entry import attempt_name
from robot_cells.audits.invariants import MOTION_RECORDED, PART_CONSERVED, RECORD_TRUE
from robot_cells.audits.motion import Motion
from robot_cells.audits.rules.containment import SILENT
from robot_cells.audits.violation import Violation
from robot_cells.audits.witness import Witness


def close(account: Account, witness: Witness) -> Iterator[Violation]:
    """Compare the two; nothing where nobody counted."""
    if witness.motions is None:
        return
    journal = journal_of(account)
    moved: dict[str, list[Motion]] = {}
    for motion in witness.motions:
        name = attempt_name(motion.attempt)
        if name is not None and name.journal == journal:
            moved.setdefault(motion.attempt, []).append(motion)
    for attempt, motions in moved.items():
        yield from _recorded(account, attempt, motions)
    yield from _done(account, moved, {motion.cell for motion in witness.motions})
    yield from _at_one_place(account, moved)


def _recorded(account: Account, attempt: str, motions: Sequence[Motion]) -> Iterator[Violation]:
    found = account.attempts.get(attempt)
    if found is None:
        yield Violation(MOTION_RECORDED, attempt, f"{motions[0].cell} moved for it, and it is in no record.")
        return
    if found.cell != motions[0].cell:
        yield Violation(MOTION_RECORDED, attempt, f"{motions[0].cell} moved for it, and {found.cell} was to do it.")
    if not found.may_have_moved:
        what = f"The journal says that it had not begun ({found.outcome}), and {motions[0].cell} moved."
        yield Violation(RECORD_TRUE, attempt, what)


def _done(account: Account, moved: dict[str, list[Motion]], counted: set[str]) -> Iterator[Violation]:
    """What succeeded was done by a cell; cells whose equipment counts nothing at all cannot tell."""
    for attempt in account.attempts.values():
        if attempt.outcome != "succeeded" or attempt.cell not in counted:
            continue
        if not any(motion.succeeded for motion in moved.get(attempt.id, ())):
            yield Violation(RECORD_TRUE, attempt.id, f"It is recorded as done, and nothing moved in {attempt.cell}.")


def _at_one_place(account: Account, moved: dict[str, list[Motion]]) -> Iterator[Violation]:
    """No piece is worked on under two attempts at once; a vehicle that comes empty does nothing to it yet."""
    spans: dict[str, list[tuple[float, float, str]]] = {}
    for attempt, motions in moved.items():
        name = attempt_name(attempt)
        # Where none names the piece, as in a change-over, the cell may be moving about it all the same.
        at_it = [motion for motion in motions if motion.serial] or motions
        ends = [motion.ended_s for motion in at_it if motion.ended_s is not None]
        if name is not None and ends and not _goes_elsewhere(account, attempt):
            began_s = min(motion.began_s for motion in at_it)
            spans.setdefault(name.job, []).append((began_s, max(ends), attempt))
    for job, found in spans.items():
        found.sort()
        for (_, until_s, first), (began_s, _, second) in pairwise(found):
            if began_s < until_s:
                yield Violation(PART_CONSERVED, job, f"{second} began at {began_s:g} s, before {first} was over.")


def _goes_elsewhere(account: Account, name: str) -> bool:
    """Whether it may be repeated in another cell while a silent one is still at it (docs/recovery.md).

    That is so where pieces change cells by themselves, in a model of a line: where the process is repeatable, and where
    the cell was silent for longer than the operation allows, so that a rule has said how to go on without it.
    """
    attempt = account.attempts.get(name)
    piece = account.pieces.get(attempt.job) if attempt is not None else None
    if attempt is None or piece is None or account.plant.has_vehicles:
        return False
    return attempt.code == SILENT or account.plant.is_repeatable(attempt.cell, piece.product, attempt.operation)

"""A cell that stands set up for another product, or half so, changes over before it works on a piece."""

from __future__ import annotations

from collections.abc import Iterator

from robot_cells.audits.account import Account
from robot_cells.audits.entry import Entry
from robot_cells.audits.invariants import SET_UP
from robot_cells.audits.motion import Motion
from robot_cells.audits.violation import Violation
from robot_cells.audits.witness import Witness

CHANGEOVER = "changeover"
"""The device command that sets a cell up (docs/devices.md)."""
TOLERANCE_S = 1e-6


def look(account: Account, entry: Entry) -> Iterator[Violation]:
    """Each dispatch has the set-up time that is due, by what the records say of the cell."""
    piece = account.piece(entry.text("job"))
    if entry.kind != "attempt_dispatched" or entry.data.get("trip") is not None or piece is None:
        return
    cell = account.cell(entry.text("cell"))
    due_s = _due_s(account, cell.id, cell.set_up, piece.product)
    given_s = entry.seconds("changeover_s")
    if abs(due_s - given_s) > TOLERANCE_S:
        stands = " or ".join(cell.set_up) or "nothing yet"
        what = f"{cell.id} stands set up for {stands}: {due_s:g} s of change-over are due, and {given_s:g} s are given."
        yield Violation(SET_UP, entry.text("attempt"), what, entry.sequence)


def close(account: Account, witness: Witness) -> Iterator[Violation]:
    """What the equipment has counted: nothing succeeded on a cell that physically stood set up otherwise.

    Cells whose equipment counts no change-over at all cannot tell.
    """
    motions = witness.motions or ()
    counted = {item.cell for item in motions if item.command == CHANGEOVER}
    runs: dict[str, list[Motion]] = {}
    for motion in motions:
        if motion.cell in counted and motion.attempt in account.attempts:
            runs.setdefault(motion.attempt, []).append(motion)
    stands: dict[str, tuple[str, ...]] = {}
    for name, run in runs.items():  # in the order in which they began
        attempt = account.attempts[name]
        cell, product = attempt.cell, account.pieces[attempt.job].product
        before = stands.get(cell, (product,))  # what is worked on first needs no change-over
        changes = [item for item in run if item.command == CHANGEOVER]
        if changes:
            before = (product,) if changes[-1].succeeded else (*before, product)
        if _due_s(account, cell, before, product) == 0.0:
            before = (product,)
        elif attempt.outcome == "succeeded":
            what = f"It succeeded on {cell}, which physically stood set up for {' or '.join(before)}."
            yield Violation(SET_UP, name, what)
        stands[cell] = before


def _due_s(account: Account, cell: str, before: tuple[str, ...], product: str) -> float:
    """The longest change-over from any of the products that it may be set up for, in seconds."""
    return max((account.plant.changeover_s(cell, item, product) for item in before if item != product), default=0.0)
